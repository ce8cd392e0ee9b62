"""One update of each on-policy improver against sums written out, in float64."""

import math

import pytest
import torch

from backend.spec.grid import parse
from tests.worker.mbrl.models import LinearModel, after
from worker.mbrl.dynamics.trajectory_batch import TrajectoryBatch
from worker.mbrl.policy.improvers.pathwise import Pathwise
from worker.mbrl.policy.improvers.policy_gradient import PolicyGradient
from worker.mbrl.policy.tanh_gaussian import TanhGaussian
from worker.mbrl.policy.value_function import ValueFunction

F64 = torch.float64
DISCOUNT, DECAY, BONUS = 0.9, 0.8, 0.05
GRADIENT = {
    "clip_norm": None, "gae_lambda": DECAY, "entropy_bonus": BONUS, "epochs": 1, "minibatch": 1_000,
    "target_kl": 100.0, "learning_rate": 0.01,
}  # fmt: skip


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def improver(name, rule="bootstrap", worst=-2.0, **gradient):
    version = "2.0" if name == "pathwise" else "2.5"
    spec = parse(
        {
            "algorithm": {"version": version, "improver": name},
            "policy": {"discount": DISCOUNT},
            "gradient": GRADIENT | gradient,
        }
    )
    policy = TanhGaussian(2, 1, (5,), seeded(1)).double()
    value = ValueFunction(2, (5,), seeded(2)).double()
    with torch.no_grad():
        value.shift.fill_(0.4)
    return (Pathwise if name == "pathwise" else PolicyGradient)(
        spec, policy, value, after(rule, worst)
    )


def experience():
    """Three rollouts: one of four steps, one that terminated at its second, one cut at its third.

    What stands where a step does not count would be seen in any sum that takes it in.
    """
    generator = seeded(3)
    obs, obs_next = (torch.randn(4, 3, 2, generator=generator, dtype=F64) for _ in range(2))
    act = torch.rand(4, 3, 1, generator=generator, dtype=F64) * 1.8 - 0.9
    reward = torch.randn(4, 3, generator=generator, dtype=F64)
    counts = torch.tensor([[True] * 3, [True] * 3, [True, False, True], [True, False, False]])
    terminated = torch.zeros(4, 3, dtype=torch.bool)
    terminated[1, 1] = True
    missed = torch.zeros(4, 3, dtype=torch.long)
    missed[3, 2] = 1
    return TrajectoryBatch(obs, act, obs_next, reward, terminated, counts, missed)


def advantage(steps, value, name, start, row):
    """The sum of the paper from one step on, and what the value function should have answered."""
    here = float(value(steps.obs[start, row]))
    total, weight = 0.0, 1.0
    for step in range(start, 4):
        if not steps.counts[step, row]:
            break
        earned = float(steps.reward[step, row])
        ended = bool(steps.terminated[step, row])
        following = 0.0 if ended else float(value(steps.obs_next[step, row]))
        if name == "reinforce":
            last = step == 3 or not steps.counts[step + 1, row]
            total += weight * (earned + DISCOUNT * following * last)
            weight *= DISCOUNT
            continue
        total += weight * (earned + DISCOUNT * following - float(value(steps.obs[step, row])))
        weight *= DISCOUNT * DECAY
    return total - here if name == "reinforce" else total, total + here * (name != "reinforce")


def every_advantage(steps, value, name):
    with torch.no_grad():
        found = [
            advantage(steps, value, name, step, row)
            for step in range(4)
            for row in range(3)
            if steps.counts[step, row]
        ]
    return [torch.tensor(each, dtype=F64) for each in zip(*found, strict=True)]


@pytest.mark.parametrize("name", ["reinforce", "actor_critic", "ppo"])
def test_the_gradient_is_that_of_the_written_out_objective(name):
    agent, steps = improver(name), experience()
    gains, targets = every_advantage(steps, agent.value, name)
    gains = (gains - gains.mean()) / gains.std(correction=0)
    obs, act = steps.obs[steps.counts], steps.act[steps.counts]
    generator = seeded(4)
    order = torch.randperm(len(obs), generator=generator)
    log_probability = agent.policy.log_probability(obs[order], act[order])
    entropy = -agent.policy.sample(obs[order], generator)[1]
    loss = -(gains[order] * log_probability + BONUS * entropy).mean()
    (expected,) = torch.autograd.grad(loss, agent.policy.network.flat)
    measured = agent.update(steps, seeded(4))
    torch.testing.assert_close(agent.policy.network.flat.grad, expected)
    assert measured["policy/gradient_norm"] == pytest.approx(float(expected.norm()))
    # The first targets are the value function's units.
    assert float(agent.value.shift) == pytest.approx(float(targets.mean()))
    assert float(agent.value.scale) == pytest.approx(float(targets.std(correction=0)))


