"""A whole evaluation of a model that is wrong in a known way, number by number."""

import pytest
import torch

from backend.spec.training import EvaluationSpec
from tests.worker.mbrl.models import ConstantPolicy, LinearModel
from worker.mbrl.dynamics.model import ImaginedStep
from worker.mbrl.environment import Step, Task
from worker.mbrl.evaluation.evaluator import Evaluator
from worker.mbrl.evaluation.subject import Subject
from worker.mbrl.generators import Generators

CPU = torch.device("cpu")
LIMIT, HORIZON, SLOPE = 9, 4, 1.1
CURRENT, BEHAVIOUR = 0.1, -0.2
WORST = -100.0
DISCOUNT = 0.5
ONE = torch.ones(1, 1)


class Line:
    """s' = s + a, which pays s; it begins at a hundredth of its seed's last two digits."""

    def reset(self, seed):
        self.place, self.time = 0.01 * (seed % 100), 0
        return torch.tensor([self.place])

    def step(self, action):
        before = self.place
        self.place, self.time = self.place + float(action[0]), self.time + 1
        return Step(torch.tensor([self.place]), before, False, self.time == LIMIT)

    def saved_moment(self):
        return None


TASK = Task(1, 1, "continuous", LIMIT, None, None, Line)
REAL_OBS = torch.tensor([[0.0], [4.0]])  # deviation 2


def evaluate(model, episodes=2):
    spec = EvaluationSpec(episodes=episodes, horizon=HORIZON, diagnostics_budget=1.0)
    evaluator = Evaluator(spec, TASK, Generators.seeded(0, CPU), CPU, DISCOUNT)
    behaviour = ConstantPolicy(torch.tensor([BEHAVIOUR])).acting(1, None)
    policy = ConstantPolicy(torch.tensor([CURRENT]))
    subject = Subject(policy, model, behaviour, REAL_OBS, None, torch.tensor(WORST), 5, 100, True)
    seen = []
    record = evaluator._record

    def recorded(acting, count):
        seen.append(record(acting, count))
        return seen[-1]

    evaluator._record = recorded
    return evaluator.evaluate(subject), seen


def error(start, action, step):
    """How far s' = 1.1 s + a is from s' = s + a after some steps, in deviations of the data."""
    model = real = start
    for _ in range(step):
        model, real = SLOPE * model + action, real + action
    return abs(model - real) / 2.0


def mean_error(episodes, action, step, starts):
    return sum(
        error(float(episode.obs[first]), action, step) for episode in episodes for first in starts
    ) / (len(episodes) * len(starts))


def test_every_curve_is_that_of_its_own_episodes():
    found, (current, behaviour) = evaluate(LinearModel(SLOPE * ONE, ONE, torch.ones(1)))
    assert [float(e.act[0]) for e in (*current, *behaviour)] == pytest.approx([0.1, 0.1, -0.2])
    curves = {(p.kind, p.policy): p.mean for p in found.profiles}
    windows, steps = range(LIMIT - HORIZON + 1), range(1, HORIZON + 1)
    expected = {
        ("horizon-error", "data"): [mean_error(behaviour, BEHAVIOUR, h, windows) for h in steps],
        ("horizon-error", "current"): [mean_error(current, CURRENT, h, windows) for h in steps],
        ("closed-loop-error", "current"): [mean_error(current, CURRENT, h, [0]) for h in steps],
    }
    for kind, mean in expected.items():
        assert curves[kind] == pytest.approx(mean, rel=1e-4), kind


def test_the_curve_of_each_episode_is_kept_with_its_weight():
    found, (current, _) = evaluate(LinearModel(SLOPE * ONE, ONE, torch.ones(1)))
    kept = {(p.kind, p.policy): p for p in found.profiles if p.episodes}
    assert {kind for kind, _ in kept} == {
        "horizon-error",
        "dimension-error",
        "reward-bias",
        "reward-error",
        "return-gap",
        "return-gap-discounted",
    }
    errors = kept["horizon-error", "current"]
    windows, steps = range(LIMIT - HORIZON + 1), range(1, HORIZON + 1)
    for row, episode in zip(errors.episodes, current, strict=True):
        expected = [mean_error([episode], CURRENT, h, windows) for h in steps]
        assert row == pytest.approx(expected, rel=1e-4)
    assert errors.episode_starts == [len(windows)] * 2
    gaps = kept["return-gap", "current"]
    assert gaps.episode_starts == [1, 1]
    assert [sum(rows) / 2 for rows in zip(*gaps.episodes, strict=True)] == pytest.approx(gaps.mean)


def test_the_models_return_is_the_sum_of_what_it_promises():
    found, (current, _) = evaluate(LinearModel(SLOPE * ONE, ONE, torch.ones(1)))
    promised, gaps, discounted = 0.0, [0.0] * LIMIT, [0.0] * LIMIT
    for episode in current:
        model = real = float(episode.obs[0])
        gap = less = 0.0
        for step in range(LIMIT):
            promised, gap = promised + model / 2, gap + model - real
            less += DISCOUNT**step * (model - real)
            gaps[step] += gap / 2
            discounted[step] += less / 2
            model, real = SLOPE * model + CURRENT, real + CURRENT
    earned = sum(float(episode.rewards.sum()) for episode in current) / 2
    assert found.values["return/real"] == pytest.approx(earned)
    assert found.values["return/model"] == pytest.approx(promised, rel=1e-5)
    assert found.values["return/gap"] == pytest.approx(promised - earned, rel=1e-4)
    curves = {p.kind: p.mean for p in found.profiles}
    assert curves["return-gap"] == pytest.approx(gaps[:HORIZON], rel=1e-4, abs=1e-6)
    expected = pytest.approx(discounted[:HORIZON], rel=1e-4, abs=1e-6)
    assert curves["return-gap-discounted"] == expected


class Noisy(LinearModel):
    """Steps that are 0.75 too long on average, with a deviation of 1."""

    propagation = "ts1"

    def sample(self, obs, act, generator, members=None):
        found = super().sample(obs, act, generator, members)
        noise = torch.randn(obs.shape, generator=generator)
        return ImaginedStep(
            found.obs_next + noise + 0.75,
            found.reward,
            found.terminated,
            found.valid,
            found.trusted,
        )


def test_the_wider_interval_covers_more_of_what_happened():
    found, _ = evaluate(Noisy(ONE, ONE, torch.ones(1)), episodes=5)
    curves = {p.kind: p for p in found.profiles}
    assert sum(curves["coverage-50"].mean) < 2.0
    assert sum(curves["coverage-90"].mean) > 3.0
    assert curves["coverage-50"].propagation == "ts1"
