"""What the model says along real episodes, fed the actions that were really taken."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

from worker.mbrl.evaluation.episodes import Episode
from worker.mbrl.evaluation.naive_predictors import Predictor

STARTS = 100


@dataclass(frozen=True)
class Windows:
    """Stretches of real episodes, all of one length.

    Attributes:
        obs: Observations, from the start state on.
        act: The actions that were really taken.
        rewards: What they really earned.
        episode: Of which episode each is, numbered from 0.
    """

    obs: Float[Tensor, "start step_and_one obs"]
    act: Float[Tensor, "start step act"]
    rewards: Float[Tensor, "start step"]
    episode: Int[Tensor, " start"]

    def until(self, horizon: int) -> "Windows":
        """The first `horizon` steps of each."""
        return Windows(
            self.obs[:, : horizon + 1],
            self.act[:, :horizon],
            self.rewards[:, :horizon],
            self.episode,
        )

    def to(self, device: torch.device) -> "Windows":
        """The same windows on `device`."""
        return Windows(
            self.obs.to(device),
            self.act.to(device),
            self.rewards.to(device),
            self.episode.to(device),
        )


def usable_horizon(episodes: Sequence[Episode], horizon: int) -> int:
    """The longest horizon, up to `horizon`, that at least half of the episodes reach.

    Shorter episodes are not usable at that horizon and are left out, so that every step of a curve
    averages over the same start states. (One failed episode of three steps would otherwise cut
    every curve to three steps.)
    """
    lengths = sorted((len(episode) for episode in episodes), reverse=True)
    return min(horizon, lengths[(len(lengths) - 1) // 2])


def window_starts(episodes: Sequence[Episode], horizon: int) -> Iterator[tuple[int, int]]:
    """Episode and first step of about 100 windows of `horizon` steps.

    They lie evenly spaced in every episode that has room.
    """
    usable = [place for place, episode in enumerate(episodes) if len(episode) >= horizon]
    per_episode = max(1, STARTS // len(usable))
    for place in usable:
        last = len(episodes[place]) - horizon
        for first in torch.linspace(0, last, min(per_episode, last + 1)).round().int().tolist():
            yield place, first


def cut_windows(episodes: Sequence[Episode], horizon: int) -> Windows:
    """About 100 windows of `horizon` steps, evenly spaced in every episode that has room."""
    return windows_from(episodes, list(window_starts(episodes, horizon)), horizon)


def windows_from(
    episodes: Sequence[Episode], starts: Sequence[tuple[int, int]], horizon: int
) -> Windows:
    """The windows of `horizon` steps that begin at these steps of these episodes."""
    numbers = {place: number for number, place in enumerate(sorted({each for each, _ in starts}))}
    obs, act, rewards, of_episode = [], [], [], []
    for place, first in starts:
        episode = episodes[place]
        obs.append(episode.obs[first : first + horizon + 1])
        act.append(episode.act[first : first + horizon])
        rewards.append(episode.rewards[first : first + horizon])
        of_episode.append(numbers[place])
    return Windows(
        torch.stack(obs), torch.stack(act), torch.stack(rewards), torch.tensor(of_episode)
    )


@dataclass(frozen=True)
class OpenLoop:
    """Real stretches, and what the model says along them.

    Attributes:
        windows: What really happened.
        obs: The observation that the model expects after each step.
        rewards: The reward that it expects for each step.
        scale: The unit of state errors: the deviation of each dimension over D.
    """

    windows: Windows
    obs: Float[Tensor, "start step obs"]
    rewards: Float[Tensor, "start step"]
    scale: Float[Tensor, " obs"]


@torch.no_grad()
def open_loop(model: Predictor, windows: Windows, scale: Float[Tensor, " obs"]) -> OpenLoop:
    """What the model expects after each step when it is fed the real actions.

    Its own expectation is fed back, never a later real observation. The propagation is `mean`: at
    every step the elites' means are averaged and that one state is fed back, without noise.
    """
    obs = windows.obs[:, 0]
    expected, rewards = [], []
    for step in range(windows.act.shape[1]):
        obs, reward = model.expected(obs, windows.act[:, step])
        expected.append(obs)
        rewards.append(reward)
    return OpenLoop(windows, torch.stack(expected, dim=1), torch.stack(rewards, dim=1), scale)
