"""The improvers' formulas against closed forms and brute force."""

import math
from types import SimpleNamespace

import pytest
import torch

from backend.spec.gradient import GradientSpec
from backend.spec.planning import PlanningSpec
from backend.spec.policy import PolicySpec
from tests.worker.mbrl.models import after
from worker.mbrl.dynamics.model import ImaginedStep
from worker.mbrl.dynamics.trajectory_batch import TrajectoryBatch, imagine
from worker.mbrl.policy.categorical import Categorical
from worker.mbrl.policy.greedy_q import GreedyQ
from worker.mbrl.policy.improvers.advantages import (
    Outcomes,
    generalised_advantages,
    rewards_to_go,
)
from worker.mbrl.policy.improvers.deep_q import DeepQ
from worker.mbrl.policy.improvers.discrete_soft_actor_critic import DiscreteSoftActorCritic
from worker.mbrl.policy.improvers.policy_gradient import clipped_objective
from worker.mbrl.policy.improvers.soft_actor_critic import TWIN, SoftActorCritic
from worker.mbrl.policy.improvers.updates import Updates
from worker.mbrl.policy.improvers.value_expansion import ValueExpansion, inverse_variance_mean
from worker.mbrl.policy.planning import search
from worker.mbrl.policy.planning.planner import Planner
from worker.mbrl.policy.planning.search import Warm
from worker.mbrl.policy.tanh_gaussian import TanhGaussian
from worker.mbrl.replay.transitions import Transitions
from worker.mbrl.versions.progress import Progress
from worker.mbrl.versions.real_policy_gradient import in_order


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


class Counting:
    """s' = s + 1 with reward s; unusable from `broken` on, terminated on reaching `end`."""

    propagation = "mean"

    def __init__(self, end=math.inf, broken=math.inf):
        self.end, self.broken = end, broken

    def draw_members(self, count, generator):
        del count, generator

    def sample(self, obs, act, generator, members=None, copies=1):
        del act, generator, members, copies
        reached = obs + 1.0
        fine = torch.ones(len(obs), dtype=torch.bool)
        return ImaginedStep(
            reached, obs[:, 0], reached[:, 0] >= self.end, reached[:, 0] < self.broken, fine
        )


def batch(**changes):
    parts = {
        "obs": torch.zeros(1, 1),
        "act": torch.zeros(1, 1),
        "obs_next": torch.ones(1, 1),
        "reward": torch.zeros(1),
        "terminated": torch.tensor([False]),
    }
    return Transitions(**(parts | changes))


class Agent:
    """Values every state 100 and 102; its actions bring a bonus of 0.5."""

    spec = PolicySpec(discount=0.5)

    def soft_values(self, obs, generator, copies=1):
        del generator, copies
        return obs, torch.full((len(obs),), 0.5), torch.tensor([[100.0], [102.0]]).expand(-1, 1)


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        # r_0 + g (1 + b) + g^2 (2 + b) + g^3 100, with g = 0.5 and b = 0.5
        (Counting(), 0.5 * 1.5 + 0.25 * 2.5 + 0.125 * 100.0),
        # the second imagined step ends the task: nothing follows
        (Counting(end=3.0), 0.5 * 1.5 + 0.25 * 2.5),
        # the second imagined step is unusable: the target one step deep stands
        (Counting(broken=3.0), 0.5 * 1.5 + 0.25 * 100.0),
    ],
)
def test_the_target_of_mve_is_the_rewards_of_the_model_and_then_a_value(model, expected):
    found = ValueExpansion(model, lambda: 2, after("bootstrap"), weighted=False).target(
        Agent(), batch(), seeded()
    )
    assert found.item() == pytest.approx(expected)


def test_a_real_transition_that_terminated_is_worth_its_reward_however_deep_the_target():
    ended = batch(reward=torch.tensor([3.0]), terminated=torch.tensor([True]))
    expansion = ValueExpansion(Counting(), lambda: 4, after("bootstrap"), weighted=False)
    assert expansion.targets(Agent(), ended, seeded(), None, 1)[:, 0, 0].tolist() == [3.0] * 5


def test_steve_trusts_the_depth_whose_targets_agree():
    certain = torch.full((1, 2, 5, 1), 7.0)
    scattered = 100.0 * torch.randn(1, 2, 5, 1, generator=seeded())
    found = inverse_variance_mean(torch.cat((scattered, certain)))
    assert found.item() == pytest.approx(7.0, abs=1e-3)
    alike = torch.tensor([[[1.0, 3.0]], [[5.0, 7.0]]]).unsqueeze(3)
    assert inverse_variance_mean(alike).item() == pytest.approx(4.0)


