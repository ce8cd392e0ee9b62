"""Improvers: how a policy gets better from transitions."""
