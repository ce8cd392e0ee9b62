"""Where suites lie: some come with the program, others are made into the artifact store."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backend.db import artifact_files
from backend.db.store_trouble import StoreTrouble
from backend.db.suite_file import SuiteFile, Unusable

SHIPPED = Path(__file__).parent / "suite_files"


@dataclass(frozen=True)
class StoredSuite:
    """A suite's file.

    Attributes:
        uri: Its fsspec address.
        is_shipped: Whether it came with the program.
        suite: What it holds; None where it cannot be used.
        problem: Why not; empty where it can.
    """

    uri: str
    is_shipped: bool
    suite: SuiteFile | None
    problem: str = ""

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.uri.rpartition("/")[2]


def folder(artifacts: str) -> str:
    """Where suites are made to, in an artifact store."""
    return f"{artifacts}/suites"


def slug(environment_id: str) -> str:
    """An environment's id as the beginning of a file's name."""
    return environment_id.replace("/", ".")


def file_name(suite: SuiteFile) -> str:
    """The environment and the beginning of the checksum: equal suites have one name."""
    return f"{slug(suite.environment['id'])}-{suite.checksum[:12]}.npz"


def stored(artifacts: str, environment_id: str = "") -> Iterator[StoredSuite]:
    """All suites, or those of one task: what was made here, the newest first, then what came."""
    beginning = f"{slug(environment_id)}-" if environment_id else ""
    made = [_opened(uri, is_shipped=False) for uri in _uris(folder(artifacts), beginning)]
    yield from sorted(made, key=_made_at, reverse=True)
    for uri in _uris(str(SHIPPED), beginning):
        yield _opened(uri, is_shipped=True)


def in_force(artifacts: str, environment: Mapping[str, Any]) -> SuiteFile | None:
    """The suite that a run in this environment takes when it starts; None where there is none.

    Args:
        artifacts: Address of the artifact store.
        environment: What `backend.db.suite_file.identity` says of the run's environment.
    """
    usable = (each.suite for each in stored(artifacts, environment["id"]) if each.suite)
    return next((suite for suite in usable if suite.environment == environment), None)


def by_checksum(artifacts: str, environment_id: str, checksum: str) -> SuiteFile | None:
    """The one with that checksum; None where it is gone."""
    usable = (each.suite for each in stored(artifacts, environment_id) if each.suite)
    return next((suite for suite in usable if suite.checksum == checksum), None)


def read(uri: str) -> SuiteFile:
    """The suite in a file.

    Raises:
        Unusable: When it cannot be read, or holds none.
        StoreTrouble: When the store does not give it.
    """
    try:
        content = artifact_files.read(uri)
    except StoreTrouble:
        raise
    except OSError as error:
        raise Unusable(f"cannot be read ({error})") from error
    return SuiteFile.decode(content)


def _opened(uri: str, *, is_shipped: bool) -> StoredSuite:
    try:
        return StoredSuite(uri, is_shipped, read(uri))
    except Unusable as error:
        return StoredSuite(uri, is_shipped, None, str(error))


def _made_at(each: StoredSuite) -> str:
    return "" if each.suite is None else str(each.suite.about.get("made_at", ""))


def _uris(where: str, beginning: str) -> list[str]:
    names = artifact_files.names(where)
    return [f"{where}/{name}" for name in names if _fits(name, beginning)]


def _fits(name: str, beginning: str) -> bool:
    """Whether a file's name is that of a suite, of the task if one is named."""
    stem = name.removesuffix(".npz")
    return stem != name and (not beginning or f"{stem.rpartition('-')[0]}-" == beginning)
