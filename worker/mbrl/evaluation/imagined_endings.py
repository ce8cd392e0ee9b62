"""Whether the model ends episodes where the world does, and only there."""

from collections.abc import Sequence

import torch
from jaxtyping import Float, Int
from torch import Generator, Tensor

from worker.mbrl.dynamics.model import DynamicsModel
from worker.mbrl.evaluation.episodes import Episode

# An ending that is foreseen may come so many steps earlier or later.
SLACK = 2
STARTS = 100
# Later than any.
NEVER = 1_000_000

Start = tuple[Episode, int]


def endings_foreseen(
    model: DynamicsModel, episodes: Sequence[Episode], horizon: int, generator: Generator
) -> Float[Tensor, "horizon episode"]:
    """Of real terminations that lie h steps ahead: 1 where the model ends within 2 steps of it.

    One row for each h; not a number where an episode is shorter than h. No column where no episode
    terminated. Source: ours.
    """
    ended = [episode for episode in episodes if episode.terminated]
    found = torch.full((horizon, len(ended)), torch.nan)
    places = [(h, at) for at, each in enumerate(ended) for h in range(1, horizon + 1)]
    places = [(h, at) for h, at in places if h <= len(ended[at])]
    starts = [(ended[at], len(ended[at]) - h) for h, at in places]
    for (h, at), came in zip(
        places, ends(model, starts, horizon + SLACK, generator).tolist(), strict=True
    ):
        found[h - 1, at] = float(abs(came - h) <= SLACK)
    return found


def endings_false(
    model: DynamicsModel, episodes: Sequence[Episode], horizon: int, generator: Generator
) -> Float[Tensor, "horizon start"]:
    """Of endings that the model imagines within h steps: 1 where none comes within 2 steps of it.

    One column for each of about 100 states; not a number where none is imagined yet. What lies
    beyond the end of a real episode is no fault: no one knows what would have been.
    """
    each = max(1, STARTS // len(episodes))
    starts = [
        (episode, first)
        for episode in episodes
        for first in torch.linspace(0, len(episode) - 1, min(each, len(episode))).int().tolist()
    ]
    came = ends(model, starts, horizon, generator)
    found = torch.full((horizon, len(starts)), torch.nan)
    for column, ((episode, first), end) in enumerate(zip(starts, came.tolist(), strict=True)):
        left = len(episode) - first
        if end > left + (SLACK if episode.terminated else 0):
            continue
        is_true = episode.terminated and abs(end - left) <= SLACK
        found[end - 1 :, column] = float(not is_true)
    return found


@torch.no_grad()
def ends(
    model: DynamicsModel, starts: Sequence[Start], steps: int, generator: Generator
) -> Int[Tensor, " start"]:
    """The step at which the model ends each rollout under the real actions; beyond all if none.

    One draw each, as rollouts are drawn. After a real end the last action is repeated.
    """
    came = torch.full((len(starts),), NEVER)
    if not starts:
        return came
    device = generator.device
    act = torch.stack([_actions(episode, first, steps) for episode, first in starts]).to(device)
    obs = torch.stack([episode.obs[first] for episode, first in starts]).to(device)
    members = model.draw_members(len(starts), generator)
    for step in range(steps):
        now = model.sample(obs, act[:, step], generator, members)
        is_first = now.terminated.cpu() & (came == NEVER)
        came[is_first] = step + 1
        obs = now.obs_next
    return came


def _actions(episode: Episode, first: int, steps: int) -> Float[Tensor, "step act"]:
    act = episode.act[first : first + steps]
    return torch.cat((act, act[-1:].expand(steps - len(act), -1)))
