"""Version 3.0: short model rollouts, learned from off-policy together with real data."""

from typing import Any

from jaxtyping import Float
from torch import Tensor

from worker.mbrl.dynamics.branches import Branches, Lost, branch
from worker.mbrl.dynamics.cut_off import AfterCutOff
from worker.mbrl.dynamics.model import DynamicsModel
from worker.mbrl.dynamics.rollout_precision import (
    model_in_bfloat16,
    multiplies_bfloat16,
    policy_in_bfloat16,
)
from worker.mbrl.dynamics.start_states import StartStrategy, start_strategy
from worker.mbrl.learner import LearnerReport
from worker.mbrl.materials import Materials
from worker.mbrl.policy.improvers.off_policy import off_policy_updates
from worker.mbrl.policy.improvers.soft_actor_critic import SoftActorCritic
from worker.mbrl.policy.judgement import Judgement
from worker.mbrl.policy.policy import Policy
from worker.mbrl.replay.batches import Batches
from worker.mbrl.replay.model_buffer import ModelBuffer
from worker.mbrl.versions.model_based import ModelBased


class ShortRollouts(ModelBased):
    """MBPO: at every refit many short rollouts into a model buffer, then SAC on the mixture.

    With length 1 this is Dyna (Sutton 1991). Source: Janner et al. 2019, algorithm 2; the improver
    may be any off-policy one.
    """

    def __init__(self, materials: Materials) -> None:
        super().__init__(materials)
        spec, task, device = materials.spec, materials.task, materials.device
        self._updates = off_policy_updates(materials)
        refits = spec.rollout.refits_kept(spec.model.fit_every)
        self._imagined = ModelBuffer(materials.real.columns.total, refits, device)
        self._batches = Batches(
            materials.real,
            self._imagined,
            spec.policy.batch_size,
            spec.policy.real_ratio,
            spec.policy.reward_scale,
        )
        self._after = AfterCutOff(spec.rollout.after_cut_off, lambda: materials.real.worst_reward)
        self._starts = start_strategy(spec, task, materials.real, materials.generators.episodes)
        wants_short = spec.compute.rollout_precision == "bfloat16"
        self._lacks_short = wants_short and not multiplies_bfloat16(device)
        self._in_short = wants_short and not self._lacks_short

    @property
    def policy(self) -> Policy:
        """The actor."""
        return self._updates.agent.policy

    @property
    def judgement(self) -> Judgement | None:
        """Of critics for continuous actions."""
        agent = self._updates.agent
        return agent.judgement if isinstance(agent, SoftActorCritic) else None

    @property
    def imagined_obs(self) -> Float[Tensor, "batch obs"]:
        """Where the rollouts in the model buffer went."""
        return self._materials.real.columns.unpack(self._imagined.rows).obs

    @property
    def starts(self) -> StartStrategy:
        """Where they begin."""
        return self._starts

    def refit(self, env_step: int) -> LearnerReport:
        """Fit the model and imagine the rollouts of all real steps until the next refit."""
        materials = self._materials
        rollout = materials.spec.rollout
        fitted = super().refit(env_step)
        generator = materials.generators.rollouts
        starts = self._starts.draw(rollout.per_step * materials.spec.model.fit_every, generator)
        branches = branch(*self._rolled_out(), starts, self._steps, generator, self._lost())
        materials.work.imagine(len(branches.rows))
        self._imagined.add_refit(branches.rows, branches.steps_ahead)
        return self._report(fitted, branches)

    def _lost(self) -> Lost | None:
        """Steps that cannot be believed are left out, or lead into HALT."""
        if self._after.rule == "bootstrap":
            return None
        discount = self._materials.spec.policy.discount
        return lambda lost: self._after.into_halt(lost, discount)

    def _rolled_out(self) -> tuple[DynamicsModel, Policy]:
        """Model and policy in the precision of rollouts. Diagnostics never see these copies."""
        if not self._in_short:
            return self._model.taught, self.policy
        return model_in_bfloat16(self._model.taught), policy_in_bfloat16(self._updates.agent)

    def learn(self) -> None:
        """Update the policy from mixed batches."""
        materials = self._materials
        self._updates.learn(self._batches, materials.real.added, materials.generators.updates)

    def measured(self) -> LearnerReport:
        """Means of the losses since the last call."""
        return LearnerReport(self._updates.measured())

    def state_dict(self) -> dict[str, Any]:
        """Everything learned, and the imagined transitions."""
        return super().state_dict() | {
            "updates": self._updates.state_dict(),
            "imagined": self._imagined.state_dict(),
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Replace everything learned."""
        super().load_state_dict(state)
        self._updates.load_state_dict(state["updates"])
        self._imagined.load_state_dict(state["imagined"])

    def _report(self, fitted: LearnerReport, branches: Branches) -> LearnerReport:
        values = {
            **fitted.values,
            "rollout/transitions": float(len(self._imagined)),
            "rollout/share": self._batches.imagined_share,
            "rollout/share_asked": 1.0 - self._batches.real_ratio,
            "rollout/terminated": branches.terminated / branches.started,
            "rollout/invalid": float(branches.invalid),
            "rollout/distrusted": branches.distrusted / branches.started,
        }
        if (depth := self._imagined.depth) is not None:
            values["rollout/depth"] = depth
        notes = [*fitted.notes, f"Imagined {branches.started:,} rollouts of up to that many steps."]
        if self._lacks_short:
            notes.append("Rollouts are float32: this processor does not multiply bfloat16.")
        warnings = list(fitted.warnings)
        if branches.invalid:
            warnings.append(
                f"{branches.invalid:,} rollouts were cut off: a prediction was not finite or far "
                "outside everything observed."
            )
        if branches.distrusted:
            notes.append(
                f"{branches.distrusted:,} rollouts were stopped where the elites disagreed too "
                "much."
            )
        if len(self._imagined) == 0:
            warnings.append("No imagined transition was usable; batches are all real for now.")
        return LearnerReport(values, tuple(notes), tuple(warnings))
