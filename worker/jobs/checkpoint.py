"""Checkpoints: all that a run needs to go on, written so that a crash never leaves half of one."""

import hashlib
import io
import pickle
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import count
from typing import Any, Protocol, TypeVar

import structlog
import torch

from backend.db import artifact_files, artifacts, bucket_uploads
from backend.db.errors import StaleClaim
from backend.db.queue import Claim
from backend.db.session import Database
from backend.db.store_trouble import StoreTrouble, troubles_told
from backend.db.tables import Artifact
from backend.spec.model import ModelSpec
from backend.spec.run import RunSpec

KIND = "checkpoint"
FORMAT = 1
# The attempt that wrote it stands last; a draft has the second ending.
FILE_NAME = re.compile(rf"{KIND}-\d+(?:\.\d+)?-(\d+)\.pt(\.part)?")


log = structlog.get_logger()

Given = TypeVar("Given")


class Unusable(Exception):
    """A checkpoint that cannot be gone on from; the words follow its name."""


class Trying(Protocol):
    """How a step of saving is tried: at once, or until it can be done."""

    def __call__(self, do: Callable[[], Given], /) -> Given:
        """What `do` gives."""
        ...


def at_once(do: Callable[[], Given], /) -> Given:
    """What `do` gives, tried once."""
    return do()


class CheckpointStore:
    """The checkpoints of one claimed run."""

    def __init__(self, database: Database, address: str, claim: Claim) -> None:
        self.database = database
        self.claim = claim
        self.folder = f"{address}/runs/{claim.run_id}"

    def save(self, state: dict[str, Any], env_step: int, trying: Trying = at_once) -> None:
        """Write a checkpoint whole, record it, and remove those that are too old.

        Args:
            state: Of the trainer, and what else it needs to go on.
            env_step: The real steps that it has done.
            trying: How writing and recording are tried.

        Raises:
            OSError: When it cannot be written; the earlier checkpoints are untouched.
            StaleClaim: When the run belongs to somebody else by now.
        """
        buffer = io.BytesIO()
        torch.save(self._header() | {"state": state}, buffer)
        content = buffer.getbuffer()
        name = trying(lambda: self._free_name(env_step))
        uri = f"{self.folder}/{name}"
        digest = hashlib.sha256(content).hexdigest()
        new = artifacts.NewArtifact(KIND, name, uri, len(content), digest, env_step)
        trying(lambda: artifact_files.write(uri, _from_its_start(buffer)))
        try:
            kept = trying(lambda: self._recorded(new))
        except StaleClaim:
            self._take_back(uri)
            raise
        try:
            self._sweep({name, *(each.name for each in kept)})
        except OSError as error:
            log.warning("old checkpoints stay for now", run=self.claim.run_id, error=str(error))

    def _take_back(self, uri: str) -> None:
        try:
            artifact_files.remove(uri)
        except OSError as error:
            log.warning("a file without a row is left", uri=uri, error=str(error))

    def _free_name(self, env_step: int) -> str:
        """A name that no row has, so that no file that counts is ever written over or taken back.

        A run is saved twice at one step where it is asked to stop right after a checkpoint.
        """
        taken = {each.name for each in self.known()}
        names = (f"{KIND}-{env_step}{more}-{self.claim.attempt}.pt" for more in _endings())
        return next(name for name in names if name not in taken)

    def _recorded(self, new: artifacts.NewArtifact) -> Sequence[Artifact]:
        """Record a file that was written, forget those that are too old, and give the others."""
        with self.database.transaction() as session:
            known = list(artifacts.checkpoints(session, self.claim.run_id))
            artifacts.record(session, self.claim, new)
            others = [each for each in known if each.uri != new.uri]
            kept = others[: artifacts.CHECKPOINTS_KEPT - 1]
            gone = [each.id for each in known if each not in kept]
            artifacts.forget(session, self.claim, gone)
        return kept

    def _sweep(self, kept: Collection[str]) -> None:
        """Remove the checkpoints that are too old, and what killed processes left half done.

        Never those of a later attempt: this process may have been stopped since it last looked.
        """
        for name in artifact_files.names(self.folder):
            if name not in kept and self._may_go(name):
                artifact_files.remove(f"{self.folder}/{name}")
        files, path = artifact_files.reached(self.folder)
        bucket = artifact_files.bucket_of(files)
        if bucket is not None:
            with troubles_told():
                for upload in bucket_uploads.unfinished(bucket, path):
                    if self._may_go(upload.path.rpartition("/")[2]):
                        bucket_uploads.abort(bucket, upload)

    def _may_go(self, name: str) -> bool:
        found = FILE_NAME.fullmatch(name)
        return found is not None and int(found[1]) <= self.claim.attempt

    def known(self) -> Sequence[Artifact]:
        """The run's checkpoints, the furthest and newest first."""
        with self.database.reading() as session:
            return artifacts.checkpoints(session, self.claim.run_id)

    def load(self, artifact: Artifact) -> dict[str, Any]:
        """The state in a checkpoint of this run.

        Raises:
            Unusable: When it is missing, damaged, or of another run, spec or format.
            StoreTrouble: When the store does not give it, which says nothing of the checkpoint.
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


def _endings() -> Iterator[str]:
    yield ""
    yield from (f".{number}" for number in count(1))


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
        content = artifact_files.read(artifact.uri)
    except StoreTrouble:
        raise
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


def _from_its_start(buffer: io.BytesIO) -> io.BytesIO:
    buffer.seek(0)
    return buffer
