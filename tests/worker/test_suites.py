"""Suites from end to end: made, taken by a run that starts, kept by one that goes on."""

import io
from dataclasses import replace

import numpy as np
import pytest
import torch

from backend.db import artifact_files, experiments, profiles, queue, runs, suites
from backend.db.session import Database
from backend.db.suite_file import SuiteFile
from backend.spec.environment import EnvironmentSpec
from backend.spec.grid import parse
from backend.spec.training import EvaluationSpec
from tests.worker.mbrl.models import ConstantPolicy, LinearModel
from worker.engines.outcome import Exit
from worker.environments.closed_form import LINEAR_TASKS
from worker.environments.gymnasium_environment import task_of
from worker.jobs import execute
from worker.jobs.build import build_trainer
from worker.jobs.checkpoint import CheckpointStore
from worker.jobs.make_suite import Order, make
from worker.jobs.run_suite import episodes_of, loaded, suite_of_run
from worker.mbrl.evaluation.evaluator import Evaluator
from worker.mbrl.evaluation.subject import Subject
from worker.mbrl.generators import Generators
from worker.mbrl.networks.work import WORK

NAME = "Branchpoint/Linear-v0"
LINEAR = {"id": NAME}
TASK = LINEAR_TASKS[NAME]
CPU = torch.device("cpu")
SPEC = {
    "environment": LINEAR,
    "algorithm": {"version": "3.0"},
    "rollout": {"per_step": 1, "length": 1},
    "model": {"hidden": [8], "members": 2, "elites": 2, "patience": 1, "fit_every": 60},
    "policy": {"hidden": [8], "updates_per_step": 1, "batch_size": 16},
    "training": {"env_steps": 120, "random_steps": 60},
    "evaluation": {"every": 30, "episodes": 1, "horizon": 5},
}


@pytest.fixture(scope="module")
def suite():
    return make(Order(EnvironmentSpec(id=NAME), steps=100, episode_steps=60, command="made here"))


def kept_in(artifacts, *made):
    folder = suites.folder(artifacts)
    for each in made:
        where = f"{folder}/{suites.file_name(each)}"
        artifact_files.write(where, io.BytesIO(each.encode()))


def evaluated(wrong, suite, horizon=20, seed=0, scale=3.0):
    """What an evaluation measures along the suite, of s' = (A + dA) s + B a."""
    spec = parse(SPEC)
    evaluation = EvaluationSpec(episodes=1, horizon=horizon, diagnostics_budget=1.0)
    evaluator = Evaluator(
        evaluation, task_of(spec), Generators.seeded(seed, CPU), CPU, 0.99, loaded(suite)
    )
    model = LinearModel(
        torch.from_numpy(TASK.state + wrong).float(),
        torch.from_numpy(TASK.action).float(),
        torch.zeros(4),
    )
    policy = ConstantPolicy(torch.tensor([0.1 * seed]))
    # D is another one in every run: its deviations are no unit of the suite's errors.
    data = scale * torch.randn(50, 4, generator=torch.Generator().manual_seed(seed))
    worst = torch.tensor(0.0)
    subject = Subject(policy, model, policy.acting(1, None), data, None, worst, 1, 100, 1.0)
    found = evaluator.evaluate(subject)
    return {each.kind: each for each in found.profiles if each.policy == "suite"}


def closed_form(wrong, suite, horizon):
    """After h steps s^ - s is the sum of (A + dA)^(h-1-j) dA s_j; rms in the suite's own unit."""
    episodes = [each.obs.numpy().astype(float) for each in episodes_of(suite)]
    obs = np.concatenate(episodes)
    states = np.stack([episodes[e][first : first + horizon] for e, first in suite.starts])
    error, curve = np.zeros((len(states), 4)), []
    for step in range(horizon):
        error = error @ (TASK.state + wrong).T + states[:, step] @ wrong.T
        curve.append(np.sqrt(((error / obs.std(axis=0)) ** 2).mean(axis=1)).mean())
    return curve


def wrong_by(much):
    wrong = np.zeros((4, 4))
    wrong[0, -1] = much
    return wrong


