"""Episodes of the behaviour that filled D, kept apart from it."""

from typing import Any

import torch
from torch import Generator

from worker.mbrl.evaluation.episodes import Episode

LARGEST_POOL = 20


class HeldOutEpisodes:
    """A bounded pool of episodes, each ever added being in it with equal probability.

    One episode comes at every evaluation, made by the behaviour that was filling D then, so the
    pool holds early and late behaviour in the shares that D does.
    """

    def __init__(self) -> None:
        self.episodes: list[Episode] = []
        self._added = 0

    def add(self, episode: Episode, generator: Generator) -> None:
        """Add an episode; when the pool is full it takes a random place or none."""
        self._added += 1
        if len(self.episodes) < LARGEST_POOL:
            self.episodes.append(episode)
            return
        place = int(torch.randint(self._added, (), generator=generator).item())
        if place < LARGEST_POOL:
            self.episodes[place] = episode

    def state_dict(self) -> dict[str, Any]:
        """The episodes and how many there ever were."""
        return {
            "added": self._added,
            "episodes": [
                {"obs": episode.obs, "act": episode.act, "rewards": episode.rewards}
                for episode in self.episodes
            ],
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Replace the pool."""
        self._added = state["added"]
        self.episodes = [Episode(**parts) for parts in state["episodes"]]
