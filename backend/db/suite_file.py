"""A suite as a file: fixed real episodes of one environment, along which every run is measured."""

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from backend.spec.environment import EnvironmentSpec

FORMAT = 1
FEWEST_EPISODES = 20
Floats = NDArray[np.float32]
Counts = NDArray[np.int64]
_MEMBERS = ("about", "checksum")
_BROKEN = (zipfile.BadZipFile, zlib.error, ValueError, LookupError, EOFError, OSError)


class Unusable(Exception):
    """Why a file holds no suite that can be measured along; the words follow its name."""


@dataclass(frozen=True)
class SuiteFile:
    """Real episodes, the places in them where measurements start, and the unit of state errors.

    Attributes:
        about: The environment, the horizon, and how the episodes were made.
        obs: Observations of all episodes one after the other, one more each than it has steps.
        act: Actions as the learning core sees them: in [-1, 1], or one-hot.
        rewards: What each step earned.
        lengths: Steps of each episode.
        policy: Of each episode, which of `about["policies"]` acted.
        starts: Episode and step of each start; `horizon` steps follow every one.
        scale: Standard deviation of each dimension over `obs`, 1 where it is constant.
    """

    about: Mapping[str, Any]
    obs: Floats
    act: Floats
    rewards: Floats
    lengths: Counts
    policy: Counts
    starts: Counts
    scale: Floats

    @property
    def horizon(self) -> int:
        """The longest horizon that every start reaches."""
        return int(self.about["horizon"])

    @property
    def environment(self) -> Mapping[str, Any]:
        """The task, as `identity` tells tasks apart."""
        environment: Mapping[str, Any] = self.about["environment"]
        return environment

    @property
    def checksum(self) -> str:
        """SHA-256 of all that decides a measurement: two files with the same one are equal.

        How the episodes came about is left out, so that the same episodes, made again, are equal.
        """
        decides = {name: self.about[name] for name in ("format", "environment", "horizon")}
        digest = hashlib.sha256(json.dumps(decides, sort_keys=True).encode())
        for name, array in self.arrays().items():
            digest.update(f"{name}{array.dtype.str}{array.shape}".encode())
            digest.update(array.tobytes())
        return digest.hexdigest()

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The arrays by their names, little-endian on every machine."""
        named = {field.name: getattr(self, field.name) for field in fields(self)}
        del named["about"]
        return {
            name: np.ascontiguousarray(array, "<i8" if array.dtype.kind == "i" else "<f4")
            for name, array in named.items()
        }

    def encode(self) -> bytes:
        """The file's content: a compressed npz without pickles."""
        buffer = io.BytesIO()
        words = np.array(json.dumps(dict(self.about), sort_keys=True))
        arrays = self.arrays() | {"about": words, "checksum": np.array(self.checksum)}
        np.savez_compressed(buffer, allow_pickle=False, **arrays)
        return buffer.getvalue()

    @classmethod
    def decode(cls, content: bytes) -> Self:
        """The suite in a file's content.

        Raises:
            Unusable: When it is cut off or damaged, or of another format.
        """
        try:
            with np.load(io.BytesIO(content), allow_pickle=False) as file:
                held = {name: file[name] for name in file.files}
            about = json.loads(str(held.pop("about")))
            told = str(held.pop("checksum"))
            found = about["format"]
        except _BROKEN as error:
            raise Unusable(f"is no whole suite ({type(error).__name__}: {error})") from error
        if found != FORMAT:
            raise Unusable(f"has format {found!r}, and this version reads {FORMAT}")
        if set(held) != {field.name for field in fields(cls)} - {"about"}:
            raise Unusable(f"holds {', '.join(sorted(held))}, which is not what a suite holds")
        suite = cls(about=about, **held)
        if suite.checksum != told:
            raise Unusable(
                f"is damaged: it holds the checksum {told[:12]}, and its content differs"
            )
        suite.check()
        return suite

    def check(self) -> None:
        """Refuse what cannot be measured along.

        Raises:
            Unusable: When numbers are missing, not finite, or do not fit together.
        """
        steps, episodes = int(self.lengths.sum()), len(self.lengths)
        first, last = self.starts[:, 1], self.starts[:, 1] + self.horizon
        fit = (
            len(self.obs) == steps + episodes
            and len(self.act) == len(self.rewards) == steps
            and len(self.policy) == episodes
            and self.scale.shape == self.obs.shape[1:]
            and bool((self.scale > 0).all())
            and bool((first >= 0).all() and (last <= self.lengths[self.starts[:, 0]]).all())
        )
        if not fit:
            raise Unusable("holds episodes, starts and unit that do not fit together")
        if not all(np.isfinite(array).all() for array in self.arrays().values()):
            raise Unusable("holds numbers that are not finite")
        if episodes < FEWEST_EPISODES:
            raise Unusable(f"holds {episodes} episodes, and a suite has at least {FEWEST_EPISODES}")


def identity(environment: EnvironmentSpec) -> dict[str, Any]:
    """What of a run's environment decides what it answers to actions, as plain data.

    The limit of an episode's length does not; settings at their defaults are left out, so that
    one that a later version adds changes no suite.
    """
    told = environment.model_dump(mode="json", exclude_defaults=True, exclude={"max_episode_steps"})
    return told | {"id": environment.id}
