"""Checkpoints: all that a run needs to go on, written so that a crash never leaves half of one."""

import hashlib
import io
import pickle
from collections.abc import Sequence
from typing import Any

import fsspec
import torch

from backend.db import artifacts
from backend.db.queue import Claim
from backend.db.session import Database
from backend.db.tables import Artifact
from backend.spec.model import ModelSpec
from backend.spec.run import RunSpec

KIND = "checkpoint"
FORMAT = 1


class Unusable(Exception):
    """A checkpoint that cannot be gone on from; the words follow its name."""


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
        torch.save(self._header() | {"state": state}, buffer)
        content = buffer.getvalue()
        name = f"{KIND}-{env_step}-{self.claim.attempt}.pt"
        uri = f"{self.folder}/{name}"
        write_whole(uri, content)
        digest = hashlib.sha256(content).hexdigest()
        new = artifacts.NewArtifact(KIND, name, uri, len(content), digest, env_step)
        with self.database.transaction() as session:
            known = list(artifacts.checkpoints(session, self.claim.run_id))
            artifacts.record(session, self.claim, new)
            old = [each for each in known if each.uri != uri][artifacts.CHECKPOINTS_KEPT - 1 :]
            same = [each.id for each in known if each.uri == uri]
            artifacts.forget(session, self.claim, [*(each.id for each in old), *same])
        for each in old:
            _remove(each.uri)

    def known(self) -> Sequence[Artifact]:
        """The run's checkpoints, the furthest and newest first."""
        with self.database.reading() as session:
            return artifacts.checkpoints(session, self.claim.run_id)

    def load(self, artifact: Artifact) -> dict[str, Any]:
        """The state in a checkpoint of this run.

        Raises:
            Unusable: When it is missing, damaged, or of another run, spec or format.
        """
        content = _loaded(_read(artifact))
        if "format" not in content:
            # Written before checkpoints had a header: the state alone, in this run's own folder.
            return content
        expected = self._header()
        for name, is_expected in expected.items():
            if content.get(name) != is_expected:
                told = f"its {name} is {content.get(name)!r}, and this run's is {is_expected!r}"
                raise Unusable(f"does not belong here: {told}")
        state = content.get("state")
        if not isinstance(state, dict):
            raise Unusable("holds no state")
        return state

    def _header(self) -> dict[str, Any]:
        """What says that a checkpoint belongs to this run and can be read by this code."""
        return {"format": FORMAT, "run": self.claim.run_id, "spec": spec_digest(self.claim.spec)}


def spec_digest(spec: RunSpec) -> str:
    """A short digest of what a spec asks for.

    Defaults are left out, so that a setting that a later version adds changes none. So is a cap
    of fits that says there is none, as runs from before there was a cap do.
    """
    if spec.model.most_epochs is None:
        capped = spec.model.model_copy(update={"most_epochs": ModelSpec().most_epochs})
        spec = spec.model_copy(update={"model": capped})
    asked = spec.model_dump_json(by_alias=True, exclude_defaults=True)
    return hashlib.sha256(asked.encode()).hexdigest()[:16]


def _read(artifact: Artifact) -> bytes:
    try:
        with fsspec.open(artifact.uri, "rb") as file:
            content: bytes = file.read()
    except OSError as error:
        raise Unusable(f"cannot be read ({error})") from error
    if hashlib.sha256(content).hexdigest() != artifact.sha256:
        raise Unusable("is damaged: its hash differs")
    return content


def _loaded(content: bytes) -> dict[str, Any]:
    try:
        # weights_only: a checkpoint holds tensors and plain values, and runs no code.
        state = torch.load(  # noqa: TID251 - the one place that loads
            io.BytesIO(content), map_location="cpu", weights_only=True
        )
    except (RuntimeError, ValueError, EOFError, LookupError, pickle.UnpicklingError) as error:
        first_line = str(error).partition("\n")[0]
        raise Unusable(f"is no checkpoint ({type(error).__name__}: {first_line})") from error
    if not isinstance(state, dict):
        raise Unusable(f"is no checkpoint: it holds a {type(state).__name__}")
    return state


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
