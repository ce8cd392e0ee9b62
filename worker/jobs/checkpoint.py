"""Checkpoints: all that a run needs to go on, written so that a crash never leaves half of one."""

import hashlib
import io
from collections.abc import Callable
from typing import Any

import fsspec
import torch

from backend.db import artifacts
from backend.db.queue import Claim
from backend.db.session import Database
from backend.db.tables import Artifact

KIND = "checkpoint"
KEPT = 2


class CheckpointStore:
    """The checkpoints of one claimed run."""

    def __init__(self, database: Database, address: str, claim: Claim) -> None:
        self.database = database
        self.claim = claim
        self.folder = f"{address}/runs/{claim.run_id}"

    def save(self, state: dict[str, Any], env_step: int) -> None:
        """Write a checkpoint whole, record it, and remove those that are too old.

        Raises:
            OSError: When it cannot be written; the earlier checkpoints are untouched.
            StaleClaim: When the run belongs to somebody else by now.
        """
        buffer = io.BytesIO()
        torch.save(state, buffer)
        content = buffer.getvalue()
        name = f"{KIND}-{env_step}-{self.claim.attempt}.pt"
        uri = f"{self.folder}/{name}"
        write_whole(uri, content)
        digest = hashlib.sha256(content).hexdigest()
        new = artifacts.NewArtifact(KIND, name, uri, len(content), digest, env_step)
        with self.database.transaction() as session:
            known = list(artifacts.checkpoints(session, self.claim.run_id))
            artifacts.record(session, self.claim, new)
            old = [each for each in known if each.uri != uri][KEPT - 1 :]
            same = [each.id for each in known if each.uri == uri]
            artifacts.forget(session, self.claim, [*(each.id for each in old), *same])
        for each in old:
            _remove(each.uri)

    def load(self, complain: Callable[[str], None]) -> tuple[dict[str, Any], int] | None:
        """The furthest checkpoint that is whole, with its real step; None when there is none.

        One that is missing or damaged is passed over, and `complain` is told so.
        """
        with self.database.reading() as session:
            known = artifacts.checkpoints(session, self.claim.run_id)
        for artifact in known:
            content = _read(artifact, complain)
            if content is not None:
                # weights_only: a checkpoint holds tensors and plain values, and runs no code.
                state: dict[str, Any] = torch.load(  # noqa: TID251 - the one place that loads
                    io.BytesIO(content), map_location="cpu", weights_only=True
                )
                return state, artifact.env_step
        return None


def _read(artifact: Artifact, complain: Callable[[str], None]) -> bytes | None:
    try:
        with fsspec.open(artifact.uri, "rb") as file:
            content: bytes = file.read()
    except OSError as error:
        complain(f"{artifact.name} cannot be read ({error}); trying an earlier one")
        return None
    if hashlib.sha256(content).hexdigest() != artifact.sha256:
        complain(f"{artifact.name} is damaged: its hash differs; trying an earlier one")
        return None
    return content


def write_whole(uri: str, content: bytes) -> None:
    """Write a file under another name first, so that its own name never holds half of it."""
    filesystem, path = fsspec.core.url_to_fs(uri)
    filesystem.makedirs(filesystem._parent(path), exist_ok=True)
    draft = f"{path}.part"
    try:
        with filesystem.open(draft, "wb") as file:
            file.write(content)
        filesystem.mv(draft, path)
    except OSError:
        if filesystem.exists(draft):
            filesystem.rm(draft)
        raise


def _remove(uri: str) -> None:
    filesystem, path = fsspec.core.url_to_fs(uri)
    if filesystem.exists(path):
        filesystem.rm(path)
