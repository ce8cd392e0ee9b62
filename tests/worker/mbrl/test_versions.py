"""Every combination of version and improver that can be launched, in a real environment."""

import io

import pytest
import torch

from backend.spec.algorithm import IMPROVERS
from backend.spec.grid import parse
from backend.spec.series import SERIES
from worker.jobs.build import build_trainer
from worker.mbrl.policy.improvers.off_policy import OFF_POLICY
from worker.mbrl.policy.planning.planner import SEARCHES
from worker.mbrl.versions.registry import LEARNERS

TASKS = {"continuous": "Pendulum-v1", "discrete": "CartPole-v1"}
COMBINATIONS = [
    (version, kind, improver)
    for version, by_kind in IMPROVERS.items()
    for kind, improvers in by_kind.items()
    for improver in improvers
]
TINY = {
    "rollout": {"length": 3, "per_step": 2},
    # A fit of small steps soon stops; how good the model is does not matter here.
    "model": {
        "hidden": [8], "members": 3, "elites": 2, "fit_every": 30, "patience": 1,
        "learning_rate": 1e-5,
    },
    "policy": {
        "hidden": [8], "updates_per_step": 1, "batch_size": 8, "critics": 3, "real_ratio": 0.5,
    },
    "planning": {"candidates": 20, "iterations": 2, "particles": 1},
    "gradient": {
        "rollouts": 4, "updates_per_fit": 4, "steps_per_update": 20, "minibatch": 8,
        "validate_every": 2, "improved_members": 0.5, "terminal_value": True,
    },
    "training": {"env_steps": 75, "random_steps": 30},
    "evaluation": {"every": 45, "episodes": 1, "horizon": 4},
}  # fmt: skip
CLOCKED = ("cost/cpu", "cost/diagnostics")


def trainer_of(version, kind, improver, **parts):
    return build_trainer(
        parse(
            TINY
            | parts
            | {
                "environment": {"id": TASKS[kind], "max_episode_steps": 12},
                "algorithm": {"version": version, "improver": improver},
            }
        )
    )


def measured(reports):
    scalars = [s for r in reports for s in r.scalars if s.key not in CLOCKED]
    return repr(scalars), repr([(r.profiles, r.trajectories) for r in reports])


def measured_now(reports):
    return reports[-1].scalars if reports else ()


def rest(trainer):
    found = []
    while not trainer.finished:
        found.append(trainer.iterate())
    return found


def copied(state):
    file = io.BytesIO()
    torch.save(state, file)
    file.seek(0)
    return torch.load(file, weights_only=True)  # noqa: TID251 - what it reads back


@pytest.mark.parametrize(("version", "kind", "improver"), COMBINATIONS)
def test_every_combination_runs_and_resumes_exactly(version, kind, improver):
    """Gone on from its middle or near its end, it ends alike to the last bit.

    That it does so from its beginning too is seen in another process: `test_processes`.
    """
    trainer = trainer_of(version, kind, improver)
    states, reports = [], []
    while not trainer.finished:
        states.append(copied(trainer.state_dict()))
        reports.append(trainer.iterate())
    assert {s.key for r in reports for s in r.scalars} <= set(SERIES)
    assert trainer.env_steps == 75
    for done in (len(states) // 2, len(states) - 1):
        again = trainer_of(version, kind, improver)
        again.load_state_dict(states[done])
        assert measured(rest(again)) == measured(reports[done:])


@pytest.mark.parametrize("every", [20, 45])
@pytest.mark.parametrize(
    ("version", "kind", "improver"), list({each[0]: each for each in COMBINATIONS}.values())
)
def test_the_first_evaluation_comes_at_the_step_that_is_told(version, kind, improver, every):
    trainer = trainer_of(version, kind, improver, evaluation={"every": every, "episodes": 1})
    reports = []
    while not trainer.finished and not any(s.key == "return/real" for s in measured_now(reports)):
        reports.append(trainer.iterate())
    assert trainer.env_steps == trainer.spec.training.first_evaluation == 30
    drawn = {profile.kind for profile in reports[-1].profiles}
    assert ("horizon-error" in drawn) is trainer.spec.algorithm.uses_model


def test_what_can_be_launched_and_what_can_be_built_are_the_same():
    for version, by_kind in IMPROVERS.items():
        assert {name for names in by_kind.values() for name in names} == set(LEARNERS[version])
    discrete = set(IMPROVERS["1.5"]["discrete"])
    assert discrete == set(SEARCHES["discrete"])
    assert set(IMPROVERS["3.0"]["discrete"]) < set(OFF_POLICY)


def test_version_0_5_fits_its_model_once_and_1_5_at_every_refit():
    def fits(version):
        reports = rest(trainer_of(version, "continuous", "cem"))
        return [s.env_step for r in reports for s in r.scalars if s.key == "model/epochs"]

    assert fits("0.5") == [30]
    assert fits("1.5") == [30, 60]


def test_the_policy_is_improved_between_two_real_steps_and_no_iteration_does_it_all():
    trainer = trainer_of("2.5", "continuous", "ppo")
    phases = []
    while not trainer.finished:
        phases.append((trainer.env_steps, trainer.phase))
        trainer.iterate()
    improving = [step for step, phase in phases if phase == "improving the policy in the model"]
    assert set(improving) == {30, 60}
    assert len(improving) > 2


def imagined(reports):
    return [s.value for r in reports for s in r.scalars if s.key == "cost/imagined"]


@pytest.mark.parametrize(
    ("version", "improver"), [("3.0", "sac"), ("3.0", "mve"), ("2.0", "pathwise"), ("2.5", "ppo")]
)
def test_imagined_transitions_are_counted_over_the_whole_run(version, improver):
    trainer = trainer_of(version, "continuous", improver)
    counts = imagined(rest(trainer))
    assert counts == sorted(counts)
    assert counts[-1] > 0
    assert trainer.state_dict()["imagined"] == counts[-1]


def test_plans_are_no_experience_and_an_older_checkpoint_has_no_count():
    assert imagined(rest(trainer_of("1.5", "continuous", "cem"))) == []
    assert imagined(rest(trainer_of("model-free", "continuous", "sac"))) == []
    older = trainer_of("3.0", "continuous", "sac")
    state = older.state_dict()
    del state["imagined"]
    older.load_state_dict(state)
    assert imagined(rest(older)) == []
