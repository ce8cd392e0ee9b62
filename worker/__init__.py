"""The process that trains: claims runs, executes each in its own process, records what they report."""
