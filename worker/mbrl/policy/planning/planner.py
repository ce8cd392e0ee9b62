"""A policy without a network: it asks the model what to do next, at every step or once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Generator, Tensor

from backend.spec.algorithm import Improver
from backend.spec.environments import ActionKind
from backend.spec.planning import PlanningSpec
from worker.mbrl.dynamics.cut_off import AfterCutOff
from worker.mbrl.dynamics.model import DynamicsModel
from worker.mbrl.policy.planning.search import (
    Found,
    Plans,
    Search,
    Warm,
    cem,
    cem_discrete,
    icem,
    mppi,
    random_shooting,
    random_shooting_discrete,
)

SEARCHES: dict[ActionKind, dict[Improver, Search]] = {
    "continuous": {
        "cem": cem,
        "icem": icem,
        "mppi": mppi,
        "random_shooting": random_shooting,
    },
    "discrete": {"cem": cem_discrete, "random_shooting": random_shooting_discrete},
}


@dataclass(frozen=True)
class Planner:
    """Plans `length()` steps ahead and executes the first few, or all of them (`open_loop`).

    Attributes:
        model: What the plans are tried in.
        spec: The effort of a search.
        search: How plans are searched for.
        action_dims: Length of an action.
        actions: Kind of actions.
        length: The plan horizon in force.
        open_loop: Whether a plan is executed to its end before the next one is made.
        measuring: Randomness of plans made while the policy is measured.
        after: What stands for the steps that a particle misses when it is cut off.
    """

    model: DynamicsModel
    spec: PlanningSpec
    search: Search
    action_dims: int
    actions: ActionKind
    length: Callable[[], int]
    open_loop: bool
    measuring: Generator
    after: AfterCutOff

    def explore(
        self, obs: Float[Tensor, "batch obs"], generator: Generator
    ) -> Float[Tensor, "batch act"]:
        """First actions of new plans."""
        return self.acting(len(obs), generator)(obs, torch.arange(len(obs), device=obs.device))

    def decide(self, obs: Float[Tensor, "batch obs"]) -> Float[Tensor, "batch act"]:
        """The same: a planner adds no noise to its plans."""
        return self.explore(obs, self.measuring)

    def acting(self, episodes: int, generator: Generator | None) -> "PlannedActing":
        """Plans in so many new episodes."""
        return PlannedActing(self, episodes, generator or self.measuring)

    @property
    def executed(self) -> int:
        """Steps of a plan that are executed before the next one is made."""
        return self.length() if self.open_loop else min(self.spec.replan_every, self.length())

    def untried(self, episodes: int, device: torch.device) -> Warm:
        """What a search begins from when nothing is known: no action, or equal chances."""
        shape = (episodes, self.length(), self.action_dims)
        mean = (
            torch.zeros(shape, device=device)
            if self.actions == "continuous"
            else torch.full(shape, 1.0 / self.action_dims, device=device)
        )
        return Warm(mean, mean.unsqueeze(1)[:, :0])

    @torch.no_grad()
    def score(
        self, obs: Float[Tensor, "batch obs"], plans: Plans, generator: Generator
    ) -> Float[Tensor, "batch candidate"]:
        """Mean return over the particles of each sequence; no reward after the task's end.

        A particle that is cut off pays the worst reward of D from there to the end of the plan.
        Returns are not discounted, as in Chua et al. 2018 (PETS).
        """
        batch, candidates, steps, _ = plans.shape
        each = candidates * self.spec.particles
        now = obs.repeat_interleave(each, dim=0)
        acts = plans.repeat_interleave(self.spec.particles, dim=1).flatten(0, 1)
        members = self.model.draw_members(len(now), generator)
        going = torch.ones(len(now), dtype=torch.bool, device=obs.device)
        missed = torch.zeros(len(now), dtype=torch.long, device=obs.device)
        returns = torch.zeros(len(now), device=obs.device)
        for step in range(steps):
            imagined = self.model.sample(now, acts[:, step], generator, members)
            missed += (steps - step) * (going & ~imagined.usable)
            going &= imagined.usable
            returns += imagined.reward.where(going, 0.0)
            going &= ~imagined.terminated
            now = imagined.obs_next.where(going.unsqueeze(1), now)
        returns += self.after.for_steps(missed)
        return returns.view(batch, candidates, self.spec.particles).mean(dim=2)


class PlannedActing:
    """Remembers, for each episode, the last plan and how much of it has been executed."""

    def __init__(self, planner: Planner, episodes: int, generator: Generator) -> None:
        self._planner = planner
        self._generator = generator
        self._warm = planner.untried(episodes, generator.device)
        self._plans = self._warm.mean
        self._taken = torch.full(
            (episodes,), self._plans.shape[1], dtype=torch.long, device=generator.device
        )

    def __call__(
        self, obs: Float[Tensor, "batch obs"], episodes: Int[Tensor, " batch"]
    ) -> Float[Tensor, "batch act"]:
        """The next action of each episode's plan, after planning anew where that is due."""
        self._fit_length()
        episodes = episodes.to(obs.device)
        due = self._taken[episodes] >= self._planner.executed
        if bool(due.any()):
            self._plan(obs[due], episodes[due])
        act = self._plans[episodes, self._taken[episodes]]
        self._taken[episodes] += 1
        return act

    def _plan(self, obs: Tensor, episodes: Tensor) -> None:
        planner, generator = self._planner, self._generator
        warm = Warm(self._warm.mean[episodes], self._warm.kept[episodes])
        found = planner.search(
            lambda plans: planner.score(obs, plans, generator), warm, planner.spec, generator
        )
        if not planner.open_loop:
            self._warm = self._moved_on(found, episodes)
        self._plans = self._plans.clone()
        self._plans[episodes] = found.plan
        self._taken[episodes] = 0

    def _moved_on(self, found: Found, episodes: Tensor) -> Warm:
        """What was found, as many steps later as are executed."""
        steps = self._planner.executed
        mean, kept = self._warm.mean.clone(), self._warm.kept
        fresh = self._planner.untried(len(episodes), mean.device).mean[:, :steps]
        mean[episodes] = torch.cat((found.mean[:, steps:], fresh), dim=1)
        if kept.shape[1] != found.kept.shape[1]:
            kept = found.kept.new_zeros(len(mean), *found.kept.shape[1:])
        kept = kept.clone()
        last = found.kept[:, :, -1:].expand(-1, -1, steps, -1)
        kept[episodes] = torch.cat((found.kept[:, :, steps:], last), dim=2)
        return Warm(mean, kept)

    def _fit_length(self) -> None:
        """Begin anew when the plan horizon has changed, which it does only at a refit."""
        if self._plans.shape[1] != self._planner.length():
            self._warm = self._planner.untried(len(self._plans), self._plans.device)
            self._plans = self._warm.mean
            self._taken.fill_(self._plans.shape[1])

    def state_dict(self) -> dict[str, Any]:
        """The plans."""
        return {
            "mean": self._warm.mean,
            "kept": self._warm.kept,
            "plans": self._plans,
            "taken": self._taken.clone(),
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on with them."""
        device = self._generator.device
        self._warm = Warm(state["mean"].to(device), state["kept"].to(device))
        self._plans = state["plans"].to(device)
        self._taken = state["taken"].clone().to(device)