def test_two_runs_on_one_suite_have_the_closed_forms_curves_in_one_unit(suite):
    """Seeds, policies and data differ; what differs in the curves is the models alone."""
    for much, seed, scale in ((0.02, 0, 3.0), (0.04, 1, 0.1)):
        found = evaluated(wrong_by(much), suite, seed=seed, scale=scale)["horizon-error"]
        np.testing.assert_allclose(found.mean, closed_form(wrong_by(much), suite, 20), rtol=2e-3)
    first, second = (evaluated(wrong_by(0.02), suite, seed=n)["horizon-error"] for n in (0, 1))
    assert first.mean == second.mean
    assert len(first.episodes) == 20


def test_errors_at_one_step_ahead_do_not_depend_on_the_horizon_that_was_asked_for(suite):
    short, long = (evaluated(wrong_by(0.02), suite, h)["horizon-error"].mean for h in (3, 200))
    assert (len(short), len(long)) == (3, suite.horizon)
    assert long[:3] == pytest.approx(short, rel=1e-6)


def test_the_true_model_has_no_error_along_the_suite(suite):
    assert max(evaluated(wrong_by(0.0), suite)["horizon-error"].mean) < 1e-4


def test_a_suite_has_every_kind_of_policy_with_and_without_noise(suite):
    names = [each["name"] for each in suite.about["policies"]]
    assert names == [
        "random", "half-trained", "half-trained, with noise", "trained", "trained, with noise"
    ]  # fmt: skip
    assert [int((suite.policy == place).sum()) for place in range(5)] == [4] * 5
    begun = [seed for each in suite.about["policies"] for seed in each["seeds"]]
    assert len(set(begun)) == len(begun) == 20
    decided, noisy = ({e.act[0].item() for e in part} for part in _halves(suite))
    assert decided.isdisjoint(noisy)
    assert suite.about["command"] == "made here"
    for each, first in zip(suite.about["policies"], range(0, 20, 4), strict=True):
        rewards = [float(e.rewards.sum()) for e in episodes_of(suite)[first : first + 4]]
        assert each["returns"] == pytest.approx(rewards, abs=1e-2)


def _halves(suite):
    episodes = episodes_of(suite)
    return episodes[4:8] + episodes[12:16], episodes[8:12] + episodes[16:20]


def test_the_same_command_makes_the_same_suite(suite):
    again = make(Order(EnvironmentSpec(id=NAME), steps=100, episode_steps=60, command="again"))
    assert again.checksum == suite.checksum


def test_a_run_without_a_model_or_a_suite_says_why(tmp_path):
    free = parse(SPEC | {"algorithm": {"version": "model-free"}})
    assert suite_of_run(free, str(tmp_path), None)[1]["why"].startswith("a model-free run")
    assert "no suite of its environment" in suite_of_run(parse(SPEC), str(tmp_path), None)[1]["why"]


def other_task(suite):
    """The same numbers under another task's name."""
    about = dict(suite.about) | {"environment": {"id": "Branchpoint/LQR-v0"}}
    return replace(suite, about=about)


def off_by_a_little(suite):
    obs = suite.obs.copy()
    obs[3] += 0.1 * suite.scale
    return replace(suite, obs=obs)


