"""What a published configuration is: its numbers, as its file has them, and where that stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Settings = dict[str, Any]


@dataclass(frozen=True)
class Published:
    """A published configuration.

    Attributes:
        repository: `owner/name`.
        file: The file in it.
        commit: The state of it that was read.
        environment: What our catalog calls its task.
        settings: Its numbers under its own names.
        departures: Paths that the preset sets otherwise, or that the file says nothing of, and why.
    """

    repository: str
    file: str
    commit: str
    environment: str
    settings: Mapping[str, Any]
    departures: Mapping[str, str] = field(default_factory=dict)
