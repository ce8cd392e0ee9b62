"""Transitions, real and imagined, kept as packed rows."""