def brute_force_advantage(outcomes, discount, decay, step):
    total, weight = 0.0, 1.0
    for later in range(step, len(outcomes.reward)):
        following = 0.0 if outcomes.terminated[later, 0] else outcomes.value_next[later, 0]
        total += weight * (
            outcomes.reward[later, 0] + discount * following - outcomes.value[later, 0]
        )
        if not outcomes.continues[later, 0]:
            break
        weight *= discount * decay
    return float(total)


def test_advantages_are_the_sums_of_the_paper_and_stop_at_every_end():
    generator = seeded()
    draw = [torch.randn(7, 1, generator=generator, dtype=torch.float64) for _ in range(3)]
    flags = torch.zeros(7, 1, dtype=torch.bool)
    terminated, continues = flags.clone(), ~flags
    terminated[2], continues[2] = True, False  # an end for good
    continues[4] = False  # a truncation: the value goes on, the sum does not
    continues[6] = False
    outcomes = Outcomes(*draw, terminated, continues)
    found = generalised_advantages(outcomes, 0.9, 0.8)
    for step in range(7):
        expected = brute_force_advantage(outcomes, 0.9, 0.8, step)
        assert found[step, 0].item() == pytest.approx(expected)


def test_rewards_to_go_stop_where_a_rollout_does():
    reward = torch.tensor([[1.0], [2.0], [4.0], [8.0]])
    continues = torch.tensor([[True], [False], [True], [False]])
    assert rewards_to_go(reward, continues, 0.5).flatten().tolist() == [2.0, 2.0, 8.0, 8.0]


@pytest.mark.parametrize(
    ("ratio", "advantage", "gain"),
    [(1.5, 1.0, 1.2), (1.5, -1.0, -1.5), (0.5, 1.0, 0.5), (0.5, -1.0, -0.8), (1.1, 2.0, 2.2)],
)
def test_ppo_pays_nothing_for_moving_beyond_the_clip(ratio, advantage, gain):
    found = clipped_objective(torch.tensor([math.log(ratio)]), torch.tensor([advantage]), 0.2)
    assert found.item() == pytest.approx(gain)


def test_an_action_that_became_a_thousand_times_likelier_breaks_no_gradient():
    log_ratio = torch.tensor([500.0, -500.0, 0.0], requires_grad=True)
    clipped_objective(log_ratio, torch.tensor([-1.0, 1.0, 1.0]), 0.2).sum().backward()
    assert torch.isfinite(log_ratio.grad).all()
    assert log_ratio.grad[2] == 1.0


def test_an_imagined_rollout_ends_for_good_and_its_rewards_with_it():
    starts = torch.tensor([[0.0], [2.0]])
    rollouts = imagine(Counting(end=3.0), lambda obs: obs, starts, 5, seeded())
    assert rollouts.counts.T.tolist() == [[True, True, True], [True, False, False]]
    assert rollouts.returns(after("worst", -7.0)).tolist() == [3.0, 2.0]
    assert rollouts.terminated.T.tolist() == [[False, False, True], [True, False, False]]
    cut = imagine(Counting(broken=3.0), lambda obs: obs, starts, 5, seeded())
    assert cut.counts.T.tolist() == [[True, True, False], [False, False, False]]
    assert not cut.terminated.any()
    assert cut.missed.T.tolist() == [[0, 0, 3], [5, 0, 0]]
    assert cut.returns(after("worst", -7.0)).tolist() == [1.0 - 21.0, -35.0]


def test_real_steps_are_laid_out_episode_by_episode():
    obs = torch.tensor([[0.0], [1.0], [5.0], [6.0], [7.0]])
    after = torch.tensor([[1.0], [2.0], [6.0], [7.0], [8.0]])
    steps = Transitions(
        obs, obs, after, obs[:, 0], torch.tensor([False, True, False, False, False])
    )
    found = in_order(steps)
    assert found.counts.T.tolist() == [[True, True, False], [True, True, True]]
    assert found.obs[:2, 0, 0].tolist() == [0.0, 1.0]
    assert found.obs[:, 1, 0].tolist() == [5.0, 6.0, 7.0]
    assert found.continues.T.tolist() == [[True, False, False], [True, True, False]]


def test_double_dqn_chooses_by_one_network_and_values_by_the_other():
    agent = DeepQ(PolicySpec(hidden=(4,), discount=0.5), (1, 2), seeded())
    with torch.no_grad():
        agent.critic.layout.layers(agent.critic.flat)[-1][1].copy_(torch.tensor([[[9.0, 0.0]]]))
        agent.target.layout.layers(agent.target.flat)[-1][1].copy_(torch.tensor([[[1.0, 50.0]]]))
        for network in (agent.critic, agent.target):
            network.layout.layers(network.flat)[-1][0].zero_()
    act = torch.tensor([[1.0, 0.0]])
    going = batch(act=act, reward=torch.tensor([2.0]))
    assert agent._target(going).item() == pytest.approx(2.5)
    ended = batch(act=act, reward=torch.tensor([2.0]), terminated=torch.tensor([True]))
    assert agent._target(ended).item() == pytest.approx(2.0)


