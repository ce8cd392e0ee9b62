"""Imagined rollouts that branch off given states."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import torch
from jaxtyping import Float
from torch import Generator, Tensor

from worker.mbrl.dynamics.model import DynamicsModel
from worker.mbrl.replay.transitions import Columns, Transitions

# Rows at once. With fewer the many small operations cost more, with more the activations leave the
# caches; between 2,000 and 5,000 it made no difference.
CHUNK_ROWS = 4_096
CHUNK_ROWS_CUDA = 131_072


class Explores(Protocol):
    """The part of a policy that rollouts need; policies lie above models and are not imported."""

    def explore(
        self, obs: Float[Tensor, "batch obs"], generator: Generator
    ) -> Float[Tensor, "batch act"]:
        """Actions, exploration noise included."""


Lost = Callable[[Transitions], Transitions]
"""What is kept of steps whose predictions are not usable."""


@dataclass(frozen=True)
class Branches:
    """All transitions of a set of rollouts.

    Attributes:
        rows: Packed transitions, in no order that matters.
        started: Rollouts begun.
        terminated: Rollouts that the model ended early.
        invalid: Rollouts cut off at a prediction that was not finite or far out of range; the
            prediction itself is in no row.
        distrusted: Rollouts cut off where the elites disagreed too much; that prediction is in no
            row either.
        steps_ahead: Sum over the rows of the rollout step that each is, from 1: over their number
            it is the rows' mean depth, without a column of its own that would be copied into every
            batch.
    """

    rows: Float[Tensor, "batch column"]
    started: int
    terminated: int
    invalid: int
    distrusted: int
    steps_ahead: int


@torch.no_grad()
def branch(
    model: DynamicsModel,
    policy: Explores,
    starts: Float[Tensor, "start obs"],
    length: int,
    generator: Generator,
    lost: Lost | None = None,
) -> Branches:
    """Roll the model out for `length` steps from every start, with the exploring policy.

    A rollout that ended takes no further step and costs nothing more. A step whose prediction is
    not usable is left out, so that the value of the state before it goes on by itself; with `lost`
    given, what that makes of the step is kept. Source: Janner et al. 2019, algorithm 2.
    """
    chunk_rows = CHUNK_ROWS_CUDA if starts.is_cuda else CHUNK_ROWS
    rows: list[Tensor] = []
    terminated = invalid = distrusted = steps_ahead = 0
    for chunk in torch.split(starts, chunk_rows):
        obs = chunk
        members = model.draw_members(len(chunk), generator)
        for depth in range(1, length + 1):
            act = policy.explore(obs, generator)
            step = model.sample(obs, act, generator, members)
            columns = Columns(obs.shape[1], act.shape[1])
            taken = Transitions(obs, act, step.obs_next, step.reward, step.terminated)
            packed = columns.pack(taken)
            going = step.goes_on
            if bool(going.all()):
                rows.append(packed)
                steps_ahead += depth * len(packed)
                obs = step.obs_next
                continue
            rows.append(packed[step.usable])
            if lost is not None:
                rows.append(columns.pack(lost(taken))[~step.usable])
            kept = len(packed) if lost is not None else len(rows[-1])
            steps_ahead += depth * kept
            invalid += int((~step.valid).sum())
            distrusted += int((step.valid & ~step.trusted).sum())
            terminated += int((step.usable & step.terminated).sum())
            obs = step.obs_next[going]
            members = None if members is None else members[going]
            if len(obs) == 0:
                break
    return Branches(torch.cat(rows), len(starts), terminated, invalid, distrusted, steps_ahead)
