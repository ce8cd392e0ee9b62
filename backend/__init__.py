"""The web process and everything that is stored. It never imports the worker or torch."""
