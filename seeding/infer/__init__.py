"""A generator for every column nobody declared, and the reason for it. Pure: it looks at facts, not at rows.

Nothing is imported here: a project whose every table has a factory starts without inference.
"""
