"""The stream of changes that open pages follow."""
