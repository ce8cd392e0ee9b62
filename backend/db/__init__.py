"""Everything that is stored: tables, transitions, queue, series. No web framework, no torch.

`tables.py` says what is stored; each other module holds the queries of one noun. Whoever opens the
session commits it (`Database.transaction`); nothing here does.
"""
