"""What the package says of itself is true of the code, and the same everywhere."""

import ast
import re
import tomllib
from importlib.metadata import files
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from backend.cli.health_checks import SUPPORTED

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
# The simulator behind Gymnasium's tasks: which release of it is our choice.
NEVER_IMPORTED = {"mujoco"}


def supported() -> list[str]:
    python = SpecifierSet(PROJECT["requires-python"])
    return [f"3.{minor}" for minor in range(40) if f"3.{minor}" in python]


def test_everybody_names_the_same_versions_of_python():
    first, last = supported()[0], supported()[-1]
    said = f"Python {first} to {last}"
    assert [f"{major}.{minor}" for major, minor in SUPPORTED] == [first, last]
    setup = (ROOT / "scripts" / "setup").read_text()
    bounds = re.search(r"\((3, \d+)\) <= sys.version_info\[:2\] <= \((3, \d+)\)", setup)
    assert bounds is not None
    assert [bound.replace(", ", ".") for bound in bounds.groups()] == [first, last]
    candidates = re.search(r"\$\{PYTHON:-(.*?)\}", setup)
    assert candidates is not None
    assert set(re.findall(r"3\.\d+", candidates[1])) == set(supported())
    for place in ("README.md", "scripts/setup", "backend/cli/health_checks.py"):
        assert said in (ROOT / place).read_text(), place
    classified = [
        each.removeprefix("Programming Language :: Python :: ") for each in PROJECT["classifiers"]
    ]
    assert [each for each in classified if each.startswith("3.")] == supported()


def imported(*folders: str) -> set[str]:
    """The top-level names of all packages that the folders' modules import."""
    names = set()
    for folder in folders:
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Import):
                    names |= {alias.name.partition(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module:
                    names.add(node.module.partition(".")[0])
    return names


def modules(distribution: str) -> set[str]:
    """The top-level names that a package installs."""
    listed = files(distribution) or []
    return {path.parts[0].removesuffix(".py") for path in listed if path.suffix == ".py"}


def test_every_package_that_an_installation_asks_for_is_used():
    used = imported("backend", "worker", "migrations")
    asked = {Requirement(each).name for each in PROJECT["dependencies"]}
    assert {name for name in asked if not modules(name) & used} == NEVER_IMPORTED


def test_the_licence_is_named_and_there():
    assert PROJECT["license"] == "MIT"
    (name,) = PROJECT["license-files"]
    assert (
        (ROOT / name)
        .read_text()
        .startswith("MIT License\n\nCopyright (c) 2026 the Branchpoint authors")
    )
