"""The command line: `branchpoint`."""
