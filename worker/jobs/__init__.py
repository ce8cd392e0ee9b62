"""A run's life: claimed by the agent, executed in a process of its own, recorded, checkpointed."""
