"""What stands between a request and its feature: connections, guards, lanes, problems."""
