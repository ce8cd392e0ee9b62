"""Statistics of a group's seeds beside their mean: pure, numbers in and numbers out."""
