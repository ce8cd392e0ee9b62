"""Launching runs, and everything done to one run or a few."""
