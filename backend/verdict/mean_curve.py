"""A curve over the horizon and the episodes that it is a mean of: of all, or of a typical one."""

from dataclasses import dataclass, replace

import numpy as np

from backend.verdict.growth_laws import Floats
from backend.verdict.jackknife import FEWEST_EPISODES

# By so much of its logarithm a mean may leave the geometric one between the first and the last
# quarter of the steps; where episodes share a law it does so by less than 0.03 (RESULTS.md).
BENT = 0.05
QUARTERS = 4


@dataclass(frozen=True)
class MeanCurve:
    """A curve over the horizon, and what it is the mean of.

    Attributes:
        mean: Its values after 1, 2, ... steps.
        episodes: The mean curve of each episode, one row each; no rows where they were not kept.
        starts: Start states of each episode, the weights of the rows.
        bend: Where it is the geometric mean over the episodes, the curve of a typical one: by how
            much the logarithm of their mean leaves it between the first and the last quarter of the
            steps. None where it is their mean.
    """

    mean: Floats
    episodes: Floats
    starts: Floats
    bend: float | None = None

    @property
    def is_typical(self) -> bool:
        """Whether it is the curve of a typical episode."""
        return self.bend is not None

    @property
    def has_levelled(self) -> bool:
        """Whether it rises by less than the root of h from its third to its last quarter."""
        h, quarter = np.arange(1.0, len(self.mean) + 1.0), max(1, len(self.mean) // QUARTERS)
        third, last = slice(-2 * quarter, -quarter), slice(-quarter, None)
        rise, root = (np.log(each[last].mean() / each[third].mean()) for each in (self.mean, h))
        return bool(rise < 0.5 * root)

    def first(self, steps: int) -> "MeanCurve":
        """Its first steps."""
        return replace(self, mean=self.mean[:steps], episodes=self.episodes[:, :steps])

    def typical(self) -> "MeanCurve":
        """The curve of a typical episode, where the episodes' mean is another; else itself.

        Where each episode grows at a rate of its own, the mean of L^h is no power of a mean L: it
        bends upwards, since the fastest come to outweigh the others (Jensen's inequality), and no
        law describes it. The logarithms of L^h are straight, and so is their mean.
        """
        rows = self.episodes
        if len(rows) < FEWEST_EPISODES or not np.isfinite(rows).all() or not (rows > 0.0).all():
            return self
        middle: Floats = self._weights()[0] @ np.log(rows)
        apart, quarter = np.log(self.mean) - middle, max(1, len(middle) // QUARTERS)
        bend = float(apart[-quarter:].mean() - apart[:quarter].mean())
        return self if abs(bend) <= BENT else replace(self, mean=np.exp(middle), bend=bend)

    def without_each(self) -> Floats:
        """The curve without one episode, for each; empty where there are too few."""
        if len(self.episodes) < FEWEST_EPISODES:
            return np.empty((0, len(self.mean)))
        weights = self._weights()[1:]
        if self.is_typical:
            return np.exp(weights @ np.log(self.episodes))
        # In units of the curve: sums of 1e300 would overflow.
        means: Floats = weights @ (self.episodes / self.mean) * self.mean
        usable = bool(np.isfinite(means).all() and (means > 0.0).all())
        return means if usable else means[:0]

    def over_episodes(self, values: Floats) -> Floats:
        """The mean of a value of each episode, and the same without each."""
        return self._weights() @ values

    def relative(self) -> Floats:
        """The episodes in units of the curve, up to first order in what they are apart."""
        if self.is_typical:
            return 1.0 + np.log(self.episodes) - np.log(self.mean)
        return self.episodes / self.mean

    def _weights(self) -> Floats:
        """Of the episodes in their mean, and in that without each; one row a mean."""
        count = len(self.episodes)
        kept = np.vstack([np.ones(count), 1.0 - np.eye(count)]) * self.starts
        weights: Floats = kept / kept.sum(axis=1, keepdims=True)
        return weights
