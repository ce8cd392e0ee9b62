"""Whether the model knows what actions do: two futures from one state, imagined and real."""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Generator, Tensor

from worker.mbrl.evaluation.naive_predictors import Predictor
from worker.mbrl.evaluation.restart import (
    Imagined,
    Restart,
    answers_of_the_world,
    evenly_spread,
)

STARTS = 8
# In deviations of the data: below it the two real futures have not parted yet.
PARTED = 1e-3


@dataclass(frozen=True)
class Futures:
    """What follows from some states under two sequences of actions.

    Attributes:
        start: The states.
        actions: Those that the policy took, and others.
        reached: What the world made of either; not a number after an end.
    """

    start: Float[Tensor, "start obs"]
    actions: tuple[Float[Tensor, "start step act"], Float[Tensor, "start step act"]]
    reached: tuple[Float[Tensor, "start step obs"], Float[Tensor, "start step obs"]]


@dataclass(frozen=True)
class Reaction:
    """The difference that the other actions make, imagined beside real.

    Attributes:
        size: Length of the imagined difference over that of the real one: 0 ignores the actions.
        cosine: Of the angle between them; 0 where none is imagined.
    """

    size: Float[Tensor, "start step"]
    cosine: Float[Tensor, "start step"]


def both_futures(
    restart: Restart, horizon: int, actions: Float[Tensor, "batch act"], generator: Generator
) -> Futures | None:
    """Set the simulator back to states of an episode and go on with actions drawn from some.

    None where it cannot be set back: playing every episode again would cost too much.
    """
    environment, episode = restart.environment, restart.episode
    environment.reset(restart.seed)
    if environment.saved_moment() is None or len(episode) < horizon:
        return None
    starts = evenly_spread(len(episode) - horizon, STARTS)
    chosen = torch.randint(
        len(actions), (len(starts), horizon), generator=generator, device=actions.device
    )
    others = actions[chosen].cpu()
    asked = [
        Imagined(first, episode.obs[first : first + 1], act)
        for first, act in zip(starts, others, strict=True)
    ]
    answers = answers_of_the_world(restart, asked)
    taken = torch.stack([episode.act[first : first + horizon] for first in starts])
    went = torch.stack([episode.obs[first + 1 : first + horizon + 1] for first in starts])
    return Futures(
        episode.obs[starts],
        (taken, others),
        (went, torch.stack([_padded(answer[1:], horizon) for answer in answers])),
    )


def _padded(reached: Float[Tensor, "step obs"], horizon: int) -> Float[Tensor, "horizon obs"]:
    """As many steps as all others have, not numbers where there are none."""
    whole = reached.new_full((horizon, reached.shape[1]), torch.nan)
    whole[: len(reached)] = reached
    return whole


@torch.no_grad()
def reaction(model: Predictor, futures: Futures, scale: Float[Tensor, " obs"]) -> Reaction:
    """Compare the differences of both futures after each step.

    Not a number where the real ones have not parted, or have ended. Source: ours, after the
    counterfactual divergence of video models.
    """
    device = scale.device
    start = futures.start.to(device)
    taken, other = (_expected(model, start, act.to(device)) for act in futures.actions)
    went, would = (reached.to(device) for reached in futures.reached)
    imagined, real = (other - taken) / scale, (would - went) / scale
    length, true_length = imagined.norm(dim=2), real.norm(dim=2)
    parted = true_length > PARTED
    unknown = torch.full_like(length, torch.nan)
    cosine = (imagined * real).sum(dim=2) / (length * true_length).clamp(min=1e-30)
    return Reaction(
        (length / true_length).where(parted, unknown),
        cosine.clamp(-1.0, 1.0).where(parted, unknown),
    )


def _expected(
    model: Predictor, start: Float[Tensor, "start obs"], act: Float[Tensor, "start step act"]
) -> Float[Tensor, "start step obs"]:
    obs, reached = start, []
    for step in range(act.shape[1]):
        obs, _ = model.expected(obs, act[:, step])
        reached.append(obs)
    return torch.stack(reached, dim=1)
