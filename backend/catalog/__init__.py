"""What can be chosen, and what there is to run it on."""
