"""`branchpoint up` of any checkout, in a data folder of its own."""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from select import select
from typing import Any

import httpx
import psutil

ADDRESS = re.compile(r"(http://127\.0\.0\.1:\d+)/\?token=\S+")
START_SECONDS = 180.0


class Terminal:
    """A terminal that a program writes to; what it says is kept until the terminal is closed."""

    def __init__(self) -> None:
        self._ours, self.theirs = os.openpty()
        self._said = b""
        threading.Thread(target=self._read, daemon=True).start()

    @property
    def said(self) -> str:
        """All until now."""
        return self._said.decode(errors="replace")

    def close(self) -> None:
        """What is said from now on meets an error, as when its window is closed."""
        os.close(self._ours)

    def _read(self) -> None:
        with suppress(OSError):
            while select([self._ours], [], [])[0]:
                self._said += os.read(self._ours, 65_536)


@dataclass(frozen=True)
class Started:
    """A running instance.

    Attributes:
        process: `branchpoint up`.
        url: Where it answers.
        sign_in: The address that signs a browser in.
        token: Its own token.
        data: Its data folder.
        terminal: Where it says what it does.
    """

    process: "subprocess.Popen[bytes]"
    url: str
    sign_in: str
    token: str
    data: Path
    terminal: Terminal

    def client(self, seconds: float = 60.0) -> httpx.Client:
        """A client of its owner."""
        return httpx.Client(
            base_url=f"{self.url}/api/v1",
            headers={"Authorization": f"Bearer {self.token}"},
            timeout=seconds,
            trust_env=False,
        )

    def children(self) -> list[psutil.Process]:
        """API and worker, and what they have started."""
        return psutil.Process(self.process.pid).children(recursive=True)


@contextmanager
def started(code: Path) -> Iterator[Started]:
    """An instance of this checkout; nothing of it is left at the end."""
    with tempfile.TemporaryDirectory() as place:
        data, terminal = Path(place) / "data", Terminal()
        data.mkdir(mode=0o755)
        process = subprocess.Popen(
            [sys.executable, "-c", _program(code), "up", "--data", str(data)],
            cwd=code,
            env=os.environ | {"PYTHONPATH": str(code)},
            stdout=terminal.theirs,
            stderr=terminal.theirs,
            start_new_session=True,
        )
        os.close(terminal.theirs)
        children: list[psutil.Process] = []
        try:
            address = _address(process, terminal)
            written: dict[str, Any] = json.loads((data / "instance.json").read_text())
            found = Started(process, address[1], address[0], written["token"], data, terminal)
            children = found.children()
            yield found
        finally:
            _end(process, children)


def _program(code: Path) -> str:
    """What the checkout's `branchpoint` does."""
    scripts = tomllib.loads((code / "pyproject.toml").read_text())["project"]["scripts"]
    module, _, function = scripts["branchpoint"].partition(":")
    return f"from {module} import {function}; {function}()"


def _address(process: "subprocess.Popen[bytes]", terminal: Terminal) -> re.Match[str]:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        found = ADDRESS.search(terminal.said)
        if found is not None:
            return found
        time.sleep(0.1)
    raise RuntimeError(f"the instance did not start: {terminal.said}")


def _end(process: "subprocess.Popen[bytes]", children: list[psutil.Process]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(40)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    for child in children:
        if child.is_running():
            child.kill()
