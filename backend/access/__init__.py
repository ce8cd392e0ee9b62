"""Signing in with the printed address, and whether the server is up."""
