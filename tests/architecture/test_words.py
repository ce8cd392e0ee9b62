"""What is written about the repository is true of it, and says nothing about one machine."""

import re
import subprocess
from pathlib import Path

import pytest

from backend.cli.command_table import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted(ROOT.glob("*.md")) + sorted(ROOT.glob("docs/**/*.md"))
CODE = re.compile(r"```[a-z]*\n(.*?)```|`([^`\n]+)`", re.DOTALL)

# Put together here, so that this file does not hold what it looks for.
INDEX_HOSTS = [".".join(parts) for parts in (
    ("pypi", "org"), ("files", "pythonhosted", "org"), ("registry", "npmjs", "org"),
    ("registry", "yarnpkg", "com"), ("download", "pytorch", "org"),
)]  # fmt: skip
MACHINE_PATH = re.compile("/(" + "|".join(["wo" + "rk", "ro" + "ot", "fa" + "rm"]) + ")/")


def code_in(document: Path) -> str:
    """All that a document sets as code, a snippet a line."""
    return "\n".join(block or span for block, span in CODE.findall(document.read_text()))


def targets() -> set[str]:
    return set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_documents_name_only_make_targets_that_exist(document):
    named = set(re.findall(r"(?:^|[;&(] ?)make ([a-z0-9-]+)", code_in(document), re.MULTILINE))
    assert named <= targets()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_documents_name_only_commands_that_exist(document):
    named = set(re.findall(r"(?:^|[/;&] ?)branchpoint ([a-z]+)", code_in(document), re.MULTILINE))
    assert named <= set(COMMANDS)


def test_a_wrong_target_in_a_document_would_be_found(tmp_path):
    document = tmp_path / "X.md"
    document.write_text("Run `make nonsense`, then\n```\nmake up && make fun\n```\n")
    found = re.findall(r"(?:^|[;&(] ?)make ([a-z0-9-]+)", code_in(document), re.MULTILINE)
    assert found == ["nonsense", "up", "fun"]


def test_every_make_target_is_listed_by_help():
    described = re.findall(r"^([a-z0-9-]+):.*## \S", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert set(described) == targets()


@pytest.fixture(scope="module")
def tracked() -> dict[str, str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode != 0:
        pytest.skip("not a git checkout, so there are no tracked files")
    texts = {}
    for name in filter(None, listed.stdout.split("\0")):
        try:
            texts[name] = (ROOT / name).read_text()
        except (UnicodeDecodeError, FileNotFoundError):
            continue
    return texts


def test_no_tracked_file_names_a_package_index(tracked):
    assert [
        name for name, text in tracked.items() if any(host in text for host in INDEX_HOSTS)
    ] == []


def test_no_tracked_file_names_a_folder_of_one_machine(tracked):
    hits = {
        name: match[0] for name, text in tracked.items() if (match := MACHINE_PATH.search(text))
    }
    assert hits == {}


def test_a_diagnostic_is_called_by_its_name_and_not_by_a_number(tracked):
    """Numbers such as D-one are defined nowhere that a user could look them up."""
    numbered = re.compile(r"(?<![\w\"'])D[1-9](?![\w\"'])")
    spoken = ("backend/", "worker/", "frontend/src/", "docs/", "README", "CONTRIBUTING")
    hits = {
        name: match[0]
        for name, text in tracked.items()
        if name.startswith(spoken) and (match := numbered.search(text))
    }
    assert hits == {}


def test_the_package_lock_holds_no_addresses(tracked):
    assert '"resolved"' not in tracked["frontend/package-lock.json"]


def test_all_scripts_can_be_run():
    listed = [*ROOT.glob("scripts/*"), ROOT / ".ci" / "run"]
    shell = [path for path in listed if path.is_file() and path.suffix == ""]
    assert [path.name for path in shell if not path.stat().st_mode & 0o100] == []
    for path in shell:
        subprocess.run(["bash", "-n", str(path)], check=True)