def test_epsilon_falls_with_real_steps_and_is_the_share_of_random_actions():
    agent = DeepQ(PolicySpec(hidden=(4,), epsilon=0.2, epsilon_steps=10), (1, 2), seeded())
    assert agent.epsilon == 1.0
    for _ in range(5):
        agent.after_real_step()
    assert agent.epsilon.item() == pytest.approx(0.6)
    policy = GreedyQ(lambda obs: obs.new_tensor([[1.0, 0.0]]).expand(len(obs), -1), agent.epsilon)
    other = policy.explore(torch.zeros(20_000, 1), seeded())[:, 1].mean().item()
    assert other == pytest.approx(0.3, abs=0.02)


def test_discrete_sac_takes_expectations_over_actions():
    agent = DiscreteSoftActorCritic(PolicySpec(hidden=(4,), discount=0.5), (1, 2), seeded())
    batched = batch(act=torch.tensor([[0.0, 1.0]]), reward=torch.tensor([1.0]))
    with torch.no_grad():
        chances = agent.policy.log_probabilities(batched.obs_next).exp()[0]
        values = agent.targets(batched.obs_next.expand(2, -1, -1))[:, 0]
    soft = sum(
        float(chances[a]) * (float(values[:, a].min()) - 0.7 * math.log(float(chances[a])))
        for a in (0, 1)
    )
    found = agent._target(batched, torch.tensor(0.7))
    assert found.item() == pytest.approx(1.0 + 0.5 * soft, rel=1e-5)


def test_redq_takes_the_minimum_of_a_few_of_its_critics():
    spec = PolicySpec(hidden=(4,), critics=6, critic_subset=2)
    agent = SoftActorCritic.redq(spec, (1, 1), seeded())
    generator = seeded()
    obs = torch.zeros(3, 1)
    assert {len(agent.soft_values(obs, generator)[2]) for _ in range(5)} == {2}
    assert len(SoftActorCritic(spec, (1, 1), seeded(), TWIN).soft_values(obs, generator)[2]) == 2
    with torch.no_grad():
        weights, biases = agent.targets.layout.layers(agent.targets.flat)[-1]
        weights.zero_()
        biases.copy_(torch.arange(6.0).view(6, 1, 1))
    chosen = set()
    for _ in range(20):
        _, bonus, values = agent.soft_values(obs, generator)
        chosen |= set((values - bonus)[:, 0].round().int().tolist())
    assert chosen == set(range(6))


@pytest.mark.parametrize("policy", [TanhGaussian, Categorical])
def test_the_log_probability_of_a_drawn_action_is_the_one_it_was_drawn_with(policy):
    policy = policy(3, 2, (8,), seeded())
    obs = torch.randn(50, 3, generator=seeded())
    act, log_probability = policy.sample(obs, seeded())
    again = policy.log_probability(obs, act)
    # One of the actions lies 2e-6 inside the end, where float32 has few numbers left.
    assert torch.allclose(again, log_probability, atol=1e-2)


def test_the_entropy_of_a_categorical_policy_is_exact():
    policy = Categorical(1, 4, (8,), seeded())
    with torch.no_grad():
        policy.network.flat.zero_()
    assert policy.entropy(torch.ones(1, 1), seeded()).item() == pytest.approx(math.log(4.0))


GOAL = torch.tensor([0.6, -0.3, 0.1, 0.4])


def closeness(plans):
    """The best plan is `GOAL` at the four steps, in one action dimension."""
    return -(plans[..., 0] - GOAL).square().sum(dim=2)


@pytest.mark.parametrize(
    ("name", "tolerance"), [("cem", 0.1), ("icem", 0.15), ("mppi", 0.25), ("random_shooting", 0.6)]
)
def test_a_search_finds_the_best_plan(name, tolerance):
    spec = PlanningSpec(candidates=400, iterations=6, noise_exponent=0.5, temperature=0.02)
    warm = Warm(torch.zeros(2, 4, 1), torch.zeros(2, 0, 4, 1))
    found = getattr(search, name)(closeness, warm, spec, seeded())
    assert found.plan.shape == (2, 4, 1)
    assert (found.plan[..., 0] - GOAL).abs().max() < tolerance


