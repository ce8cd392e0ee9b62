"""Runs set side by side: which belong together, and what they say on average.

All but `selected_runs.py`, which reads what a request names, is pure.
"""
