"""Schema, profile and factories, made one plan."""
