"""Mismatch of a run's state distributions, by sets of episodes."""

from collections.abc import Sequence

import torch
from jaxtyping import Float, Int
from torch import Generator, Tensor

from worker.mbrl.evaluation.episodes import Episode
from worker.mbrl.evaluation.mismatch import States, energy_distance, two_sample_auc
from worker.mbrl.evaluation.subject import Subject
from worker.mbrl.replay.transitions import Transitions

# Of a set, as the cost grows with the cube of them.
MOST_STATES = 300
# Of D, among which the episode of an imagined state is looked for.
MOST_NEIGHBOURS = 5_000


def measure_mismatch(
    subject: Subject, episodes: Sequence[Episode], generator: Generator
) -> dict[str, float]:
    """How far D, and the rollouts learned from, are from where the policy goes now.

    Beside them `reference`, two halves of the policy's own episodes: what the same numbers are
    where nothing differs. What cannot be known is left out.
    """
    visited = visited_by(episodes, generator.device)
    pairs = {"reference": halves(visited, generator)}
    if subject.real is not None:
        data = States(subject.real.obs, episodes_of(subject.real))
        pairs["data"] = (data, visited)
        imagined = subject.imagined_obs
        if imagined is not None and len(imagined) >= 2:
            some = _some(imagined, MOST_STATES, generator)
            near = _chosen(data, MOST_NEIGHBOURS, generator)
            own = States(imagined[some], nearest_episode(imagined[some], near, subject.scale))
            pairs["imagined"] = (own, visited)
    found: dict[str, float] = {}
    for name, (first, second) in pairs.items():
        one, other = (_chosen(each, MOST_STATES, generator) for each in (first, second))
        area = two_sample_auc(one, other, generator)
        found[f"mismatch/auc_{name}"] = area.value
        found[f"mismatch/auc_{name}_low"] = area.low
        found[f"mismatch/auc_{name}_high"] = area.high
        found[f"mismatch/energy_{name}"] = energy_distance(one, other, subject.scale)
    return {key: value for key, value in found.items() if value == value}


def visited_by(episodes: Sequence[Episode], device: torch.device) -> States:
    """The states that were acted in."""
    numbers = [torch.full((len(each),), place) for place, each in enumerate(episodes)]
    obs = torch.cat([each.obs[:-1] for each in episodes])
    return States(obs.to(device), torch.cat(numbers).to(device))


def episodes_of(real: Transitions) -> Int[Tensor, " batch"]:
    """The episode of each transition of D, in the order of its ring.

    The last place of a full ring goes on at its first.
    """
    episode = real.begins.cumsum(dim=0) - 1
    if torch.equal(real.obs[0], real.obs_next[-1]):
        episode[episode == episode[-1]] = 0
    return episode


def nearest_episode(
    obs: Float[Tensor, "batch obs"], data: States, scale: Float[Tensor, " obs"]
) -> Int[Tensor, " batch"]:
    """The episode of the nearest state of D: imagined states near one another are alike."""
    return data.episode[torch.cdist(obs / scale, data.obs / scale).argmin(dim=1)]


def halves(states: States, generator: Generator) -> tuple[States, States]:
    """Its episodes at random in two halves, the second the larger one of an odd number."""
    known = states.episodes
    order = torch.randperm(len(known), generator=generator, device=known.device)
    is_first = torch.isin(states.episode, known[order[: len(known) // 2]])
    return (
        States(states.obs[is_first], states.episode[is_first]),
        States(states.obs[~is_first], states.episode[~is_first]),
    )


def _some(obs: Tensor, count: int, generator: Generator) -> Int[Tensor, " some"]:
    return torch.randperm(len(obs), generator=generator, device=obs.device)[:count]


def _chosen(states: States, count: int, generator: Generator) -> States:
    some = _some(states.obs, count, generator)
    return States(states.obs[some], states.episode[some])
