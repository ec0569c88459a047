"""One reason to refuse a file; each module has one pure function, `judge`, and knows no other rule."""
