"""Text in tables that spreadsheets open: none of it is a formula."""

import re

# What a spreadsheet takes for a formula, at half and full width, behind anything that it skips.
SKIPPED, SIGNS = r"[\s\"'\u200b-\u200f\u2060\ufeff]*", r"[=+\-@|\uff1d\uff0b\uff0d\uff20]"
FORMULA = re.compile(rf"{SKIPPED}{SIGNS}|[\t\r\n]")


def as_text(cell: str) -> str:
    """The text of a cell, with an apostrophe before what a spreadsheet would compute."""
    return f"'{cell}" if FORMULA.match(cell) else cell
