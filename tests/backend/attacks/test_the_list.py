"""The list of attacks names tests that there are, and no attack is left out."""

import re
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
LIST = (HERE / "README.md").read_text("utf-8")
ATTACKS = 17


def test_every_clause_names_what_holds_it():
    rows = re.findall(r"^\| *(\d*) *\| ([^|]+) \| ([^|]+) \|$", LIST, re.MULTILINE)
    numbers = [int(number) for number, _, _ in rows if number]
    assert numbers == list(range(1, ATTACKS + 1))
    for _, clause, held_by in rows:
        assert re.search(r"`(test_\w+|frontend/[^`]+)`", held_by), clause


def test_what_is_named_is_there():
    defined = {
        name
        for file in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)\(", file.read_text("utf-8"), re.MULTILINE)
    }
    named = set(re.findall(r"`(test_\w+)`", LIST))
    assert named - defined == set()
    for file in re.findall(r"`(frontend/[^`]+)`", LIST):
        assert (ROOT / file).exists(), file
