"""Where a run's process is placed. The `runs` table stays the truth, whatever the engine."""
