"""How much a run computes, foretold from its spec: what its duration is scaled by.

The unit is that of the worker's own count: multiplications of network passes, where each call costs
as much as `CALL_COST` of them. Shares are rough where a run decides by itself how long it goes on
(epochs of a fit, updates in a model), so two runs of one learner are compared by their ratio alone.
"""

import math
from dataclasses import dataclass
from functools import cached_property

from backend.spec.algorithm import VALUE_EXPANSION
from backend.spec.gradient import VALIDATION_STARTS
from backend.spec.network_sizes import critic_parameters, model_parameters, policy_parameters
from backend.spec.rollout import AdaptiveLength, LengthSchedule
from backend.spec.run import RunSpec

# As the worker counts it, in `worker/mbrl/networks/work.py`, which stands too deep to import this;
# a test holds the two against one another.
CALL_COST = 5_000_000

# Epochs of a fit beyond its patience (the first fits of a small run take about 40 in all), and the
# least gradient steps of an epoch.
LEARNING_EPOCHS = 30
LEAST_STEPS = 16
# Calls of the networks in one update of an off-policy learner, and in one step of a rollout.
CALLS_PER_UPDATE = 8
CALLS_PER_STEP = 2
# Imagined episodes for each real one in the return gap.
PARTICLES = 5


def expected_work(spec: RunSpec) -> float:
    """Multiplications that a run of `spec` is expected to take."""
    costs = _Costs(spec)
    improving = {
        "0.5": costs.planning,
        "1.0": costs.planning,
        "1.5": costs.planning,
        "2.0": costs.gradients_in_model,
        "2.5": costs.gradients_in_model,
        "3.0": costs.updates,
        "model-free": costs.real_gradients if spec.improver == "ppo" else costs.updates,
    }[spec.algorithm.version]
    parts = (costs.acting, costs.fitting, improving, costs.evaluating)
    return sum(part() for part in parts)


