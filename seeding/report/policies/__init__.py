"""Who sees which rows, shown: for a terminal, for machines, for a pull request."""
