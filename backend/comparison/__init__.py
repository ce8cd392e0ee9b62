"""Runs set side by side: groups, what differs between them, and their numbers at one horizon."""
