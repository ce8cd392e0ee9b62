"""SAC, REDQ, DQN, discrete SAC, MVE and STEVE: every target and every gradient, by hand."""

import math
from dataclasses import replace

import pytest
import torch
from torch.nn.functional import mse_loss

from backend.spec.policy import PolicySpec
from tests.worker.mbrl.models import after, stepping_ensemble
from worker.mbrl.dynamics.model import EnsembleModel, Rules
from worker.mbrl.policy.improvers.deep_q import DeepQ
from worker.mbrl.policy.improvers.discrete_soft_actor_critic import DiscreteSoftActorCritic
from worker.mbrl.policy.improvers.soft_actor_critic import SoftActorCritic
from worker.mbrl.policy.improvers.value_expansion import ValueExpansion, inverse_variance_mean
from worker.mbrl.replay.transitions import Transitions

F64 = torch.float64
SPEC = PolicySpec(hidden=(6,), discount=0.9, critics=5, critic_subset=2, target_rate=0.2)
TEMPERATURE = 0.7


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def made(build):
    """An agent in double precision whose target critics are not its critics."""
    agent = build(SPEC, (3, 2), seeded()).double()
    critics = agent.critic if isinstance(agent, DeepQ) else agent.critics
    with torch.no_grad():
        critics.flat.add_(0.3 * torch.randn(critics.flat.shape, generator=seeded(1), dtype=F64))
        if not isinstance(agent, DeepQ):
            agent.log_temperature.fill_(math.log(TEMPERATURE))
    return agent


def batch(discrete):
    generator = seeded(2)
    draw = torch.rand(7, 2, generator=generator, dtype=F64) * 2 - 1
    act = torch.nn.functional.one_hot(draw.argmax(dim=1), 2).double() if discrete else draw
    return Transitions(
        torch.randn(7, 3, generator=generator, dtype=F64),
        act,
        torch.randn(7, 3, generator=generator, dtype=F64),
        torch.randn(7, generator=generator, dtype=F64),
        torch.tensor([True, False, True, False, False, False, True]),
    )


def slopes(total, agent):
    agent.zero_grad()
    total.backward()
    return {name: p.grad.clone() for name, p in agent.named_parameters() if p.requires_grad}


def by_hand(agent, data, redq):
    """Each part's own loss, its parameters apart: critics, actor, temperature."""
    generator = seeded(3)
    count = 5 if redq else 2

    def judged(networks, obs, act):
        return networks(torch.cat((obs, act), dim=1).expand(count, -1, -1)).squeeze(2)

    with torch.no_grad():
        act, log_probability = agent.policy.sample(data.obs_next, generator)
        values = judged(agent.targets, data.obs_next, act)
        if redq:
            values = values[torch.rand(5, generator=generator).argsort()[:2]]
        soft = values.min(dim=0).values - TEMPERATURE * log_probability
        target = data.reward + 0.9 * soft * (~data.terminated)
    errors = (judged(agent.critics, data.obs, data.act) - target).square()
    act, log_probability = agent.policy.sample(data.obs, generator)
    promised = judged(agent.critics, data.obs, act)
    promised = promised.mean(dim=0) if redq else promised.min(dim=0).values
    actor = (TEMPERATURE * log_probability - promised).mean()
    entropy = -log_probability.mean().detach()
    return {
        "critics.flat": torch.autograd.grad(0.5 * errors.mean(dim=1).sum(), agent.critics.flat)[0],
        "policy.network.flat": torch.autograd.grad(actor, agent.policy.network.flat)[0],
        "log_temperature": entropy - (-2.0),
    }


@pytest.mark.parametrize("redq", [False, True], ids=["sac", "redq"])
def test_every_part_of_soft_actor_critic_follows_its_own_gradient(redq):
    agent, data = made(SoftActorCritic.redq if redq else SoftActorCritic), batch(discrete=False)
    found = slopes(agent.losses(data, seeded(3))[0], agent)
    expected = by_hand(agent, data, redq)
    assert set(found) == set(expected)
    for name, slope in expected.items():
        torch.testing.assert_close(found[name], slope, rtol=1e-9, atol=1e-12)


