"""What happened → terminal, JSON."""
