"""The API as the commands use it: requests, patience, runs by name, waiting."""
