"""Published pitfalls, each looked for in a whole run on a task of three lines."""

import pytest
import torch

from backend.spec.algorithm import PLANNING
from backend.spec.grid import parse
from worker.mbrl.environment import Step, Task
from worker.mbrl.policy.improvers import pathwise
from worker.mbrl.policy.improvers.value_expansion import ValueExpansion
from worker.mbrl.policy.planning.planner import Planner
from worker.mbrl.schedule import due
from worker.mbrl.trainer import Trainer
from worker.mbrl.versions import gradients_in_model, short_rollouts
from worker.mbrl.versions.registry import learner_of

LIMIT = 9
SMALL = {
    "rollout": {"length": 2, "per_step": 1},
    "model": {
        "kind": "deterministic", "hidden": [6], "members": 3, "elites": 3, "fit_every": 15,
        "patience": 1, "learning_rate": 1e-6,
    },
    "policy": {"hidden": [6], "updates_per_step": 1, "batch_size": 8, "real_ratio": 0.25},
    "planning": {"candidates": 20, "iterations": 1, "particles": 1},
    "gradient": {"rollouts": 4, "updates_per_fit": 2, "validate_every": 1},
    "training": {"env_steps": 70, "random_steps": 30},
    "evaluation": {"every": 15, "episodes": 1, "horizon": 4},
}  # fmt: skip


class Line:
    """A walker on a line, pushed by its action: it falls off for good beyond an edge.

    Attributes:
        taken: What every step of every instance was, in order.
    """

    def __init__(self, taken, edge):
        self.taken, self.edge, self.place, self.time = taken, edge, 0.0, 0

    def reset(self, seed):
        self.place, self.time = 0.001 * (seed % 100), 0
        return torch.tensor([self.place])

    def step(self, action):
        before = self.place
        self.place, self.time = self.place + float(action[0]), self.time + 1
        ended = abs(self.place) > self.edge
        step = Step(torch.tensor([self.place]), before, ended, self.time == LIMIT)
        self.taken.append((before, step))
        return step

    def saved_moment(self):
        return None


def trainer_of(version, improver="auto", taken=None, edge=1.5, **changes):
    document = SMALL | {"algorithm": {"version": version, "improver": improver}} | changes
    taken = [] if taken is None else taken
    # The first instance is the one that D is filled from.
    logs = iter([taken])
    task = Task(1, 1, "continuous", LIMIT, None, None, lambda: Line(next(logs, []), edge))
    spec = parse(document)
    return Trainer(spec, task, torch.device("cpu"), learner_of(spec))


def finish(trainer):
    reports = []
    while not trainer.finished:
        reports.append(trainer.iterate())
    return reports


@pytest.mark.parametrize("version", ["model-free", "3.0"])
def test_the_data_of_exploration_is_never_overwritten_and_every_end_is_its_own_kind(version):
    taken = []
    trainer = trainer_of(version, taken=taken)
    while trainer.env_steps < 30:
        trainer.iterate()
    explored = trainer._real.rows.clone()
    finish(trainer)
    data = trainer._real.columns.unpack(trainer._real.rows)
    assert torch.equal(trainer._real.rows[:30], explored)
    assert len(data.obs) == len(taken) == 70
    assert data.obs[:, 0].tolist() == pytest.approx([before for before, _ in taken])
    assert data.obs_next[:, 0].tolist() == [float(step.obs_next) for _, step in taken]
    assert data.terminated.tolist() == [step.terminated for _, step in taken]
    truncated = [step.truncated and not step.terminated for _, step in taken]
    assert any(truncated)
    assert any(data.terminated.tolist())
    for (_, step), following in zip(taken, data.obs[1:, 0].tolist(), strict=False):
        if step.ended:
            assert 0.0 <= following < 0.1, "the next step begins at a reset"
        else:
            assert following == float(step.obs_next)


class Lengths:
    """Each length that was asked for, as often as it changed."""

    def __init__(self):
        self.found = []

    def add(self, length):
        if self.found[-1:] != [length]:
            self.found.append(length)


@pytest.fixture
def lengths(monkeypatch):
    """The lengths that rollouts, plans and targets really had."""
    seen = Lengths()

    def watched(function, place):
        def called(*arguments):
            seen.add(arguments[place])
            return function(*arguments)

        return called

    monkeypatch.setattr(short_rollouts, "branch", watched(short_rollouts.branch, 3))
    for module in (pathwise, gradients_in_model):
        monkeypatch.setattr(module, "imagine", watched(module.imagine, 3))
    score, targets = Planner.score, ValueExpansion.targets

    def scored(planner, obs, plans, generator):
        seen.add(plans.shape[2])
        return score(planner, obs, plans, generator)

    def expanded(*arguments):
        found = targets(*arguments)
        seen.add(len(found) - 1)
        return found

    monkeypatch.setattr(Planner, "score", scored)
    monkeypatch.setattr(ValueExpansion, "targets", expanded)
    return seen


