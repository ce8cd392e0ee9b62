"""The budgets of the style guide that no linter holds: sizes, import chains, suppressions."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

from tests.architecture.chains import longest_chain

ROOT = Path(__file__).resolve().parents[2]
GENERATED = re.compile(r"schema\.ts|.*\.gen\.ts")
# In imports, not in modules: `a` importing `b` is a chain of one.
LONGEST_CHAIN = 10

# The number of suppressed findings. It may only fall: lower it with every one that goes.
SUPPRESSIONS = 20

SUPPRESSION = re.compile(
    r"#\s*noqa|#\s*type:\s*ignore|//\s*@ts-|eslint-disable|#\s*pragma: no cover"
)
REASONED = re.compile(
    r"#\s*noqa: [A-Z]+\d+(, [A-Z]+\d+)* - \S|"
    r"#\s*type: ignore\[[a-z-]+(, [a-z-]+)*\]\s+# \S|"
    r"//\s*@ts-expect-error \S|"
    r"eslint-disable(-next-line|-line)? [a-z@/-]+(, [a-z@/-]+)* -- \S"
)


def sources(*folders: str, suffixes: tuple[str, ...] = (".py",)) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in suffixes and not GENERATED.fullmatch(path.name):
                yield path


def too_long(paths: Iterator[Path], budget: int) -> dict[str, int]:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in paths}
    return {name: length for name, length in lengths.items() if length > budget}


def test_no_python_file_is_longer_than_300_lines():
    assert too_long(sources("backend", "worker", "migrations", "scripts"), 300) == {}


def test_no_typescript_file_is_longer_than_250_lines():
    paths = (
        path
        for path in sources("frontend/src", suffixes=(".ts", ".tsx"))
        if ".test." not in path.name
    )
    assert too_long(paths, 250) == {}


def test_no_test_file_is_longer_than_400_lines():
    in_the_page = (
        path for path in sources("frontend/src", suffixes=(".ts", ".tsx")) if ".test." in path.name
    )
    assert too_long(sources("tests"), 400) | too_long(in_the_page, 400) == {}


def test_function_budgets_are_those_of_the_style_guide():
    lint = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["ruff"]["lint"]
    assert lint["pylint"] == {"max-args": 6, "max-statements": 30, "max-branches": 8}
    assert lint["mccabe"] == {"max-complexity": 8}


def suppressed() -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in (
            *sources("backend", "worker", "migrations", "scripts"),
            *sources("frontend/src", suffixes=(".ts", ".tsx")),
        )
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if SUPPRESSION.search(line)
    ]


def test_every_suppression_names_its_code_and_its_reason():
    assert [line for line in suppressed() if not REASONED.search(line)] == []


def test_the_number_of_suppressions_only_falls():
    found = suppressed()
    assert len(found) == SUPPRESSIONS, "\n".join(found)


@pytest.fixture(scope="module")
def imports() -> dict[str, set[str]]:
    graph = grimp.build_graph("backend", "worker", cache_dir=None)
    return {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}


def test_no_module_imports_itself_by_a_detour_and_no_chain_is_longer_than_ten(imports):
    chain = longest_chain(imports)
    assert len(chain) - 1 <= LONGEST_CHAIN, " -> ".join(chain)


def test_a_cycle_is_found():
    with pytest.raises(AssertionError, match="a cycle: a -> b -> a"):
        longest_chain({"a": {"b"}, "b": {"a"}})


def test_a_chain_is_measured_in_modules():
    assert longest_chain({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == ["a", "b", "c"]


def test_packages_are_one_folder_deep_the_command_line_two_and_the_core_three():
    deepest = {"mbrl": 5, "cli": 4}
    deep = [
        str(path.relative_to(ROOT))
        for path in sources("backend", "worker")
        for parts in [path.relative_to(ROOT).parts]
        if len(parts) > deepest.get(parts[1], 3)
    ]
    assert deep == []
