"""Figures, built with plotly from arrays: the same for the page, a link, a notebook and an export.

A figure sets no colours. Each trace's `meta` says what it is, `{"role": ..., "group": ...}`, and
each direct label's `name` says whose it is (`group:2`, `role:imagined`); whoever shows the figure
paints it.
"""
