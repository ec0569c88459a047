"""Generators that inference needs and nobody declares by hand: patterns, text forms, keys that share a row."""
