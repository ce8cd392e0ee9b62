"""Files and folders that only this user can read: data, logs and tokens."""

import os
from pathlib import Path
from typing import BinaryIO

OTHERS = 0o077
"""The bits of a mode that let anybody else read, write or enter."""


def is_open_to_others(path: Path) -> bool:
    """Whether other users of this machine can get at `path`."""
    return bool(path.stat().st_mode & OTHERS)


def make_folder(path: Path) -> None:
    """A folder for this user alone, where there is none yet."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)


def write(path: Path, text: str) -> None:
    """Put `text` at `path` in one step, for this user alone."""
    partial = path.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    partial.replace(path)


def opened_to_append(path: Path) -> BinaryIO:
    """A file that grows at its end, made for this user alone."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")


def keep_from_others() -> None:
    """From now on, what this process and its children make is for this user alone."""
    os.umask(OTHERS)
