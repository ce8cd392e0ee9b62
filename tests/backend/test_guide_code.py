"""The guide's code and commands do what the guide says: each block marked `run` is run here.

    ```sh run        all of a page's blocks are one shell, so that variables last
    ```python run    a program of its own
    ```yaml run      a spec, launched as a dry run

RUN and EXPERIMENT in them are names that a reader fills in; here they are those of the first run
that the guide launches. Which blocks are run elsewhere, and how that is marked: guide_blocks.py.
"""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.backend.cli.conftest import ADDRESS, plain_environment
from tests.backend.guide_blocks import FIRST, NOT_RUN, ROOT, SETUPS, Block, all_blocks, blocks
from tests.waiting import until

# Ceilings for busy machines, not waits: of a page, and of all pages.
SECONDS = 300
ALL_SECONDS = 1_200


def to_run():
    """The blocks that this file runs."""
    return [block for block in all_blocks() if block.mark == "run"]


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
        until(lambda: process.poll() is not None or ADDRESS.search(output.read_text()))
        assert process.poll() is None, output.read_text()
        yield Reader(data, folder, bin_folder)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


@pytest.mark.long
@pytest.mark.timeout(ALL_SECONDS)
def test_the_code_of_the_guide_runs(reader):
    found = to_run()
    launch, *rest = [block for block in found if block.page == FIRST]
    reader.follow(FIRST, [launch])
    reader.know_the_first_run()
    reader.follow(FIRST, rest)
    for page in dict.fromkeys(block.page for block in found if block.page != FIRST):
        reader.follow(page, [block for block in found if block.page == page])


def test_blocks_are_found_with_their_places_and_without_their_indent():
    text = (
        "a\n\n   ```sh run\n   one \\\n     two\n   ```\n\n"
        "```sh\nno\n```\n\n```yaml run here\nseed: 1\n```\n"
    )
    assert blocks("page", text) == [
        Block("page", 3, "sh", "run", "one \\\n  two\n"),
        Block("page", 8, "sh", "", "no\n"),
        Block("page", 12, "yaml", "run here", "seed: 1\n"),
    ]


def test_the_guide_has_code_of_each_kind():
    found = to_run()
    assert {block.language for block in found} == {"sh", "python", "yaml"}
    assert found[0].page == FIRST
    assert "--wait" in found[0].code


def is_answered_for(block):
    """Whether somebody runs it, or it says why nobody does."""
    who, _, where = block.mark.partition(" ")
    if block.mark == "":
        return len(block.code.partition("\n")[0].removeprefix(NOT_RUN)) > 10 and (
            block.code.startswith(NOT_RUN)
        )
    if who == "by":
        return (ROOT / where).is_file()
    return block.mark == "run" or (who in {"run", "stays"} and where in SETUPS)


def test_every_command_of_the_guide_is_run_or_says_why_not():
    commands = [block for block in all_blocks() if block.language in {"sh", "bash", "console"}]
    assert len(commands) > 40
    assert [block for block in commands if not is_answered_for(block)] == []


@pytest.mark.parametrize(
    ("mark", "code", "is_fine"),
    [
        ("", "make up\n", False),
        ("", "# not run by a test: \nmake up\n", False),
        ("", "# not run by a test: it needs a second machine\nssh HOST\n", True),
        ("run", "branchpoint runs\n", True),
        ("run nowhere", "branchpoint runs\n", False),
        ("stays server", "branchpoint up\n", True),
        ("by scripts/nothing.py", "make lecture\n", False),
        ("by scripts/lecture.py", "make lecture\n", True),
    ],
)
def test_a_command_that_nobody_runs_is_noticed(mark, code, is_fine):
    assert is_answered_for(Block("page", 1, "sh", mark, code)) == is_fine


@pytest.mark.parametrize("setup", SETUPS)
def test_every_set_up_has_its_test_and_its_blocks(setup):
    assert f'of_setup("{setup}")' in (ROOT / SETUPS[setup]).read_text()
    assert [block for block in all_blocks() if block.is_for(setup)]
