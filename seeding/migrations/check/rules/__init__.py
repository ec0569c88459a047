"""One subject a file: people's data, row level security, a second run, locks, order, the files as a set."""
