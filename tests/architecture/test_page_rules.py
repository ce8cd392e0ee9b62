"""The page holds no rules: verdicts, thresholds, versions and defaults are the backend's to say.

A rule on the page is said nowhere else: not by the command line, the API, an export. What the page
still compares is how it lays things out, and how it counts.
"""

import re
from pathlib import Path
from typing import get_args

import pytest

from backend.spec.algorithm import Improver, Version

SOURCE = Path(__file__).resolve().parents[2] / "frontend" / "src"
QUOTED = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'')
COMMENT = re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.DOTALL)
COMPARED = re.compile(r"(?:(?<![=\w])[<>]=?|[!=]==)\s*-?(\d[\d_]*(?:\.\d+)?)")
FRACTION = re.compile(r"(?<![\w.])\d*\.\d+\b")
# Counting, and what HTTP calls its answers.
PLAIN = {"0", "1", "401", "403", "404", "409", "410"}
NAMES = frozenset({*get_args(Version), *get_args(Improver)})

REASONS = {
    "features/experiments/example-drawing.tsx": "a drawing's geometry",
    "features/guide/search.ts": "how far a search forgives a slip",
    "features/guide/guide-page.tsx": "which headings an outline has",
    "features/launch/drawing/branch-geometry.ts": "a drawing's geometry",
    "features/logs/log-tail.tsx": "pixels from the end of a list",
    "features/runs/progress.tsx": "digits of a number",
}


def rules_in(text: str) -> list[str]:
    """What reads like a rule: comparisons with numbers, fractions, names of learners."""
    code = COMMENT.sub("", text)
    named = [each for each in QUOTED.findall(code) if each[1:-1] in NAMES]
    bare = QUOTED.sub('""', code)
    compared = [found[0] for found in COMPARED.finditer(bare) if found[1] not in PLAIN]
    return [*named, *compared, *FRACTION.findall(bare)]


def page_modules() -> dict[str, str]:
    """The modules of features and routes by name, without tests."""
    return {
        str(path.relative_to(SOURCE)): path.read_text()
        for folder in ("features", "routes")
        for path in sorted((SOURCE / folder).rglob("*.ts*"))
        if ".test." not in path.name and "-for-tests." not in path.name
    }


def test_no_module_of_the_page_holds_a_rule():
    found = {name: rules for name, text in page_modules().items() if (rules := rules_in(text))}
    assert {name: rules for name, rules in found.items() if name not in REASONS} == {}


def test_every_exception_is_still_one():
    texts = page_modules()
    assert [name for name in REASONS if not rules_in(texts.get(name, ""))] == []


@pytest.mark.parametrize(
    "line",
    [
        "if (exponent < 0.3) return 1;",
        "return ratio > 1.05 ? 1 : 2;",
        'if (version === "1.0") return 1;',
        'const PLANNERS = ["cem", "icem"];',
        "if (factor >= 10) return 1;",
        "const LEAST_FIT = 0.5;",
        "if (pleased.length > 3) return 1;",
    ],
)
def test_a_rule_on_the_page_is_found(line):
    assert rules_in(line) != []


@pytest.mark.parametrize(
    "line",
    [
        "if (runs.length === 0) return 1;",
        "const of = (seeds: number) => 5;",
        "// from 2.0 on, or < 0.3",
        'if (error.status === 404) return "it is 0.5";',
    ],
)
def test_what_counts_and_lays_out_is_no_rule(line):
    assert rules_in(line) == []
