"""The process that trains: claims runs, executes each in a process of its own, records them."""
