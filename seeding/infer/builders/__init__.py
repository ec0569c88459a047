"""Generators for what names say, one file a subject; each maps concepts to functions of a column's facts.

A builder gives one generator or several, the best first: those a check refuses are passed over.
"""
