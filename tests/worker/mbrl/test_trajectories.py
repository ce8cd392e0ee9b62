"""Real and imagined trajectories: equal where the model is the truth, told apart where not."""

from dataclasses import dataclass, field

import pytest
import torch

from backend.spec.environments import ENVIRONMENTS
from tests.worker.mbrl.models import ConstantPolicy, LinearModel
from tests.worker.mbrl.test_trainer import TINY, model_free_run, reports, spec
from worker.environments.closed_form import LINEAR_TASKS
from worker.environments.gymnasium_environment import GymnasiumEnvironment
from worker.jobs.build import build_trainer
from worker.mbrl.environment import Step
from worker.mbrl.evaluation.episodes import record_episodes
from worker.mbrl.evaluation.restart import Imagined, Restart, evenly_spread
from worker.mbrl.evaluation.subject import Subject
from worker.mbrl.evaluation.trajectories import (
    BRANCHES,
    LONGEST,
    MOST_DIMENSIONS,
    furthest_apart,
    record_trajectories,
)
from worker.mbrl.policy.policy import NetworkPolicy

CPU = torch.device("cpu")
# Halves and quarters of small whole numbers: every sum and product of them is exact.
A = torch.tensor([[0.5, 1.0], [-1.0, 0.5]], dtype=torch.float64)
B = torch.tensor([[1.0], [0.5]], dtype=torch.float64)
STEPS = 16
# Fits that go on for long leave the diagnostics, by their share, enough for every evaluation.
LEARNING = TINY["model"] | {"learning_rate": 1e-3}


class Linear(NetworkPolicy):
    """Minus half of the first dimension: the policy answers to the state it is shown."""

    def decide(self, obs):
        return -0.5 * obs[:, :1]


@dataclass
class World:
    """s' = A s + B a on whole numbers, which starts at what its seed says."""

    model: LinearModel
    steps: int = STEPS
    falls: object = None
    drift: bool = False
    saves: bool = True
    obs: torch.Tensor = field(default_factory=lambda: torch.zeros(2))
    now: int = 0
    resets: int = 0

    def reset(self, seed):
        self.resets += 1
        self.now = 0
        self.obs = torch.tensor([float(seed), 1.0 + self.drift * self.resets], dtype=torch.float64)
        return self.obs

    def step(self, action):
        self.obs, self.now = self.model.mean(self.obs[None], action[None])[0], self.now + 1
        fallen = self.falls is not None and bool(self.falls(self.obs[None])[0])
        return Step(self.obs, 0.0, fallen, self.now == self.steps)

    def saved_moment(self):
        if not self.saves:
            return None
        saved = self.obs, self.now

        def restore():
            self.obs, self.now = saved

        return restore


def recorded(world, model, length=4, policy=None, seed=3):
    policy = policy or Linear()
    (episode,) = record_episodes([world], [seed], policy.acting(1, None), CPU)
    dims = episode.obs.shape[1]
    subject = Subject(
        policy=policy, model=model, behaviour=policy.acting(1, None),
        real_obs=torch.ones(3, dims), imagined_obs=None, worst_reward=torch.zeros(()),
        rollout_length=length, env_step=100, progress=0.5,
    )  # fmt: skip
    found = record_trajectories(subject, model, Restart(world, seed, episode), torch.Generator())
    return episode, found


def truth(wrong=0.0, rule=None):
    return LinearModel(A + wrong, B, torch.zeros(2, dtype=torch.float64), rule)


def test_where_the_model_is_the_truth_imagined_and_real_are_the_same_to_the_last_bit():
    episode, found = recorded(World(truth()), truth())
    assert found.real == episode.obs.tolist()
    whole, *branches = found.rollouts
    assert (whole.start, whole.imagined, whole.world) == (0, found.real, found.real)
    assert [branch.start for branch in branches] == evenly_spread(STEPS - 4, BRANCHES)
    for branch in branches:
        assert branch.imagined == found.real[branch.start : branch.start + 5]
        assert branch.world == branch.imagined


@pytest.mark.parametrize("name", LINEAR_TASKS)
def test_the_true_model_of_our_own_tasks_stays_on_the_real_episode(name):
    task = LINEAR_TASKS[name]
    state, action = torch.from_numpy(task.state).float(), torch.from_numpy(task.action).float()
    environment = GymnasiumEnvironment(name, task.episode_limit)
    model = LinearModel(state, action, torch.zeros(len(state)))
    policy = ConstantPolicy(torch.tensor([0.25]))
    _, found = recorded(environment, model, 5, policy)
    for rollout in found.rollouts:
        real = torch.tensor(found.real)[rollout.start :][: len(rollout.imagined)]
        torch.testing.assert_close(torch.tensor(rollout.imagined), real, rtol=1e-4, atol=1e-4)
        # The world is not the model's arithmetic but the task's own: it repeats itself exactly.
        assert rollout.world == real.tolist()


def test_a_wrong_model_leaves_the_real_episode_and_the_world_answers_its_actions():
    wrong = torch.tensor([[0.0, 0.0], [0.0, 0.25]], dtype=torch.float64)
    model = truth(wrong)
    episode, found = recorded(World(truth()), model)
    for rollout in found.rollouts:
        assert rollout.imagined[0] == rollout.world[0] == episode.obs[rollout.start].tolist()
        state = episode.obs[rollout.start][None]
        for step in range(1, len(rollout.imagined)):
            imagined = torch.tensor(rollout.imagined[step - 1], dtype=torch.float64)[None]
            action = Linear().decide(imagined)
            assert rollout.imagined[step] == model.mean(imagined, action)[0].tolist()
            state = truth().mean(state, action)
            assert rollout.world[step] == state[0].tolist()
    assert found.rollouts[0].imagined[-1] != found.real[-1]
    assert found.rollouts[0].world[-1] != found.real[-1]


