"""What is kept of runs counts while the code that made it is the same: which code that is."""

import inspect

import grimp

from backend.comparison.run_numbers import keep_numbers
from backend.run_filter.keep_numbers import keep_means
from backend.trust.comparison import keep_trust
from backend.version import FOLDER, MAKERS, used_by


def name_of(file):
    parts = ("backend", *file.relative_to(FOLDER).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def test_the_makers_are_those_whose_summaries_the_server_keeps():
    source = (FOLDER / "app.py").read_text("utf-8")
    assert "Keeper(store, (keep_numbers, keep_trust, keep_means))" in source
    made_by = {inspect.getmodule(each).__name__ for each in (keep_numbers, keep_trust, keep_means)}
    assert made_by == set(MAKERS)


def test_all_that_the_makers_import_is_part_of_what_made_a_summary():
    graph = grimp.build_graph("backend", cache_dir=None)
    imported = set(MAKERS).union(*(graph.find_upstream_modules(maker) for maker in MAKERS))
    files = used_by(MAKERS)
    assert imported - {name_of(file) for file in files} == set()
    # A package is run before what lies in it.
    rest = {name_of(file) for file in files if file.name != "__init__.py"}
    assert rest - imported == set()
