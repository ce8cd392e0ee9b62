"""Networks: stacked multilayer perceptrons, and the optimiser that steps all of one at once."""
