"""A pattern file laid over the generators of a plan: they say what a value looks like, it says how values lie."""
