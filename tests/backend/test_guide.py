"""The guide has what the program names, and its pictures stay small and few."""

import inspect
import re
from importlib import import_module
from pathlib import Path

import pytest

from backend.cli.command_table import COMMANDS
from backend.spec.compared_columns import COMPARED_COLUMNS
from backend.spec.curves import CURVES
from backend.spec.run import RunSpec
from backend.spec.series import SERIES
from backend.spec.trust_columns import TRUST_COLUMNS
from backend.verdict.warnings import SECTIONS
from scripts.reference import PAGES

DOCS = Path(__file__).resolve().parents[2] / "docs"
HEADING = re.compile(r"^#{1,4} (.+)$", re.MULTILINE)
CODE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
PICTURE = re.compile(r"!\[[^\]]*\]\(([^)]+)\)")
LARGEST = 2_500_000
DIAGNOSTICS = (*CURVES.values(), *SERIES.values(), *COMPARED_COLUMNS, *TRUST_COLUMNS)


def anchors(page):
    """The anchors that a code host gives the headings of a page, where no two are alike."""
    text = re.sub(
        r"^```.*?^```", "", (DOCS / f"{page}.md").read_text(), flags=re.MULTILINE | re.DOTALL
    )
    return [
        re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in HEADING.findall(text)
    ]


@pytest.mark.parametrize("diagnostic", DIAGNOSTICS, ids=lambda each: each.name)
def test_every_diagnostic_has_one_section_that_the_catalog_names(diagnostic):
    page, _, anchor = diagnostic.guide.partition("#")
    assert anchors(page).count(anchor) == 1


@pytest.mark.parametrize("anchor", SECTIONS.values())
def test_every_warning_has_its_section(anchor):
    assert anchor in anchors("verdicts")


def test_every_part_of_a_spec_has_its_section():
    parts = {
        name
        for name, field in RunSpec.model_fields.items()
        if hasattr(field.annotation, "model_fields")
    }
    assert parts
    assert {*parts, "the-rest"} <= set(anchors("spec"))


def test_each_field_of_a_spec_is_told_what_it_may_be():
    allowed = re.findall(r"Allowed: (.*?)\.(?: Read by .*)? \|$", PAGES["spec"](), re.MULTILINE)
    assert len(allowed) > 50
    assert [each for each in allowed if not each or each.rstrip().endswith(":")] == []
    assert "a mapping of names to values: above 0 to 10,000" in allowed


@pytest.mark.parametrize("name", PAGES)
def test_the_reference_is_what_the_program_has(name):
    assert (DOCS / f"{name}.md").read_text() == PAGES[name](), "run: make reference"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_every_command_is_in_the_reference(name):
    page = (DOCS / "command-line.md").read_text()
    section = page.partition(f"\n### {name}\n")[2].partition("\n### ")[0]
    asked = inspect.signature(
        getattr(import_module(COMMANDS[name].module), COMMANDS[name].function)
    )
    assert section.count("\n| `") == len(asked.parameters)


def test_every_picture_is_shown_and_all_are_small():
    shown = {
        name for page in (*DOCS.glob("*.md"), DOCS.parent / "README.md")
        for name in re.findall(r"[\w-]+\.webp", " ".join(PICTURE.findall(page.read_text())))
    }  # fmt: skip
    there = {file.name for file in (DOCS / "pictures").iterdir()}
    assert shown == {name for name in there if not name.endswith("-dark.webp")}
    assert {name.replace("-dark.webp", ".webp") for name in there} == shown
    assert sum(file.stat().st_size for file in (DOCS / "pictures").iterdir()) < LARGEST
