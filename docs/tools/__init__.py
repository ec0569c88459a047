"""What writes the documentation: pages from code, outputs from commands, the picture from a run."""
