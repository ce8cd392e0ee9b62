"""The page holds no rules: verdicts, thresholds, versions and defaults are the backend's to say.

A rule on the page is said nowhere else: not by the command line, the API, an export. What the page
still compares is how it lays things out, and how it counts.
"""

import re
from pathlib import Path
from typing import get_args

import pytest

from backend.db.status import Status
from backend.spec.algorithm import Improver, Version
from backend.spec.curves import CURVES
from backend.spec.diagnostic import SUM_NAMES, Policies, Reference, Scale
from backend.spec.rollout import StartStates
from backend.spec.series import SERIES
from backend.spec.spec_part import LengthKind

SOURCE = Path(__file__).resolve().parents[2] / "frontend" / "src"
QUOTED = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'')
COMMENT = re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.DOTALL)
COMPARED = re.compile(r"(?:(?<![=\w])[<>]=?|[!=]==)\s*-?(\d[\d_]*(?:\.\d+)?)")
FRACTION = re.compile(r"(?<![\w.])\d*\.\d+\b")
# Counting, and what HTTP calls its answers.
PLAIN = {"0", "1", "401", "403", "404", "409", "410"}
NAMES = frozenset({*get_args(Version), *get_args(Improver)})
# What the backend has words for: a table from these to words is one of its own.
WORDED = (
    *NAMES, *Status, *CURVES, *SERIES, *SUM_NAMES,
    *(name for kind in (Policies, Reference, Scale, StartStates, LengthKind)
      for name in get_args(kind)),
)  # fmt: skip
WORD = "|".join(sorted(map(re.escape, WORDED), key=len, reverse=True))
WORDS = r"""\s*["'`](?!\s*["'`])"""
TABLES = (
    # { queued: "waits", "model/epochs": "epochs of a fit" }, also from arrays and with types
    re.compile(rf"""(?<![\w.])["']?(?:{WORD})["']?\s*:{WORDS}"""),
    # A choice of a menu, by its value and its label.
    re.compile(rf"""value:\s*["'](?:{WORD})["'],\s*label:{WORDS}"""),
    # ["queued", "waits"], as in a Map
    re.compile(rf"""\[["'](?:{WORD})["'],\s*["'`][^"'`\]]* [^"'`\]]*["'`]\]"""),
    # The branch of a switch over it.
    re.compile(rf"""case\s+["'](?:{WORD})["']:\s*return{WORDS}"""),
    # status === "queued" ? "waits" : ...
    re.compile(rf"""[!=]==\s*["'](?:{WORD})["']\s*\?{WORDS}"""),
)
CONSTANT = re.compile(r"\bconst ([A-Z][A-Z0-9_]*)(?::[^=;]+)? = -?[\d_.]+;")

REASONS = {
    "features/compare/differences.ts": "how many values a list has before it counts them",
    "features/compare/grouping.tsx": "how many names a line lists before it counts them",
    "features/compare/parallel-figure.tsx": "as many ids as an address has room for",
    "features/experiments/example-drawing.tsx": "a drawing's geometry",
    "features/guide/search.ts": "how far a search forgives a slip",
    "features/guide/guide-page.tsx": "which headings an outline has",
    "features/launch/inputs/spec-field-input.tsx": "how many names fit side by side",
    "features/logs/api.ts": "lines of one request",
    "features/launch/drawing/branch-geometry.ts": "a drawing's geometry",
    "features/logs/log-tail.tsx": "pixels from the end of a list",
    "features/runs/progress.tsx": "digits of a number",
    "features/share/share-target.ts": "what the server would refuse is not offered",
    "features/runs/sparkline.tsx": "a drawing's geometry",
    "routes/-shared-view.tsx": "as many ids as an address has room for",
    "shared/figure-controls/training-time.tsx": "stops that a slider needs",
    "shared/tables/first-rows.tsx": "rows that are drawn at first",
    "shared/words/clock.ts": "how often a clock ticks",
    "shared/tables/whole-name.tsx": "where a long name is cut is how it looks",
    "shared/words/numbers.ts": "digits of a number",
    "shared/words/time-words.ts": "clocks count here, by one table of cases with the backend",
}


def rules_in(text: str) -> list[str]:
    """What reads like a rule.

    Comparisons with numbers or with constants that have names, fractions, names of learners,
    tables of words for what the backend has words for.
    """
    code = COMMENT.sub("", text)
    tables = [found[0] for table in TABLES for found in table.finditer(code)]
    named = [each for each in QUOTED.findall(code) if each[1:-1] in NAMES]
    bare = QUOTED.sub('""', code)
    compared = [found[0] for found in COMPARED.finditer(bare) if found[1] not in PLAIN]
    return [*tables, *named, *compared, *thresholds(bare), *FRACTION.findall(bare)]


def thresholds(code: str) -> list[str]:
    """The constants with numbers of their own that something is compared with."""
    return [
        name
        for name in CONSTANT.findall(code)
        if re.search(rf"(?:(?<![=\w])[<>]=?|[!=]==)\s*{name}\b", code)
        or re.search(rf"(?<!\w){name}\s*(?:[<>]=?(?!\w*>\()|[!=]==)", code)
    ]


FOLDERS = (
    "features", "routes", "shared/figure-controls", "shared/queries", "shared/tables",
    "shared/words",
)  # fmt: skip


def page_modules() -> dict[str, str]:
    """The modules of features and routes by name, without tests."""
    return {
        str(path.relative_to(SOURCE)): path.read_text()
        for folder in FOLDERS
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
        'const WORDS = { queued: "waits for a worker" };',
        'const WORDS: Record<Policy, string> = { "current": "current policy" };',
        'const TITLES = { "model/loss_holdout": "loss" };',
        'const SCALES = [{ value: "log", label: "logarithmic" }];',
        'const READ = new Map([["real_uniform", "real, uniform"]]);',
        'switch (status) { case "failed": return "it failed"; }',
        'return status === "queued" ? "Lines come later." : "";',
        "const MOST_SEEDS = 500; if (seeds.length >= MOST_SEEDS) return null;",
        "const CLEAR = 3; return CLEAR < gap;",
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
        'const POLICIES = ["current", "data", "both"] as const;',
        "const WIDTH = 720; draw(WIDTH);",
        'const counts = { status: "queued", running };',
    ],
)
def test_what_counts_and_lays_out_is_no_rule(line):
    assert rules_in(line) == []
