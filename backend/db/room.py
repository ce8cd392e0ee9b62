"""Room on the disks of an instance, and a reserve of it that runs leave alone.

Below the reserve runs pause and none is taken, so that there is still room for what must be
written: leases, what a run's page says, and the deletions that make room.
"""

import os
from pathlib import Path

from fsspec.utils import get_protocol

from backend.db.settings import DatabaseSettings
from backend.db.store_trouble import StoreTrouble, Trouble
from backend.spec.size_words import size_words

# Enough for the log, for leases and for what runs report in their next minutes.
ROOM_BYTES = 16 * 1024 * 1024
PAUSED = "paused: the disk is full; it goes on when there is room"
NOTHING_TAKEN = "the disk is full; runs are taken again when there is room"


def free_bytes(folder: Path) -> int:
    """What is free on the disk of a folder.

    Raises:
        OSError: When that cannot be said.
    """
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize


def is_short(settings: DatabaseSettings) -> bool:
    """Whether a disk that an instance writes to from here has less than the reserve."""
    return any(_is_short(folder) for folder in _folders(settings))


def require(settings: DatabaseSettings) -> None:
    """Before what cannot be stored piles up in memory, and while pages can still say so.

    Raises:
        StoreTrouble: When the disk is full, but for the reserve.
    """
    if is_short(settings):
        raise StoreTrouble(Trouble.FULL, f"less than {size_words(ROOM_BYTES)} are free")


def _folders(settings: DatabaseSettings) -> list[Path]:
    artifacts = settings.artifacts
    local = [Path(artifacts)] if get_protocol(artifacts) == "file" else []
    return [settings.data, *local]


def _is_short(folder: Path) -> bool:
    try:
        return free_bytes(folder) < ROOM_BYTES
    except OSError:
        # A folder that is not there yet, or not on this machine: whoever writes there sees.
        return False
