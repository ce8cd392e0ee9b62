"""A model that can be stepped: the ensemble's distributions turned into next states."""

from dataclasses import dataclass
from typing import Protocol

import torch
from jaxtyping import Bool, Float, Int
from torch import Generator, Tensor

from backend.spec.rollout import Propagation
from worker.mbrl.dynamics.deals import by_member, dealt_anew
from worker.mbrl.dynamics.gaussian_ensemble import GaussianEnsemble, Prediction
from worker.mbrl.environment import RewardRule, TerminationRule
from worker.mbrl.generators import common_normal


@dataclass(frozen=True)
class ImaginedStep:
    """What a model thinks that actions bring about.

    Attributes:
        obs_next: Next observations.
        reward: Rewards.
        terminated: Whether the episode ended here for good.
        valid: Whether the prediction is finite and not far outside all that was ever observed.
        trusted: Whether the elites agree as closely as `rollout.max_disagreement` asks.
    """

    obs_next: Float[Tensor, "batch obs"]
    reward: Float[Tensor, " batch"]
    terminated: Bool[Tensor, " batch"]
    valid: Bool[Tensor, " batch"]
    trusted: Bool[Tensor, " batch"]

    @property
    def usable(self) -> Bool[Tensor, " batch"]:
        """Whether the transition may be learned from."""
        return self.valid & self.trusted

    @property
    def goes_on(self) -> Bool[Tensor, " batch"]:
        """Whether the rollout takes a further step from here."""
        return self.usable & ~self.terminated


class DynamicsModel(Protocol):
    """Anything that predicts. Rollouts and diagnostics ask for nothing more."""

    @property
    def propagation(self) -> Propagation:
        """How a trajectory goes through the members."""

    def draw_members(self, count: int, generator: Generator) -> Int[Tensor, " batch"] | None:
        """A member for each of so many rollouts to keep; None where none is kept."""

    def sample(
        self,
        obs: Float[Tensor, "batch obs"],
        act: Float[Tensor, "batch act"],
        generator: Generator,
        members: Int[Tensor, " batch"] | None = None,
    ) -> ImaginedStep:
        """One draw per row, as the propagation says; differentiable in `obs` and `act`."""

    def mean(
        self, obs: Float[Tensor, "batch obs"], act: Float[Tensor, "batch act"]
    ) -> Float[Tensor, "batch obs"]:
        """The expected next observation: the mean over the elites' means, without noise."""

    def expected(
        self, obs: Float[Tensor, "batch obs"], act: Float[Tensor, "batch act"]
    ) -> tuple[Float[Tensor, "batch obs"], Float[Tensor, " batch"]]:
        """The same, and the reward expected for the step."""

    def means(
        self, obs: Float[Tensor, "*elite batch obs"], act: Float[Tensor, "batch act"]
    ) -> Float[Tensor, "elite batch obs"]:
        """The next observation that each elite expects, from its own or from a common one."""


@dataclass(frozen=True)
class Rules:
    """What is known of the task and need not be learned.

    Attributes:
        termination: When episodes end; None where the ensemble learns it.
        reward: The reward's formula; None where the ensemble learns it.
    """

    termination: TerminationRule | None = None
    reward: RewardRule | None = None


