"""The guide's code and commands do what the guide says: each block marked `run` is run.

    ```sh run        all of a page's blocks are one shell, so that variables last
    ```python run    a program of its own
    ```yaml run      a spec, launched as a dry run

In them RUN and EXPERIMENT are names that a reader fills in; here they are those of the first run
that the guide launches.
"""

import json
import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.backend.cli.conftest import ADDRESS, plain_environment, wait_for

DOCS = Path(__file__).resolve().parents[2] / "docs"
BLOCK = re.compile(r"^( *)```(sh|python|yaml) run\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
FIRST = "get-started"
SECONDS = 120


@dataclass(frozen=True)
class Block:
    """Code of the guide: where it stands, its language, what it says."""

    page: str
    line: int
    language: str
    code: str


def blocks(page, text):
    """The blocks of a page that are marked to be run, without the indent of a list."""
    return [
        Block(
            page,
            text.count("\n", 0, found.start()) + 1,
            found[2],
            re.sub(rf"^{found[1]}", "", found[3], flags=re.MULTILINE),
        )
        for found in BLOCK.finditer(text)
    ]


def all_blocks():
    """Those of every page, the page that launches the first run before the others."""
    pages = sorted(DOCS.glob("*.md"), key=lambda page: (page.stem != FIRST, page.stem))
    return [block for page in pages for block in blocks(page.stem, page.read_text())]


class Reader:
    """Somebody who follows the guide, in an empty folder beside a running instance."""

    def __init__(self, instance, folder, bin_folder):
        known = json.loads((instance / "instance.json").read_text())
        self._folder, self._known = folder, {}
        self._environment = plain_environment(
            BRANCHPOINT_DATA=str(instance),
            BRANCHPOINT_URL=known["url"],
            BRANCHPOINT_TOKEN=known["token"],
            PATH=f"{bin_folder}{os.pathsep}{os.environ['PATH']}",
        )

    def run(self, *command, given=None):
        """What a command prints; its errors fail the test."""
        done = subprocess.run(
            command,
            cwd=self._folder,
            env=self._environment,
            input=given,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-3000:]}"
        return done.stdout

    def know_the_first_run(self):
        """From here on RUN and EXPERIMENT mean it."""
        (run,) = json.loads(self.run("branchpoint", "runs", "--json"))["items"]
        assert run["status"] == "succeeded"
        self._known = {"RUN": run["id"], "EXPERIMENT": run["experiment_id"]}

    def follow(self, page, found):
        """Do what the blocks of a page say."""
        shell = [block for block in found if block.language == "sh"]
        script = "\n".join(
            f"echo 'docs/{page}.md, line {block.line}' >&2\n{self._filled_in(block.code)}"
            for block in shell
        )
        self.run("bash", "-euo", "pipefail", "-c", script)
        for block in found:
            if block.language == "python":
                self.run(sys.executable, "-c", self._filled_in(block.code))
            if block.language == "yaml":
                self.run("branchpoint", "launch", "-", "--dry-run", given=block.code)

    def _filled_in(self, code):
        for name, value in self._known.items():
            code = re.sub(rf"\b{name}\b", value, code)
        return code


@pytest.fixture
def reader(tmp_path):
    """Beside an instance with a worker that has a slot."""
    data, output, folder = tmp_path / "data", tmp_path / "said", tmp_path / "reader"
    folder.mkdir()
    bin_folder = Path(sys.executable).parent
    with output.open("w") as said:
        process = subprocess.Popen(
            [bin_folder / "branchpoint", "up", "--port", "0", "--data", data],
            env=plain_environment(BRANCHPOINT_SLOTS="1"),
            stdout=said,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_for(lambda: process.poll() is not None or ADDRESS.search(output.read_text()))
        assert process.poll() is None, output.read_text()
        yield Reader(data, folder, bin_folder)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def test_the_code_of_the_guide_runs(reader):
    found = all_blocks()
    launch, *rest = [block for block in found if block.page == FIRST]
    reader.follow(FIRST, [launch])
    reader.know_the_first_run()
    reader.follow(FIRST, rest)
    for page in dict.fromkeys(block.page for block in found if block.page != FIRST):
        reader.follow(page, [block for block in found if block.page == page])


def test_blocks_are_found_with_their_places_and_without_their_indent():
    text = (
        "a\n\n   ```sh run\n   one \\\n     two\n   ```\n\n"
        "```sh\nno\n```\n\n```yaml run\nseed: 1\n```\n"
    )
    assert blocks("page", text) == [
        Block("page", 3, "sh", "one \\\n  two\n"),
        Block("page", 12, "yaml", "seed: 1\n"),
    ]


def test_the_guide_has_code_of_each_kind():
    found = all_blocks()
    assert {block.language for block in found} == {"sh", "python", "yaml"}
    assert found[0].page == FIRST
    assert "--wait" in found[0].code
