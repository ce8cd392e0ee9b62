"""Writes docs/glossary.md from the descriptions that figures, menus and exports follow.

    python scripts/glossary.py [--check]

With `--check` nothing is written, and the exit status says whether the file is as it should be.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

from backend.spec.compared_columns import COMPARED_COLUMNS
from backend.spec.curves import CURVES
from backend.spec.diagnostic import Diagnostic
from backend.spec.series import SERIES
from backend.spec.trust_columns import TRUST_COLUMNS

FILE = Path(__file__).resolve().parent.parent / "docs" / "glossary.md"
HEAD = """# Glossary

Every diagnostic has one name, on the page, in exports, in the API and in the code. `make glossary`
makes this file from the descriptions in `backend/spec/curves.py`, `backend/spec/series.py`,
`backend/spec/compared_columns.py` and `backend/spec/trust_columns.py`.

In all of them, h is the number of imagined steps (the horizon), k the rollout length in use, and
the data is everything that the run has seen of the real world so far (D, the replay buffer).
"""
PARTS: tuple[tuple[str, str, Iterable[Diagnostic]], ...] = (
    (
        "Over the horizon",
        "Curves over h, measured at evaluations on episodes that are never trained on. A band is "
        "the 10 % to 90 % range over start states.",
        CURVES.values(),
    ),
    ("Over training", "Series over real environment steps.", SERIES.values()),
    (
        "The table of values",
        "One row for each group of a comparison, one column for each of these, at the horizon "
        "under the cursor.",
        COMPARED_COLUMNS,
    ),
    (
        "The table of trust",
        "One row for each configuration, one column for each of these.",
        TRUST_COLUMNS,
    ),
)


def main(*, checks: bool) -> int:
    """Writes or checks the file; returns the exit status."""
    told: set[str] = set()
    text = "\n".join([HEAD, *(_part(*part, told) for part in PARTS)])
    if not checks:
        FILE.write_text(text)
        return 0
    if FILE.is_file() and FILE.read_text() == text:
        return 0
    sys.stderr.write("docs/glossary.md is not as the descriptions have it. Run: make glossary\n")
    return 1


def _part(title: str, words: str, diagnostics: Iterable[Diagnostic], told: set[str]) -> str:
    """A part with those diagnostics that no part before has: a name has one section."""
    new = [each for each in diagnostics if each.guide not in told]
    again = [f"[{each.name}](#{each.anchor})" for each in diagnostics if each.guide in told]
    told |= {each.guide for each in new}
    above = [f"As above: {', '.join(again)}.\n"] if again else []
    return "\n".join([f"## {title}\n\n{words}\n", *above, *map(_entry, new)])


def _entry(each: Diagnostic) -> str:
    lines = [
        f"### {each.name[:1].upper()}{each.name[1:]}",
        "",
        f"`{each.key}`, in {each.unit}." if each.unit else f"`{each.key}`.",
        "",
        each.definition,
        "",
        f"*How to read it:* {each.how_to_read}",
    ]
    if each.source != "Ours.":
        lines += ["", f"*Source:* {each.source}"]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    sys.exit(main(checks="--check" in sys.argv[1:]))
