"""Real environments behind the learning core's protocol."""