def test_a_rollout_that_the_model_ends_stops_there():
    far = 6.0
    ends = truth(0.25, rule=lambda obs: obs.abs().amax(dim=1) > far)
    _, found = recorded(World(truth()), ends)
    whole = found.rollouts[0]
    assert 1 < len(whole.imagined) < STEPS + 1
    size = torch.tensor(whole.imagined).abs().amax(dim=1)
    assert size[-1] > far
    assert (size[:-1] <= far).all()
    assert len(whole.world) == len(whole.imagined)


def test_an_unusable_prediction_ends_its_rollout_and_is_not_in_it():
    broken = truth(torch.tensor([[torch.inf, 0.0], [0.0, 0.0]], dtype=torch.float64))
    _, found = recorded(World(truth()), broken)
    assert [len(rollout.imagined) for rollout in found.rollouts] == [1] * len(found.rollouts)
    assert all(rollout.world == rollout.imagined for rollout in found.rollouts)


def test_the_world_ends_where_the_task_does_although_the_model_goes_on():
    def falls(obs):
        return obs[:, 0].abs() > 6.0

    episode, found = recorded(World(truth(), falls=falls), truth(0.125))
    assert len(episode) < STEPS
    assert len(found.real) == len(episode) + 1
    assert all(len(r.imagined) <= len(episode) + 1 - r.start for r in found.rollouts)
    assert any(len(rollout.world) < len(rollout.imagined) for rollout in found.rollouts)


def test_a_world_without_a_way_back_is_played_again_from_its_reset():
    model = truth(0.25)
    _, saved = recorded(World(truth()), model)
    _, replayed = recorded(World(truth(), saves=False), model)
    assert replayed == saved


def test_a_world_that_does_not_repeat_itself_gives_no_answer():
    _, found = recorded(World(truth(), drift=True), truth())
    assert all(rollout.world == [] for rollout in found.rollouts)


@pytest.mark.parametrize(("length", "branches"), [(1, BRANCHES), (12, 5), (16, 1), (500, 1)])
def test_a_branch_is_never_longer_than_what_is_left_of_the_episode(length, branches):
    _, found = recorded(World(truth()), truth(), length)
    assert len(found.rollouts) == 1 + branches
    assert found.rollout_length == length
    assert {len(rollout.imagined) for rollout in found.rollouts[1:]} == {min(length, STEPS) + 1}


def test_of_a_long_episode_the_beginning_is_recorded():
    # A turn by 53 degrees, which neither grows nor shrinks.
    turn = torch.tensor([[0.6, -0.8], [0.8, 0.6]], dtype=torch.float64)
    still = LinearModel(turn, B, torch.zeros(2, dtype=torch.float64))
    policy = ConstantPolicy(torch.zeros(1, dtype=torch.float64))
    episode, found = recorded(World(still, steps=500), still, 10, policy)
    assert found.real == episode.obs[: LONGEST + 1].tolist()
    assert found.rollouts[-1].start == LONGEST - 10


def test_the_dimensions_kept_are_those_that_stray_most_by_their_own_scale():
    real = torch.zeros(3, 20)
    astray = torch.zeros(3, 20)
    astray[1:] = torch.arange(20.0)
    rollout = Imagined(0, astray, torch.zeros(2, 1))
    assert furthest_apart(real, [rollout], torch.ones(20)) == list(range(20 - MOST_DIMENSIONS, 20))
    first_counts = torch.ones(20)
    first_counts[1] = 0.01
    kept = furthest_apart(real, [rollout], first_counts)
    assert kept == [1, *range(20 - MOST_DIMENSIONS + 1, 20)]
    assert furthest_apart(real[:, :5], [], torch.ones(5)) == [0, 1, 2, 3, 4]


def test_every_thorough_evaluation_of_a_run_records_them_on_its_first_episode():
    found = reports(build_trainer(spec(model=LEARNING)))
    drawn = [report.trajectories for report in found if report.trajectories is not None]
    assert [each.env_step for each in drawn] == [60, 100, 150, 160]
    assert [each.rollout_length for each in drawn] == [1, 1, 2, 3]
    for each in drawn:
        assert each.dimensions == list(range(ENVIRONMENTS["Pendulum-v1"].observation_dims))
        assert len(each.real) == LONGEST + 1
        for rollout in each.rollouts:
            assert rollout.imagined[0] == each.real[rollout.start]
            assert len(rollout.world) == len(rollout.imagined)
        # The first action is taken at a real state. It is asked for in another batch, and differs
        # from the episode's by rounding.
        answered = torch.tensor([rollout.world[1] for rollout in each.rollouts])
        happened = torch.tensor([each.real[rollout.start + 1] for rollout in each.rollouts])
        torch.testing.assert_close(answered, happened, rtol=1e-4, atol=1e-4)


def test_recording_them_disturbs_neither_the_training_episode_nor_its_randomness():
    def data(budget):
        evaluation = TINY["evaluation"] | {"diagnostics_budget": budget}
        trainer = build_trainer(
            spec(model=LEARNING, evaluation=evaluation, environment={"id": "InvertedPendulum-v5"})
        )
        found = reports(trainer)
        return sum(r.trajectories is not None for r in found), trainer.state_dict()["real"]

    (many, watched), (few, alone) = data(1.0), data(1e-9)
    # The last evaluation comes whatever it costs, and an early one may find nothing left to spend.
    assert many > few == 2
    assert repr(watched) == repr(alone)


def test_a_model_free_run_records_none():
    found = model_free_run()
    assert all(report.trajectories is None for report in found)