WITH_LENGTH = [
    ("3.0", "sac"), ("3.0", "mve"), ("3.0", "steve"), ("2.0", "pathwise"), ("2.5", "ppo"),
    ("2.5", "reinforce"), ("1.5", "cem"), ("1.0", "cem"),
]  # fmt: skip


@pytest.mark.parametrize(("version", "improver"), WITH_LENGTH)
def test_a_schedule_is_what_rollouts_really_follow(version, improver, lengths):
    """Refits at 30, 45 and 60 real steps; from 1 to 4 between 30 and 60."""
    schedule = {"from": 1, "to": 4, "between": [30, 60]}
    finish(trainer_of(version, improver, rollout={"length": schedule, "per_step": 1}))
    assert lengths.found == [1, 2, 4]


@pytest.mark.parametrize(("improver", "rows"), [("mve", 8), ("steve", 24)])
def test_steve_alone_asks_every_elite_about_every_transition(improver, rows, monkeypatch):
    asked, targets = set(), ValueExpansion.targets

    def watched(expansion, agent, batch, *others):
        asked.add(len(batch.obs))
        return targets(expansion, agent, batch, *others)

    monkeypatch.setattr(ValueExpansion, "targets", watched)
    finish(trainer_of("3.0", improver))
    assert asked == {rows}


ADAPTED = [each for each in WITH_LENGTH if each[0] != "1.0"]


@pytest.mark.parametrize(("version", "improver"), ADAPTED)
def test_an_adaptive_length_grows_once_the_error_was_measured(version, improver, lengths):
    """Every error is tolerable; what grows the length is that an evaluation was heard of."""
    wanted = {"tolerance": 1_000.0, "largest": 3}
    rollout = {"length": wanted, "per_step": 1}
    finish(trainer_of(version, improver, edge=1_000.0, rollout=rollout))
    assert lengths.found == [1, 3]


def test_batches_are_mixed_as_the_spec_says():
    trainer = trainer_of("3.0")
    while trainer.env_steps < 31:
        trainer.iterate()
    assert trainer._learner._batches.real_count == 2


def test_each_elites_return_is_that_of_rollouts_in_it_alone():
    """Elite i earns i + 1 at every step, for the two steps of a rollout."""
    trainer = trainer_of("2.5")
    learner = trainer._learner
    networks = learner._model.steps.ensemble.elite_networks
    with torch.no_grad():
        networks.flat.zero_()
        biases = networks.layout.layers(networks.flat)[-1][1]
        biases[:, 0, 1] = torch.tensor([1.0, 2.0, 3.0])
        biases[:, 0, -1] = -100.0
    learner._progress.begin(torch.zeros(4, 1), 1)
    learner._steps = 2
    assert learner._returns_by_elite().tolist() == pytest.approx([2.0, 4.0, 6.0])


def test_two_checks_of_one_policy_find_the_same_return_and_the_next_fit_draws_anew():
    """Noise of its own decided before whether the same policy had become better in an elite."""
    learner = trainer_of("2.5", model=SMALL["model"] | {"kind": "gaussian"})._learner
    learner._progress.begin(torch.zeros(4, 1), 1)
    found = learner._returns_by_elite()
    torch.rand(3, generator=learner._materials.generators.rollouts)
    assert torch.equal(learner._returns_by_elite(), found)
    resumed = trainer_of("2.5", model=SMALL["model"] | {"kind": "gaussian"})._learner
    resumed.load_state_dict(learner.state_dict())
    assert torch.equal(resumed._returns_by_elite(), found)
    learner._progress.begin(torch.zeros(4, 1), 2)
    assert not torch.equal(learner._returns_by_elite(), found)


def test_version_1_0_alone_executes_its_plans_without_looking():
    looks = {version: not trainer_of(version)._learner.policy.open_loop for version in PLANNING}
    assert looks == {"0.5": True, "1.0": False, "1.5": True}


def test_an_evaluation_measures_the_model_that_the_policy_was_trained_in():
    spec = parse(SMALL)
    assert due(spec, 29) == []
    assert due(spec, 30) == ["fit", "improve", "evaluate"]
    assert due(spec, 45) == ["evaluate", "fit", "improve"]
    assert due(spec, 50) == []
    assert due(spec, 70) == ["evaluate"]
    once = parse(SMALL | {"algorithm": {"version": "0.5"}})
    assert due(once, 30) == ["fit", "improve", "evaluate"]
    assert due(once, 45) == ["evaluate"]
