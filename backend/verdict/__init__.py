"""What a run's numbers come to, in words: warnings, and whether it learns and may be trusted."""
