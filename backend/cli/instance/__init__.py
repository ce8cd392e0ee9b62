"""The instance on this machine: its data folder, its processes, its database."""
