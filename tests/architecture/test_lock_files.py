"""The lock files hold what pyproject.toml asks for, with hashes, and name no index."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from backend.version import VERSION

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+?)(?: ; .*)? \\$")


def pins(lock: str) -> dict[str, Version]:
    lines = (ROOT / "requirements" / lock).read_text().splitlines()
    matches = [match for line in lines if (match := PINNED.match(line))]
    return {canonicalize_name(match[1]): Version(match[2]) for match in matches}


def named_in(source: str) -> list[str]:
    lines = (ROOT / "requirements" / source).read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("runtime.txt", PROJECT["dependencies"] + named_in("torch-needs.in")),
        ("dev.txt", PROJECT["dependencies"] + EXTRAS["dev"] + named_in("torch-needs.in")),
        ("build.txt", named_in("build.in")),
    ],
)
def test_a_lock_file_satisfies_every_requirement(lock, wanted):
    locked = pins(lock)
    unmet = [
        text
        for text in wanted
        for requirement in [Requirement(text)]
        if locked.get(canonicalize_name(requirement.name)) not in requirement.specifier
    ]
    assert unmet == [], "run make lock"


def test_torch_is_on_its_own_line_and_in_no_lock_file():
    (line,) = named_in("torch.txt")
    (wanted,) = EXTRAS["torch"]
    assert Version(line.partition("==")[2]) in Requirement(wanted).specifier
    assert not any("torch" in pins(lock) for lock in ("runtime.txt", "dev.txt", "build.txt"))


def test_the_lock_files_agree_on_every_version():
    runtime, dev = pins("runtime.txt"), pins("dev.txt")
    assert {name: dev.get(name) for name in runtime} == runtime
    assert pins("build.txt").items() <= dev.items()


@pytest.mark.parametrize("lock", ["runtime.txt", "dev.txt", "build.txt"])
def test_every_pin_has_hashes_and_no_line_names_an_address(lock):
    text = (ROOT / "requirements" / lock).read_text()
    entries = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in text


def test_the_version_is_the_same_everywhere():
    assert PROJECT["version"] == VERSION
