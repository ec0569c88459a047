"""What people do today, each a script: `python -m bench.peers.<name> URL ROWS`."""