@dataclass(frozen=True)
class _Costs:
    """The parts of a run's work."""

    spec: RunSpec

    @cached_property
    def _model(self) -> int:
        return model_parameters(self.spec)

    @cached_property
    def _policy(self) -> int:
        return policy_parameters(self.spec)

    @cached_property
    def _critic(self) -> int:
        return critic_parameters(self.spec)

    @cached_property
    def _learning_steps(self) -> int:
        return self.spec.training.env_steps - self.spec.training.random_steps

    @cached_property
    def _fits(self) -> list[int]:
        """Real steps at which the model is fitted."""
        training, every = self.spec.training, self.spec.model.fit_every
        if not self.spec.algorithm.uses_model:
            return []
        first = training.random_steps
        if self.spec.algorithm.version == "0.5":
            return [first]
        return [first, *range((first // every + 1) * every, training.env_steps, every)]

    @cached_property
    def _length(self) -> float:
        """Steps of a rollout, over the run."""
        length, training = self.spec.rollout.length, self.spec.training
        if isinstance(length, AdaptiveLength):
            return (1 + length.largest) / 2
        if isinstance(length, LengthSchedule):
            middle = (training.random_steps + training.env_steps) // 2
            return length.at(middle)
        return length

    def acting(self) -> float:
        """The policy's own actions; a planner's are its plans."""
        plans = self.spec.algorithm.plans
        return 0 if plans else self._learning_steps * (CALL_COST + self._policy)

    def fitting(self) -> float:
        """Every fit of the ensemble, on ever more data."""
        model, capacity = self.spec.model, self.spec.training.replay_capacity
        epochs = min(model.patience + LEARNING_EPOCHS, model.most_epochs or math.inf)
        total = 0.0
        for env_step in self._fits:
            data = min(env_step, capacity)
            steps = max(LEAST_STEPS, (1 - model.holdout_ratio) * data / model.batch_size)
            rows = 2 * steps * model.members * min(model.batch_size, data)
            held_out = model.members * min(5_000, (model.holdout_ratio or 1.0) * data)
            calls = (2 * steps + 1) * CALL_COST
            total += epochs * ((rows + held_out) * self._model + calls)
        return total

    def updates(self) -> float:
        """Off-policy updates, and the rollouts that they learn from."""
        policy = self.spec.policy
        critics = policy.critics if self.spec.improver == "redq" else 2
        rows = policy.batch_size * (5 * critics * self._critic + 3 * self._policy)
        each: float = rows + CALLS_PER_UPDATE * CALL_COST
        if self.spec.improver in VALUE_EXPANSION:
            members = self.spec.model.elites if self.spec.improver == "steve" else 1
            width = policy.batch_size * members
            each += self._length * self._imagined_step(width, 2 * self._critic)
        branches = 0.0
        if self.spec.algorithm.uses_model and self.spec.improver not in VALUE_EXPANSION:
            starts = self.spec.rollout.per_step * self.spec.model.fit_every
            branches = len(self._fits) * self._length * self._imagined_step(starts)
        updates = self._learning_steps * policy.updates_per_step / policy.update_every
        return updates * each + branches

    def _imagined_step(self, rows: float, beside: int = 0) -> float:
        calls = CALLS_PER_STEP + self._comparisons
        return rows * (self._prediction + self._policy + beside) + calls * CALL_COST

    @property
    def _comparisons(self) -> int:
        """How often a prediction asks all elites."""
        rollout = self.spec.rollout
        return (rollout.max_disagreement is not None) + (rollout.uncertainty_penalty > 0.0)

    @property
    def _prediction(self) -> int:
        """A row's pass by the member that predicts, and those by the elites that are compared."""
        return (1 + self._comparisons * self.spec.model.elites) * self._model

    def _plans(self, steps: float) -> float:
        """Plans for so many steps, each by one search."""
        planning = self.spec.planning
        iterations = 1 if self.spec.improver == "random_shooting" else planning.iterations
        rows = planning.candidates * planning.particles
        calls = (1 + self._comparisons) * CALL_COST
        search = iterations * self._length * (rows * self._prediction + calls)
        once = self.spec.algorithm.version == "1.0"
        executed = self._length if once else planning.replan_every
        return steps / executed * search

    def planning(self) -> float:
        """A search at every real step, or once for a whole plan."""
        return self._plans(self._learning_steps)

    def gradients_in_model(self) -> float:
        """Gradients on imagined rollouts after each fit."""
        gradient = self.spec.gradient
        each = 2 * self._length * self._imagined_step(gradient.rollouts)
        if self.spec.improver == "ppo":
            each += self._passes(gradient.rollouts * self._length)
        validating = self._length * self._imagined_step(VALIDATION_STARTS * self.spec.model.elites)
        each += validating / gradient.validate_every
        return len(self._fits) * gradient.updates_per_fit * each

    def _passes(self, rows: float) -> float:
        """PPO's epochs over so many steps."""
        gradient = self.spec.gradient
        batches = max(1.0, rows / gradient.minibatch)
        each = min(rows, gradient.minibatch) * (self._policy + self._critic) + 2 * CALL_COST
        return 2 * gradient.epochs * batches * each

    def real_gradients(self) -> float:
        """PPO on real steps."""
        length = self.spec.gradient.steps_per_update
        return self._learning_steps / length * self._passes(length)

    def evaluating(self) -> float:
        """Episodes of the policy, in the world and, where there is a model, in it."""
        evaluation = self.spec.evaluation
        count = 1 + -(-self._learning_steps // evaluation.every)
        steps, episodes = self.spec.episode_limit, evaluation.episodes
        if self.spec.algorithm.plans:
            return count * self._plans(steps * episodes)
        each: float = steps * (CALL_COST + episodes * self._policy)
        if self.spec.algorithm.uses_model:
            each += steps * self._imagined_step(PARTICLES * episodes)
        return count * each