REFUSED = {
    "another length": (other_task, "Branchpoint/LQR-v0", "has 4 observations and 1 actions"),
    "other answers": (off_by_a_little, NAME, "answers otherwise: at step 3"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_suite_of_another_environment_than_the_run_sees_is_refused(suite, tmp_path, kind):
    spoil, name, why = REFUSED[kind]
    kept_in(str(tmp_path), spoil(suite))
    # Shipped suites are older than what was made here.
    found, told = suite_of_run(parse(SPEC | {"environment": {"id": name}}), str(tmp_path), None)
    assert found is None
    assert told["checksum"] is None
    assert why in told["why"]


def test_a_run_keeps_the_suite_that_it_began_with(suite, tmp_path):
    artifacts, spec = str(tmp_path), parse(SPEC)
    kept_in(artifacts, suite)
    taken, told = suite_of_run(spec, artifacts, None)
    assert taken.checksum == told["checksum"] == suite.checksum
    newer = replace(
        suite, starts=suite.starts[1:], about=dict(suite.about) | {"made_at": "2999-01-01"}
    )
    kept_in(artifacts, newer)
    assert suite_of_run(spec, artifacts, None)[0].checksum == newer.checksum
    assert suite_of_run(spec, artifacts, {"suite": told})[0].checksum == suite.checksum
    assert suite_of_run(spec, artifacts, {"code": "old"})[0] is None


def test_a_run_whose_suite_is_gone_goes_on_without_one_and_says_so(suite, tmp_path):
    told = {"checksum": suite.checksum, "why": ""}
    found, after = suite_of_run(parse(SPEC), str(tmp_path), {"suite": told})
    assert found is None
    assert after["checksum"] == suite.checksum
    assert "gone" in after["why"]


def reports(trainer):
    found = []
    while not trainer.finished:
        found.append(trainer.iterate())
    return found


def curves(found, policy):
    return [p for report in found for p in report.profiles if p.policy == policy]


def scalars(found):
    timed = ("cost/cpu", "cost/diagnostics")
    return [s for report in found for s in report.scalars if s.key not in timed]


def through_a_file(state):
    buffer = io.BytesIO()
    torch.save(state, buffer)
    buffer.seek(0)
    return torch.load(buffer, weights_only=True)  # noqa: TID251 - what it reads back


ADAPTIVE = {"rollout": {"per_step": 1, "length": {"tolerance": 0.5}}}


@pytest.mark.parametrize("change", [{}, ADAPTIVE], ids=["constant length", "adaptive length"])
def test_a_suite_changes_nothing_that_is_learned_and_is_measured_at_every_evaluation(suite, change):
    spec = parse(SPEC | change | {"evaluation": SPEC["evaluation"] | {"diagnostics_budget": 1.0}})
    with_suite, without = (reports(build_trainer(spec, suite=s)) for s in (loaded(suite), None))
    assert scalars(with_suite) == scalars(without)
    assert curves(with_suite, "current") == curves(without, "current")
    steps = [p.env_step for p in curves(with_suite, "suite") if p.kind == "horizon-error"]
    assert steps == [60, 90, 120]
    assert not curves(without, "suite")


def test_a_run_with_a_suite_goes_on_bit_for_bit(suite):
    spec = parse(SPEC)
    trainer = build_trainer(spec, suite=loaded(suite))
    while trainer.env_steps < 85:
        trainer.iterate()
    state = through_a_file(trainer.state_dict())
    after = reports(trainer)
    again = build_trainer(spec, suite=loaded(suite))
    again.load_state_dict(state)
    resumed = reports(again)
    assert scalars(resumed) == scalars(after)
    assert curves(resumed, "suite") == curves(after, "suite") != []


def spent(suite):
    trainer = build_trainer(parse(SPEC), suite=suite)
    reports(trainer)
    return trainer, trainer._evaluator.budget.state_dict()["spent"]


def test_what_the_suite_costs_is_booked_as_diagnostics(suite):
    trainer, booked = spent(loaded(suite))
    began = WORK.done
    loaded(suite).along(trainer._learner.model, SPEC["evaluation"]["horizon"], CPU)
    once = WORK.done - began
    assert booked - spent(None)[1] == 3 * once > 0


@pytest.fixture
def database(sqlite_settings):
    opened = Database(sqlite_settings)
    yield opened
    opened.dispose()


def test_an_executed_run_notes_its_suite_and_stores_the_third_curve(
    suite, database, sqlite_settings, monkeypatch
):
    monkeypatch.setenv("BRANCHPOINT_DATA", str(sqlite_settings.data))
    kept_in(sqlite_settings.artifacts, suite)
    with database.transaction() as session:
        experiment = experiments.create(session, "tests")
        runs.create(session, experiment.id, [runs.NewRun("run", parse(SPEC))])
    with database.transaction() as session:
        claim = queue.claim(session, "worker", 60)
    status = execute.execute(database, claim, execute.threading.Event())
    assert status == Exit.FINISHED
    with database.reading() as session:
        run = runs.get(session, claim.run_id)
        found = profiles.read(session, [claim.run_id], "horizon-error", "suite")
    assert run.provenance["suite"]["checksum"] == suite.checksum
    assert [each.env_step for each in found] == [60, 90, 120]
    of_it = make(Order(parse(SPEC).environment, episode_steps=60, runs=[run], command="of a run"))
    assert [p["name"] for p in of_it.about["policies"]] == [
        "random", "run at step 120", "run at step 120, with noise"
    ]  # fmt: skip
    assert len(SuiteFile.decode(of_it.encode()).lengths) >= 20
    assert CheckpointStore(database, sqlite_settings.artifacts, claim).known()
