"""The guide's commands: where they stand, who runs them, and a shell that does what they say.

```sh run            a reader beside `branchpoint up`, by test_guide_code.py
```sh run server     the reader of a set-up, by the test that SETUPS names for it
```sh stays server   the same, of what is started and goes on
```sh by scripts/x   the script that makes the page
```sh                nobody: its first line says why, after `# not run by a test:`
"""

import re
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.waiting import SOON

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
BLOCK = re.compile(r"^( *)```(\w+)(?: ([^\n]+))?\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
NOT_RUN = "# not run by a test: "
FIRST = "get-started"
SETUPS = {
    "server": "tests/backend/test_guide_server.py",
    "slurm": "tests/worker/test_guide_clusters.py",
    "ray": "tests/worker/test_guide_clusters.py",
}
DONE = "<<< done >>>"


@dataclass(frozen=True)
class Block:
    """Code of the guide: where it stands, its language, who runs it, what it says."""

    page: str
    line: int
    language: str
    mark: str
    code: str

    def is_for(self, setup):
        """Whether it is run, or started, in this set-up."""
        return self.mark in (f"run {setup}", f"stays {setup}")


def blocks(page, text):
    """The blocks of a page, without the indent of a list."""
    return [
        Block(
            page,
            text.count("\n", 0, found.start()) + 1,
            found[2],
            found[3] or "",
            re.sub(rf"^{found[1]}", "", found[4], flags=re.MULTILINE),
        )
        for found in BLOCK.finditer(text)
    ]


def all_blocks():
    """Those of every page, the page that launches the first run before the others."""
    pages = sorted(DOCS.glob("*.md"), key=lambda page: (page.stem != FIRST, page.stem))
    return [block for page in pages for block in blocks(page.stem, page.read_text())]


def of_setup(setup):
    """The blocks of a set-up, in the order of its page."""
    return [block for block in all_blocks() if block.is_for(setup)]


class Shell:
    """One shell, in which what a page says is done on machines that stand for its reader's.

    Attributes:
        stands_for: What is written in the page, and what it is here.
    """

    def __init__(self, folder, environment, stands_for):
        self.stands_for = dict(stands_for)
        self._folder = folder
        self._said = []
        self._errors = (folder / "errors").open("wb")
        self._bash = subprocess.Popen(
            ["bash", "--norc"], cwd=folder, env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors,
        )  # fmt: skip
        self._send("set -euo pipefail; set -m")

    def do(self, block, given=""):
        """What its commands print; an error of theirs fails the test."""
        (self._folder / "given").write_text(given)
        return self._send(f"{{\n{self._here(block.code)}\n}} < given", block)

    def start(self, block, ready=None):
        """Start what it says, and wait until it is ready, or says so itself."""
        said = self._folder / f"said-{len(self._said)}"
        # Before the job that writes it has begun.
        said.touch()
        self._said.append(said)
        code = self._here(block.code)
        self._send(f"{{\n{code}\nwait\n}} > {said.name} 2>&1 < /dev/null &", block)
        deadline = time.monotonic() + SOON
        while not (ready() if ready else "is ready" in said.read_text()):
            assert time.monotonic() < deadline, said.read_text()
            time.sleep(0.2)

    def stop_all(self):
        """End what was started, as a service manager does, and wait until all of it is gone."""
        self._send(
            "started=$(jobs -p); for job in $started; do kill -TERM -- -$job || true; done\n"
            "wait || true\n"
            "for job in $started; do for try in $(seq 600); do\n"
            "kill -0 -- -$job 2> /dev/null || break; sleep 0.1; done; done"
        )

    def _here(self, code):
        for written, here in self.stands_for.items():
            code = code.replace(written, here)
        return code

    def _send(self, code, block=None):
        self._bash.stdin.write(f"{code}\necho '{DONE}'\n")
        self._bash.stdin.flush()
        lines = []
        for line in self._bash.stdout:
            if line.strip() == DONE:
                return "".join(lines)
            lines.append(line)
        errors = (self._folder / "errors").read_text()[-3000:]
        raise AssertionError(f"{block and (block.page, block.line)}\n{''.join(lines)}\n{errors}")

    def close(self):
        """End the shell."""
        if self._bash.poll() is None:
            self.stop_all()
        self._bash.stdin.close()
        self._bash.wait(60)
        self._bash.stdout.close()
        self._errors.close()


@contextmanager
def a_shell(folder, environment, stands_for):
    """A shell, and an end of all that was started in it."""
    folder.mkdir(parents=True, exist_ok=True)
    shell = Shell(folder, environment, stands_for)
    try:
        yield shell
    finally:
        shell.close()
