"""How close seeded rows come to a pattern file: for a terminal, as JSON, as a page."""