def test_redq_with_all_critics_in_the_target_still_has_an_actor_that_follows_their_mean():
    spec = SPEC.model_copy(update={"critics": 5, "critic_subset": 5})
    agent, data = SoftActorCritic.redq(spec, (3, 2), seeded()).double(), batch(discrete=False)
    found = slopes(agent.losses(data, seeded(3))[0], agent)["policy.network.flat"]
    generator = seeded(3)
    agent.policy.sample(data.obs_next, generator)
    act, log_probability = agent.policy.sample(data.obs, generator)
    pairs = torch.cat((data.obs, act), dim=1).expand(5, -1, -1)
    actor = (log_probability - agent.critics(pairs).squeeze(2).mean(dim=0)).mean()
    (expected,) = torch.autograd.grad(actor, agent.policy.network.flat)
    torch.testing.assert_close(found, expected)


def test_every_part_of_discrete_soft_actor_critic_follows_its_own_gradient():
    agent, data = made(DiscreteSoftActorCritic), batch(discrete=True)
    found = slopes(agent.losses(data, seeded())[0], agent)
    with torch.no_grad():
        log_next = agent.policy.log_probabilities(data.obs_next)
        values = agent.targets(data.obs_next.expand(2, -1, -1)).min(dim=0).values
        soft = (log_next.exp() * (values - TEMPERATURE * log_next)).sum(dim=1)
        target = data.reward + 0.9 * soft * (~data.terminated)
    judged = agent.critics(data.obs.expand(2, -1, -1))
    errors = ((judged * data.act).sum(dim=2) - target).square().mean(dim=1)
    logs = agent.policy.log_probabilities(data.obs)
    promised = judged.detach().min(dim=0).values
    actor = (logs.exp() * (TEMPERATURE * logs - promised)).sum(dim=1).mean()
    entropy = -(logs.exp() * logs).sum(dim=1).mean().detach()
    expected = {
        "critics.flat": torch.autograd.grad(0.5 * errors.sum(), agent.critics.flat)[0],
        "policy.network.flat": torch.autograd.grad(actor, agent.policy.network.flat)[0],
        "log_temperature": entropy - 0.3 * math.log(2.0),
    }
    assert set(found) == set(expected)
    for name, slope in expected.items():
        torch.testing.assert_close(found[name], slope, rtol=1e-9, atol=1e-12)


def test_the_loss_of_dqn_is_that_of_the_actions_taken():
    agent, data = made(DeepQ), batch(discrete=True)
    found = slopes(agent.losses(data, seeded())[0], agent)["critic.flat"]

    def values(network, obs):
        return network(obs.unsqueeze(0)).squeeze(0)

    with torch.no_grad():
        best = values(agent.critic, data.obs_next).argmax(dim=1, keepdim=True)
        after = values(agent.target, data.obs_next).gather(1, best).squeeze(1)
        target = data.reward + 0.9 * after * (~data.terminated)
    taken = values(agent.critic, data.obs).gather(1, data.act.argmax(dim=1, keepdim=True))
    loss = mse_loss(taken.squeeze(1), target)
    (expected,) = torch.autograd.grad(loss, agent.critic.flat)
    torch.testing.assert_close(found, expected)


@pytest.mark.parametrize("build", [SoftActorCritic, DeepQ, DiscreteSoftActorCritic])
def test_target_networks_follow_by_the_target_rate(build):
    agent = made(build)
    critics, targets = (
        (agent.critic, agent.target) if build is DeepQ else (agent.critics, agent.targets)
    )
    expected = 0.8 * targets.flat + 0.2 * critics.flat
    agent.move_targets()
    torch.testing.assert_close(targets.flat.detach(), expected.detach())


def test_the_mean_of_steve_worked_out_by_hand():
    """Two depths, two critics, two elites: variances over all four, means of the smaller critic."""
    targets = torch.tensor([[[1.0, 2.0], [3.0, 5.0]], [[4.0, 4.5], [4.5, 5.0]]], dtype=F64)
    shallow, deep = 1 / 2.1875, 1 / 0.125
    expected = (shallow * 1.5 + deep * 4.25) / (shallow + deep)
    found = inverse_variance_mean(targets.unsqueeze(3))
    assert found.item() == pytest.approx(expected, rel=1e-5)


class Valued:
    """Critics that value a state as itself, and as itself and 2 more; no bonus."""

    spec = PolicySpec(discount=0.5)

    def soft_values(self, obs, generator, copies=1):
        del generator, copies
        return obs, torch.zeros(len(obs)), torch.stack((obs[:, 0], obs[:, 0] + 2.0))


