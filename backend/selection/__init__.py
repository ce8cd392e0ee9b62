"""Which runs a request is about: those that it names, or all that have something in common."""
