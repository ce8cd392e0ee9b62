"""MVE and STEVE: the model looks some steps ahead inside the target of real transitions."""

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Generator, Tensor

from worker.mbrl.dynamics.model import EnsembleModel
from worker.mbrl.policy.improvers.bootstrap import bootstrapped
from worker.mbrl.policy.improvers.soft_actor_critic import SoftActorCritic
from worker.mbrl.replay.transitions import Transitions

SMALLEST_VARIANCE = 1e-6


class ValueExpansion:
    """Soft targets of every depth from 0, the ordinary one, to the rollout length.

    MVE (Feinberg et al. 2018) takes the deepest. STEVE (Buckman et al. 2018) weighs all of them by
    the inverse of their variance over the elites and the critics. Departures: the critics learn at
    real states alone (MVE's TD-k trick adds imagined ones), rewards include the entropy as SAC's
    do, and the value of each elite's target is the smaller critic's, as in SAC.
    """

    def __init__(self, model: EnsembleModel, length: Callable[[], int], *, weighted: bool) -> None:
        # Each elite's own target is asked for: `mean` would give all of them the same one.
        self._model = model.keeping_members if weighted else model
        self._length = length
        self._weighted = weighted

    @torch.no_grad()
    def target(
        self, agent: SoftActorCritic, batch: Transitions, generator: Generator
    ) -> Float[Tensor, " batch"]:
        """What the critics should answer at each real transition."""
        if not self._weighted:
            members = self._model.draw_members(len(batch.obs), generator)
            return self.targets(agent, batch, generator, members)[-1].amin(dim=0)
        elites = len(self._model.ensemble.elites)
        rows = torch.arange(elites, device=batch.obs.device).repeat_interleave(len(batch.obs))
        targets = self.targets(agent, _repeated(batch, elites), generator, rows)
        by_elite = targets.view(*targets.shape[:2], elites, len(batch.obs))
        return inverse_variance_mean(by_elite)

    def targets(
        self,
        agent: SoftActorCritic,
        batch: Transitions,
        generator: Generator,
        members: Tensor | None,
    ) -> Float[Tensor, "depth critic batch"]:
        """Targets of each depth by each critic.

        A rollout ends where the task does, and its reward so far is then the whole value. One whose
        prediction is not usable keeps the target of the last usable depth.
        """
        discount = agent.spec.discount
        act, bonus, values = agent.soft_values(batch.obs_next, generator)
        target = torch.stack(
            [bootstrapped(batch.reward, batch.terminated, each, discount) for each in values]
        )
        found = [target]
        obs, alive, usable = batch.obs_next, ~batch.terminated, torch.ones_like(batch.terminated)
        earned, weight = batch.reward, discount
        for _ in range(self._length()):
            step = self._model.sample(obs, act, generator, members)
            usable = usable & (step.usable | ~alive)
            gained = agent.spec.reward_scale * step.reward + bonus
            earned = earned + weight * gained.masked_fill(~alive, 0.0)
            alive = alive & ~step.terminated
            weight *= discount
            obs = step.obs_next.where((usable & alive).unsqueeze(1), obs)
            act, bonus, values = agent.soft_values(obs, generator)
            deeper = earned + weight * values.masked_fill(~alive, 0.0)
            target = deeper.where(usable, target)
            found.append(target)
        return torch.stack(found)


def inverse_variance_mean(
    targets: Float[Tensor, "depth critic elite batch"],
) -> Float[Tensor, " batch"]:
    """The depths' targets, each weighted by one over its variance over elites and critics.

    Source: Buckman et al. 2018 (STEVE), equation 6.
    """
    variance = targets.flatten(1, 2).var(dim=1, correction=0)
    weights = 1.0 / (variance + SMALLEST_VARIANCE)
    means = targets.amin(dim=1).mean(dim=1)
    return (weights * means).sum(dim=0) / weights.sum(dim=0)


def _repeated(batch: Transitions, times: int) -> Transitions:
    return Transitions(
        batch.obs.repeat(times, 1),
        batch.act.repeat(times, 1),
        batch.obs_next.repeat(times, 1),
        batch.reward.repeat(times),
        batch.terminated.repeat(times),
    )
