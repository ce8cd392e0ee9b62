"""Which names a field may have beside the other fields, as conditions that a form can evaluate.

What is not named here is always allowed. `RunSpec` checks the same things one run at a time and
says why; `tests/backend/catalog` holds the two against each other.
"""

from dataclasses import dataclass
from typing import get_args

from backend.spec.algorithm import (
    IMPROVERS,
    PLANNING,
    VALUE_EXPANSION,
    Improver,
    Version,
    lengths,
)
from backend.spec.environments import ENVIRONMENTS
from backend.spec.relevant_settings import READERS
from backend.spec.rollout import NO_START, StartStates
from backend.spec.spec_part import LengthKind

VERSIONS: tuple[Version, ...] = get_args(Version)


@dataclass(frozen=True)
class AllowedWith:
    """What a name goes together with.

    Attributes:
        versions: The versions; None with any.
        improvers: The improvers; None with any.
        environments: The environments; None with any.
    """

    versions: tuple[Version, ...] | None = None
    improvers: tuple[Improver, ...] | None = None
    environments: tuple[str, ...] | None = None


def allowed_choices() -> dict[str, dict[str, AllowedWith]]:
    """By dotted path and name: what a name goes together with, where that is not everything."""
    chosen_start = AllowedWith(
        versions=tuple(version for version in VERSIONS if version not in PLANNING),
        improvers=tuple(name for name in get_args(Improver) if name not in VALUE_EXPANSION),
    )
    in_a_buffer = READERS["compute.rollout_precision"]
    return {
        "algorithm.version": {version: _of_version(version) for version in VERSIONS},
        "rollout.start": {
            start: chosen_start for start in get_args(StartStates) if start != NO_START
        },
        "rollout.length": {
            kind: AllowedWith(tuple(each for each in VERSIONS if kind in lengths(each)))
            for kind in get_args(LengthKind)
        },
        "compute.rollout_precision": {
            "bfloat16": AllowedWith(in_a_buffer.versions, in_a_buffer.improvers)
        },
        "model.termination": {"known": _where("known_termination")},
        "model.reward": {"known": _where("known_reward")},
    }


def _of_version(version: Version) -> AllowedWith:
    """Environments whose actions something can improve a policy for."""
    kinds = {kind for kind, improvers in IMPROVERS[version].items() if improvers}
    return AllowedWith(
        environments=tuple(name for name, info in ENVIRONMENTS.items() if info.actions in kinds)
    )


def _where(known: str) -> AllowedWith:
    return AllowedWith(
        environments=tuple(name for name, info in ENVIRONMENTS.items() if getattr(info, known))
    )
