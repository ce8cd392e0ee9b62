"""Curves that others published, given once with their source and drawn as reference lines."""
