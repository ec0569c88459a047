"""What a check found: for people, for machines, for code scanning, for a pull request."""
