"""The learned dynamics: ensemble, fit, termination and rollouts."""