class EnsembleModel:
    """The elites of an ensemble, with the task's rules or learned ones.

    Source: Chua et al. 2018 (PETS), section 5: TS1 draws a member anew at every step, TS-infinity
    keeps one per rollout. `mean` feeds back the elites' mean, without noise.
    """

    def __init__(
        self,
        ensemble: GaussianEnsemble,
        rules: Rules,
        propagation: Propagation = "ts1",
        max_disagreement: float | None = None,
        penalty: float = 0.0,
    ) -> None:
        self.ensemble = ensemble
        self.rules = rules
        self.propagation: Propagation = propagation
        self.max_disagreement = max_disagreement
        self.penalty = penalty

    @property
    def keeping_members(self) -> "EnsembleModel":
        """The same model, with one member for a whole rollout whatever the propagation is."""
        return self._like(self.ensemble, "tsinf", self.penalty)

    @property
    def dealing_members(self) -> "EnsembleModel":
        """The same model, with a member drawn anew at each step whatever the propagation is."""
        return self._like(self.ensemble, "ts1", self.penalty)

    def penalised(self, penalty: float) -> "EnsembleModel":
        """The same model, whose rewards are less by so much per unit of its own deviation.

        Source: Yu et al. 2020 (MOPO), section 4.3 and code. Departures: the largest deviation is
        taken over the elites, and a reward that is known by its formula has none.
        """
        return self._like(self.ensemble, self.propagation, penalty)

    def predicting_by(self, ensemble: GaussianEnsemble) -> "EnsembleModel":
        """The same model with other networks."""
        return self._like(ensemble, self.propagation, self.penalty)

    def _like(
        self, ensemble: GaussianEnsemble, propagation: Propagation, penalty: float
    ) -> "EnsembleModel":
        return EnsembleModel(ensemble, self.rules, propagation, self.max_disagreement, penalty)

    def draw_members(self, count: int, generator: Generator) -> Int[Tensor, " batch"] | None:
        """An elite for each rollout to keep (TS-infinity); None otherwise."""
        if self.propagation != "tsinf":
            return None
        elites = self.ensemble.elites
        return torch.randint(len(elites), (count,), generator=generator, device=elites.device)

    def sample(
        self,
        obs: Float[Tensor, "batch obs"],
        act: Float[Tensor, "batch act"],
        generator: Generator,
        members: Int[Tensor, " batch"] | None = None,
        copies: int = 1,
    ) -> ImaginedStep:
        """One draw per row; differentiable in `obs` and `act`, never in the weights.

        Rows that are `copies` blocks of one batch get the same noise in each block; the members
        should be given then, as a deal of them is not repeated.
        """
        prediction = (
            self._averaged(obs, act)
            if self.propagation == "mean"
            else self._dealt(obs, act, generator, members)
        )
        outputs = prediction.mean
        if prediction.log_variance is not None:
            noise = common_normal(len(outputs), outputs.shape[1], copies, generator, outputs.dtype)
            outputs = outputs + prediction.log_variance.mul(0.5).exp() * noise
        reached = self.ensemble.normaliser.reached(obs, outputs)
        return self._step(obs, act, reached, self._ended(reached, prediction, generator, copies))

    @torch.no_grad()
    def mean(
        self, obs: Float[Tensor, "batch obs"], act: Float[Tensor, "batch act"]
    ) -> Float[Tensor, "batch obs"]:
        """The mean over the elites' means."""
        return self.expected(obs, act)[0]

    @torch.no_grad()
    def expected(
        self, obs: Float[Tensor, "batch obs"], act: Float[Tensor, "batch act"]
    ) -> tuple[Float[Tensor, "batch obs"], Float[Tensor, " batch"]]:
        """The mean over the elites' means, and the reward, by its formula where that is known."""
        reached = self.ensemble.normaliser.reached(obs, self._averaged(obs, act).mean)
        return reached[:, :-1], self._reward(obs, act, reached)

    @torch.no_grad()
    def means(
        self, obs: Float[Tensor, "*elite batch obs"], act: Float[Tensor, "batch act"]
    ) -> Float[Tensor, "elite batch obs"]:
        """The next observation that each elite expects, from its own or from a common one."""
        every = self._every(obs, act.expand(*obs.shape[:-1], -1))
        return self.ensemble.normaliser.reached(obs, every.mean)[..., :-1]

    def disagreement(
        self, obs: Float[Tensor, "batch obs"], act: Float[Tensor, "batch act"]
    ) -> Float[Tensor, " batch"]:
        """Deviation of the elites' means, root mean square over dimensions in deviations of D."""
        scaled = self.means(obs, act) / self.ensemble.normaliser.observation_scale
        return scaled.var(dim=0, correction=0).mean(dim=1).sqrt()

    def _every(self, obs: Tensor, act: Tensor) -> Prediction:
        """Every row by every elite."""
        inputs = self.ensemble.normaliser.inputs(obs, act)
        return self.ensemble.predict_elites(inputs.expand(len(self.ensemble.elites), -1, -1))

    def _averaged(self, obs: Tensor, act: Tensor) -> Prediction:
        """The elites' mean, which has no noise."""
        every = self._every(obs, act)
        logit = every.termination_logit
        if logit is not None:
            # The mean of probabilities, not of log-odds: a mixture is what the elites are.
            logit = logit.sigmoid().mean(dim=0).logit()
        return Prediction(every.mean.mean(dim=0), None, logit)

    def _dealt(
        self, obs: Tensor, act: Tensor, generator: Generator, members: Tensor | None
    ) -> Prediction:
        """Every row by one member: all members' groups are one matrix product."""
        inputs = self.ensemble.normaliser.inputs(obs, act)
        slots, groups = (
            dealt_anew(len(obs), len(self.ensemble.elites), generator, obs.device)
            if members is None
            else by_member(members, len(self.ensemble.elites))
        )
        dealt = inputs.new_zeros(groups[0] * groups[1], inputs.shape[1])
        dealt.index_copy_(0, slots, inputs)
        every = self.ensemble.predict_elites(dealt.view(*groups, -1))
        mean, variance, logit = every.mean, every.log_variance, every.termination_logit
        return Prediction(
            mean.flatten(0, 1).index_select(0, slots),
            None if variance is None else variance.flatten(0, 1).index_select(0, slots),
            None if logit is None else logit.flatten().index_select(0, slots),
        )

    def deviation(
        self, obs: Float[Tensor, "batch obs"], act: Float[Tensor, "batch act"]
    ) -> Float[Tensor, " batch"]:
        """Largest length, over the elites, of the predicted deviations, in units of the task.

        Those of the next observation's dimensions, and of the reward where that is learned.
        Source: Yu et al. 2020 (MOPO), section 4.3: max_i ||Sigma_i(s, a)||.

        Raises:
            ValueError: When the members predict no deviation.
        """
        log_variance = self._every(obs, act).log_variance
        if log_variance is None:
            raise ValueError("deterministic members predict no deviation")
        sigma = log_variance.mul(0.5).exp() * self.ensemble.normaliser.target_scale
        if self.rules.reward is not None:
            sigma = sigma[..., :-1]
        lengths: Tensor = torch.linalg.vector_norm(sigma, dim=-1)
        return lengths.amax(dim=0)

    def _ended(
        self, reached: Tensor, prediction: Prediction, generator: Generator, copies: int
    ) -> Tensor:
        if self.rules.termination is not None:
            return self.rules.termination(reached[:, :-1].detach())
        logit = prediction.termination_logit
        if logit is None:
            raise ValueError("the ensemble has no termination head, and no rule was given")
        if self.propagation == "mean":
            return logit.detach() > 0.0
        draws = torch.rand(len(logit) // copies, generator=generator, device=logit.device)
        return draws.repeat(copies) < logit.detach().sigmoid()

    def _reward(self, obs: Tensor, act: Tensor, reached: Tensor) -> Tensor:
        """The reward that the task pays by its formula, or else the one that was learned."""
        if self.rules.reward is not None:
            return self.rules.reward(obs, act, reached[:, :-1])
        return reached[:, -1]

    def _step(self, obs: Tensor, act: Tensor, reached: Tensor, ended: Tensor) -> ImaginedStep:
        normaliser = self.ensemble.normaliser
        obs_next, reward = reached[:, :-1], self._reward(obs, act, reached)
        if self.penalty > 0.0:
            reward = reward - self.penalty * self.deviation(obs, act)
        within = reached.detach().clamp(normaliser.low, normaliser.high)
        # Zero where nothing had to be clamped; a NaN stays one, and is not zero.
        valid = (reached.detach() - within).abs_().sum(dim=1) == 0.0
        trusted = torch.ones_like(valid)
        if self.max_disagreement is not None:
            trusted = self.disagreement(obs, act) <= self.max_disagreement
        return ImaginedStep(obs_next, reward, ended, valid, trusted)
