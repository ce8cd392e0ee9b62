"""Verdicts and intervals against simulated truths."""
