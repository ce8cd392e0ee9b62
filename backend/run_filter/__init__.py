"""Runs chosen by an expression, such as `rollout.length >= 5 and version == "3.0"`."""