@pytest.mark.parametrize("propagation", ["mean", "ts1", "tsinf"])
def test_steve_asks_every_elite_for_its_own_target_whatever_the_propagation(propagation):
    """From 1 the elites reach 2, 3 and 4; of their mean alone nothing could differ."""
    rules = Rules(lambda obs: torch.zeros(len(obs), dtype=torch.bool))
    model = EnsembleModel(stepping_ensemble(kind="deterministic"), rules, propagation)
    zero, one = torch.zeros(1, 1), torch.ones(1, 1)
    real = Transitions(zero, zero, one, torch.zeros(1), torch.tensor([False]))
    found = ValueExpansion(model, lambda: 1, after("bootstrap"), weighted=True).target(
        Valued(), real, seeded()
    )
    shallow, deep = 1 / 0.25, 1 / (0.625 / 6.0)
    expected = (shallow * 0.5 + deep * 0.75) / (shallow + deep)
    assert found.item() == pytest.approx(expected, rel=1e-4)
    ended = replace(real, reward=torch.tensor([3.0]), terminated=torch.tensor([True]))
    assert ValueExpansion(model, lambda: 3, after("bootstrap"), weighted=True).target(
        Valued(), ended, seeded()
    ).item() == pytest.approx(3.0)


@pytest.mark.parametrize("learned_end", [False, True])
def test_equal_elites_and_critics_agree_at_every_depth_whatever_the_policys_noise(learned_end):
    """Noise of their own gave each depth a variance, and STEVE a weight, out of no doubt."""
    log_odds = [-1.0] * 3 if learned_end else None
    ensemble = stepping_ensemble(log_odds)
    with torch.no_grad():
        biases = ensemble.elite_networks.layout.layers(ensemble.elite_networks.flat)[-1][1]
        biases.copy_(biases[:1].expand_as(biases))
    rules = Rules(None if learned_end else lambda obs: torch.zeros(len(obs), dtype=torch.bool))
    agent = SoftActorCritic(PolicySpec(hidden=(8,), discount=0.9), (1, 1), seeded(1))
    with torch.no_grad():
        for weights, biases in agent.targets.layout.layers(agent.targets.flat):
            weights.copy_(weights[:1].expand_as(weights))
            biases.copy_(biases[:1].expand_as(biases))
    rows = 16
    obs, zero = torch.linspace(-1.0, 1.0, rows)[:, None], torch.zeros(rows, 1)
    real = Transitions(zero, zero, obs, zero[:, 0], torch.zeros(rows, dtype=torch.bool))
    seen = []
    expansion = ValueExpansion(
        EnsembleModel(ensemble, rules), lambda: 3, after("bootstrap"), weighted=True
    )
    inner = expansion.targets
    expansion.targets = lambda *asked: seen.append(inner(*asked)) or seen[-1]
    found = expansion.target(agent, real, seeded(2))
    targets = seen[0].view(4, 2, 3, rows)
    variance = targets.flatten(1, 2).var(dim=1, correction=0)
    assert float(variance.max()) < 1e-11, "of the last bit alone"
    assert float(targets.var(dim=3).min()) > 1e-4, "states differ, and so does what is drawn"
    torch.testing.assert_close(found, targets[:, 0, 0].mean(dim=0))


@pytest.mark.parametrize("rule", ["bootstrap", "worst"])
def test_a_target_whose_rollout_is_cut_off_keeps_its_value_or_halts(rule):
    """From 1 every elite adds 1; its first two steps are usable and its third is not."""
    rules = Rules(lambda obs: torch.zeros(len(obs), dtype=torch.bool))
    ensemble = stepping_ensemble(kind="deterministic")
    with torch.no_grad():
        biases = ensemble.elite_networks.layout.layers(ensemble.elite_networks.flat)[-1][1]
        biases[:, 0, 0] = 1.0
    ensemble.normaliser.high.copy_(torch.tensor([3.5, 9.0]))
    zero, one = torch.zeros(1, 1), torch.ones(1, 1)
    real = Transitions(zero, zero, one, torch.tensor([5.0]), torch.tensor([False]))
    expansion = ValueExpansion(
        EnsembleModel(ensemble, rules), lambda: 4, after(rule, -6.0), weighted=False
    )

    class Scaled(Valued):
        spec = PolicySpec(discount=0.5, reward_scale=2.0)

    found = expansion.targets(Scaled(), real, seeded(), None, 1)[:, 0, 0].tolist()
    usable = [5.0 + 0.5, 5.0 + 0.25 * 2.0, 5.0 + 0.125 * 3.0]
    cut = usable[-1] if rule == "bootstrap" else 5.0 + 0.125 * 2.0 * -12.0
    assert found == pytest.approx([*usable, cut, cut])
