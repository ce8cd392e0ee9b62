"""Read-only links to an experiment, a run or a comparison."""