def test_the_policy_moves_until_its_divergence_passes_the_target_and_no_further():
    once, stopped = (improver("ppo", epochs=n, target_kl=1e-9) for n in (1, 50))
    steps = experience()
    with torch.no_grad():
        before = once.policy.log_probability(steps.obs[steps.counts], steps.act[steps.counts])
    measured = [agent.update(steps, seeded(4)) for agent in (once, stopped)]
    assert torch.equal(once.policy.network.flat, stopped.policy.network.flat)
    change = once.policy.log_probability(steps.obs[steps.counts], steps.act[steps.counts]) - before
    divergence = float((change.exp() - 1.0 - change).detach().mean())
    assert measured[0]["policy/kl"] == pytest.approx(divergence)
    further = improver("ppo", epochs=50)
    further.update(steps, seeded(4))
    assert not torch.equal(further.policy.network.flat, stopped.policy.network.flat)


def test_the_norm_is_told_as_it_was_before_clipping_and_the_step_is_the_clipped_one():
    agent = improver("pathwise", clip_norm=0.5)
    norm = agent._step_policy(3.0 * agent.policy.network.flat.sum())
    count = agent.policy.network.flat.numel()
    assert norm == pytest.approx(3.0 * math.sqrt(count))
    assert float(agent.policy.network.flat.grad.norm()) == pytest.approx(0.5, rel=1e-4)


def test_a_gradient_that_is_not_finite_moves_nothing():
    agent = improver("pathwise")
    before = agent.policy.network.flat.detach().clone()
    assert math.isnan(agent._step_policy(math.nan * agent.policy.network.flat.sum()))
    assert torch.equal(agent.policy.network.flat, before)


def test_the_pathwise_objective_is_the_discounted_return_and_the_value_of_a_last_state():
    agent, steps = improver("pathwise", terminal_value=True), experience()
    plain = improver("pathwise")
    bonus = torch.linspace(-1.0, 1.0, 12, dtype=F64).view(4, 3)
    r, worth = steps.reward + bonus, agent.value(steps.obs_next).detach()
    gained = [
        r[0, 0] + 0.9 * r[1, 0] + 0.81 * r[2, 0] + 0.729 * r[3, 0],
        r[0, 1] + 0.9 * r[1, 1],
        r[0, 2] + 0.9 * r[1, 2] + 0.81 * r[2, 2],
    ]
    torch.testing.assert_close(
        plain.objective(steps, bonus), torch.stack([*gained[:2], gained[2] + 0.729 * -2.0])
    )
    ends = torch.stack([0.6561 * worth[3, 0], 0.0 * worth[0, 0], 0.729 * worth[2, 2]])
    torch.testing.assert_close(agent.objective(steps, bonus).detach(), torch.stack(gained) + ends)


A = torch.tensor([[0.9, 0.2], [-0.1, 1.05]], dtype=F64)
B = torch.tensor([[0.3], [0.5]], dtype=F64)
C = torch.tensor([1.0, -0.4], dtype=F64)


def test_the_pathwise_update_climbs_the_return_through_model_and_policy():
    """Through six steps, except where the first state passes 1.5: there the task ends."""
    agent = improver("pathwise", terminal_value=True)
    starts = torch.randn(8, 2, generator=seeded(5), dtype=F64)
    generator, obs, going, total = seeded(6), starts, torch.ones(8, dtype=torch.bool), 0.0
    for step in range(6):
        act, log_probability = agent.policy.sample(obs, generator)
        soft = obs @ C - log_probability  # the temperature begins at 1
        total = total + (DISCOUNT**step * soft).where(going, 0.0).sum()
        reached = obs @ A.T + act @ B.T
        obs = reached.where(going[:, None], obs)
        going = going & (reached[:, 0] < 1.5)
    assert 0 < int(going.sum()) < 8
    total = total + DISCOUNT**6 * agent.value(obs).where(going, 0.0).sum()
    (expected,) = torch.autograd.grad(-total / 8, agent.policy.network.flat)
    model = LinearModel(A, B, C, rule=lambda s: s[:, 0] >= 1.5)
    rollouts, measured = agent.update(model, starts, 6, seeded(6))
    torch.testing.assert_close(agent.policy.network.flat.grad, expected)
    assert measured["policy/gradient_norm"] == pytest.approx(float(expected.norm()))
    assert int(rollouts.counts.sum()) < 8 * 6


def test_the_value_of_version_2_is_fitted_to_the_returns_of_its_rollouts():
    agent, steps = improver("pathwise", terminal_value=True), experience()
    _, targets = every_advantage(steps, agent.value, "actor_critic")
    agent._fit_to(steps, seeded())
    assert float(agent.value.shift) == pytest.approx(float(targets.mean()))
    assert float(agent.value.scale) == pytest.approx(float(targets.std(correction=0)))


def test_a_value_function_answers_in_the_units_of_its_targets():
    value = ValueFunction(2, (5,), seeded()).double()
    obs = torch.randn(50, 2, generator=seeded(1), dtype=F64)
    targets = 300.0 + 20.0 * torch.randn(50, generator=seeded(2), dtype=F64)
    value.follow(targets)
    raw = value.network(obs.unsqueeze(0)).view(-1)
    mean, spread = targets.mean(), targets.std(correction=0)
    torch.testing.assert_close(value(obs), raw * spread + mean)
    torch.testing.assert_close(
        value.loss(obs, targets), ((value(obs) - targets) / spread).square().mean()
    )
    value.follow(targets + 100.0)
    torch.testing.assert_close(value.shift, mean + 10.0)
