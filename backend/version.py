"""The version of this installation, the same as in pyproject.toml (a test compares them).

And digests of code: what one code made is not what another would make.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

VERSION = "0.1.0"
FOLDER = Path(__file__).parent
# What makes the summaries of runs that are kept.
MAKERS = (
    "backend.comparison.run_numbers", "backend.run_filter.keep_numbers", "backend.trust.comparison",
)  # fmt: skip
IMPORTS = re.compile(
    r"^\s*from (backend[\w.]*) import (\([^)]*\)|.*)|^\s*import (backend[\w.]*)", re.MULTILINE
)


@cache
def code_digest() -> str:
    """Text that is another one where any code that summaries of runs are made with is another.

    Of the source files of their makers and of all that these import, so that nobody has to say what
    depends on what, and a change elsewhere costs nothing.
    """
    return _digest(used_by(MAKERS))


@cache
def answers_digest() -> str:
    """The same for whole answers: of every source file and every package that is installed.

    plotly, tsdownsample and those that bring environments are among them; their folders say which
    versions they have.
    """
    folders = {entry.name for place in sys.path for entry in Path(place).glob("*.dist-info")}
    text = " ".join([_digest(FOLDER.rglob("*.py")), *sorted(folders)])
    return blake2b(text.encode(), digest_size=16).hexdigest()


def used_by(modules: Iterable[str]) -> set[Path]:
    """The source files of modules of the backend and of those that they import."""
    found: set[Path] = set()
    waiting = [*modules]
    while waiting:
        file = _file_of(waiting.pop())
        if file is not None and file not in found:
            found.add(file)
            waiting += _imported(file.read_text("utf-8"))
    return found


def _file_of(module: str) -> Path | None:
    """Where a module's source is; None of a name that is no module."""
    place = FOLDER.joinpath(*module.split(".")[1:])
    files = (place.with_suffix(".py"), place / "__init__.py")
    return next((file for file in files if file.is_file()), None)


def _imported(source: str) -> Iterator[str]:
    """What a source may import: the modules that it names, and in them what may be one."""
    for home, names, plain in IMPORTS.findall(source):
        yield home or plain
        yield from (f"{home}.{name}" for name in re.findall(r"\w+", names))


def _digest(files: Iterable[Path]) -> str:
    digest = blake2b(f"{VERSION} {version('numpy')} {version('scipy')}".encode(), digest_size=16)
    for file in sorted(files):
        digest.update(str(file.relative_to(FOLDER)).encode() + file.read_bytes())
    return digest.hexdigest()
