"""A rehearsal, shown: in a terminal, for machines, for a pull request, as a page."""