@pytest.mark.parametrize("name", ["cem_discrete", "random_shooting_discrete"])
def test_a_discrete_search_finds_the_best_plan(name):
    wanted = torch.tensor([2, 0, 1])
    warm = Warm(torch.full((1, 3, 3), 1 / 3), torch.zeros(1, 0, 3, 3))

    def score(plans):
        return (plans.argmax(dim=3) == wanted).float().sum(dim=2)

    found = getattr(search, name)(score, warm, PlanningSpec(candidates=100), seeded())
    assert found.plan.argmax(dim=2).tolist() == [wanted.tolist()]
    assert found.plan.sum(dim=2).tolist() == [[1.0, 1.0, 1.0]]


def test_coloured_noise_has_deviation_1_and_neighbours_alike():
    like = torch.zeros(1, 16, 1)
    for exponent, least in ((0.0, -0.1), (3.0, 0.5)):
        noise = search.coloured_noise(like, 20_000, exponent, seeded())[0, :, :, 0]
        assert noise.std().item() == pytest.approx(1.0, abs=0.03)
        neighbours = (noise[:, 1:] * noise[:, :-1]).mean().item()
        assert least < neighbours < least + 0.5


def test_mppi_weighs_by_the_exponential_of_the_return_in_its_deviations():
    scores = torch.tensor([[0.0, 1.0, 3.0]])
    spread = scores.std(correction=0).item()
    raw = [math.exp(value / (0.5 * spread)) for value in (0.0, 1.0, 3.0)]
    found = search.exponential_weights(scores, 0.5)[0].tolist()
    assert found == pytest.approx([value / sum(raw) for value in raw])


def test_improvement_stops_when_too_few_elites_agree():
    spec = GradientSpec(updates_per_fit=9, validate_every=1, improved_members=0.7)
    progress = Progress(spec, torch.device("cpu"))
    progress.begin(torch.zeros(3, 1), 7)
    progress.validated(torch.tensor([1.0, 1.0, 1.0, 1.0]))
    progress.updated({})
    progress.validated(torch.tensor([2.0, 2.0, 2.0, 0.0]))
    assert progress.going
    progress.updated({})
    progress.validated(torch.tensor([3.0, 3.0, 1.0, 0.0]))
    assert not progress.going
    assert progress.measured(5).values["policy/updates"] == 2.0


def test_what_a_checkpoint_brings_goes_on_on_the_device_of_the_run():
    """`meta` stands for a GPU: a checkpoint is read on the processor."""
    meta, spec = torch.device("meta"), GradientSpec()
    saved = Progress(spec, torch.device("cpu"))
    saved.begin(torch.zeros(3, 1), 7)
    saved.validated(torch.ones(4))
    progress = Progress(spec, meta)
    progress.load_state_dict(saved.state_dict())
    assert (progress.starts.device, progress._last.device) == (meta, meta)

    agent = SoftActorCritic(PolicySpec(hidden=(4,)), (1, 1), seeded())
    updates = Updates(agent.to(meta), PolicySpec())
    updates.load_state_dict(updates.state_dict() | {"names": ["a"], "sums": torch.ones(1)})
    assert updates._sums.device == meta

    planner = Planner(
        None, PlanningSpec(), search.cem, 1, "continuous", lambda: 3, False, None, None
    )
    saved_plans = planner.acting(1, seeded()).state_dict()
    acting = planner.acting(1, SimpleNamespace(device=meta))
    acting.load_state_dict(saved_plans)
    assert {each.device for each in acting.state_dict().values()} == {meta}


def test_the_return_of_a_rollout_is_that_of_its_own_steps():
    reward = torch.tensor([[1.0, 1.0, 1.0], [2.0, 2.0, 2.0], [torch.inf, 4.0, 4.0]])
    counts = torch.tensor([[True, True, False], [True, True, False], [False, True, False]])
    nothing = torch.zeros(3, 3, 1)
    ended = torch.zeros(3, 3, dtype=torch.bool)
    rollouts = TrajectoryBatch(
        nothing, nothing, nothing, reward, ended, counts, torch.zeros_like(counts, dtype=torch.long)
    )
    assert rollouts.returns(after("worst")).tolist() == [3.0, 7.0, 0.0]


def test_a_step_that_ended_the_task_does_not_go_on_in_the_next_episode():
    """Not even where that begins at the very observation which this one ended at."""
    reward, nothing = torch.ones(3, 1), torch.zeros(3, 1, 1)
    ended = torch.tensor([[False], [True], [False]])
    counts = torch.ones(3, 1, dtype=torch.bool)
    rollouts = TrajectoryBatch(
        nothing, nothing, nothing, reward, ended, counts, torch.zeros_like(counts, dtype=torch.long)
    )
    assert rollouts.continues.flatten().tolist() == [True, False, False]
