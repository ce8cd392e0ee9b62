"""What the server measures of itself, as Prometheus asks for it."""
