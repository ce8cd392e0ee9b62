"""MVE and STEVE: the model looks some steps ahead inside the target of real transitions."""

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Generator, Tensor

from worker.mbrl.dynamics.cut_off import AfterCutOff
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
    do, and the value of each elite's target is the smaller critic's, as in SAC. The elites'
    rollouts of a state share the noise of policy and model, so that the variance is that of elites
    and critics alone: with noise of their own, equal elites and critics would seem to disagree.
    A rollout that is cut off is worth its last usable depth's target, or pays the worst reward in D
    from there on, as the run's rule says (`dynamics/cut_off.py`).
    """

    def __init__(
        self,
        model: EnsembleModel,
        length: Callable[[], int],
        after: AfterCutOff,
        *,
        weighted: bool,
    ) -> None:
        # Each elite's own target is asked for: `mean` would give all of them the same one.
        self._model = model.keeping_members if weighted else model
        self._length = length
        self._after = after
        self._weighted = weighted

    @torch.no_grad()
    def target(
        self, agent: SoftActorCritic, batch: Transitions, generator: Generator
    ) -> Float[Tensor, " batch"]:
        """What the critics should answer at each real transition."""
        if not self._weighted:
            members = self._model.draw_members(len(batch.obs), generator)
            return self.targets(agent, batch, generator, members, 1)[-1].amin(dim=0)
        elites = len(self._model.ensemble.elites)
        rows = torch.arange(elites, device=batch.obs.device).repeat_interleave(len(batch.obs))
        targets = self.targets(agent, _repeated(batch, elites), generator, rows, elites)
        by_elite = targets.view(*targets.shape[:2], elites, len(batch.obs))
        return inverse_variance_mean(by_elite)

    def targets(
        self,
        agent: SoftActorCritic,
        batch: Transitions,
        generator: Generator,
        members: Tensor | None,
        copies: int,
    ) -> Float[Tensor, "depth critic batch"]:
        """Targets of each depth by each critic; `copies` blocks of the batch share their noise.

        A rollout ends where the task does, and its reward so far is then the whole value. One that
        is cut off keeps the target that it has by then.
        """
        discount, scale = agent.spec.discount, agent.spec.reward_scale
        act, bonus, values = agent.soft_values(batch.obs_next, generator, copies)
        target = torch.stack(
            [bootstrapped(batch.reward, batch.terminated, each, discount) for each in values]
        )
        found = [target]
        obs, alive, usable = batch.obs_next, ~batch.terminated, torch.ones_like(batch.terminated)
        earned, weight = batch.reward, discount
        for _ in range(self._length()):
            step = self._model.sample(obs, act, generator, members, copies)
            cut_off = usable & alive & ~step.usable
            usable = usable & ~cut_off
            if self._after.rule == "worst":
                halted = earned + weight * scale * self._after.for_ever(discount)
                target = halted.where(cut_off, target)
            gained = scale * step.reward + bonus
            earned = earned + weight * gained.masked_fill(~alive, 0.0)
            alive = alive & ~step.terminated
            weight *= discount
            obs = step.obs_next.where((usable & alive).unsqueeze(1), obs)
            act, bonus, values = agent.soft_values(obs, generator, copies)
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
