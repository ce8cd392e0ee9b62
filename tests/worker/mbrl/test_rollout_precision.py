"""Rollouts in bfloat16: close to those in float32, and nothing else is touched."""

from copy import deepcopy

import pytest
import torch

from backend.spec.run import RunSpec
from worker.environments.gymnasium_environment import task_of
from worker.mbrl.dynamics.rollout_precision import (
    model_in_bfloat16,
    multiplies_bfloat16,
    policy_in_bfloat16,
)
from worker.mbrl.generators import Generators
from worker.mbrl.materials import Materials
from worker.mbrl.replay.real_buffer import RealBuffer
from worker.mbrl.replay.transitions import Columns, Transitions
from worker.mbrl.versions import short_rollouts
from worker.mbrl.versions.short_rollouts import ShortRollouts

CPU = torch.device("cpu")


@pytest.fixture(autouse=True)
def _multiplies_bfloat16(monkeypatch):
    """As on a processor that has the products; torch emulates them where it has none."""
    monkeypatch.setattr(short_rollouts, "multiplies_bfloat16", lambda _: True)


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def learner(precision, environment="Pendulum-v1", improver="auto", **rollout):
    spec = RunSpec.model_validate(
        {
            "environment": {"id": environment},
            "algorithm": {"improver": improver},
            "rollout": {"length": 1, "per_step": 2} | rollout,
            "model": {"members": 3, "elites": 2, "hidden": [32, 32], "patience": 1},
            "policy": {"hidden": [16, 16]},
            "compute": {"rollout_precision": precision},
        }
    )
    task = task_of(spec)
    obs = torch.randn(300, task.observation_dims, generator=seeded())
    obs_next = obs + 0.1 * torch.randn(obs.shape, generator=seeded(1))
    act = torch.rand(300, task.action_dims, generator=seeded(2)) * 2.0 - 1.0
    real = RealBuffer(Columns(task.observation_dims, task.action_dims), 300, CPU)
    real.add(Transitions(obs, act, obs_next, obs.sum(dim=1), torch.zeros(300).bool()))
    return ShortRollouts(Materials(spec, task, real, Generators.seeded(0, CPU), CPU))


def parts(made):
    made.refit(300)
    return made._model.steps, made._updates.agent, made._imagined.rows


def test_imagined_rows_are_close_to_those_in_float32_but_not_the_same():
    short, full = parts(learner("bfloat16"))[2], parts(learner("float32"))[2]
    assert short.dtype == torch.float32
    assert not torch.equal(short, full)
    # The same draws of states, members and noise, so that rows can be set against each other.
    torch.testing.assert_close(short, full, rtol=0.05, atol=0.05)


def test_the_learner_itself_stays_in_float32():
    model, agent, _ = parts(learner("bfloat16"))
    state = {**model.ensemble.state_dict(), **agent.state_dict()}
    assert {t.dtype for t in state.values() if t.is_floating_point()} == {torch.float32}


def test_copies_are_of_the_weights_in_force_and_answer_in_float32():
    model, agent, rows = parts(learner("float32"))
    obs, act = rows[:64, :3], rows[:64, 3:4]
    short = model_in_bfloat16(model)
    assert short.ensemble.elite_networks.flat.dtype == torch.bfloat16
    assert torch.equal(short.ensemble.elites, model.ensemble.elites)
    answer = short.mean(obs, act)
    assert answer.dtype == torch.float32
    scale = model.ensemble.normaliser.target_scale[:3]
    error = (answer - model.mean(obs, act)) / scale
    assert 0.0 < float(error.square().mean().sqrt()) < 0.02
    actions = policy_in_bfloat16(agent).decide(obs)
    assert actions.dtype == torch.float32
    torch.testing.assert_close(actions, agent.policy.decide(obs), rtol=0.0, atol=0.02)


@pytest.mark.parametrize("improver", ["dqn", "discrete_sac"])
def test_discrete_policies_roll_out_in_bfloat16_too(improver):
    _, agent, rows = parts(learner("bfloat16", "CartPole-v1", improver))
    assert torch.isfinite(rows).all()
    assert agent.policy.decide(rows[:4, :4]).dtype == torch.float32


def test_a_resumed_learner_imagines_the_same_rows_in_bfloat16():
    first, second = learner("bfloat16"), learner("bfloat16")
    first.refit(300)
    second.load_state_dict(deepcopy(first.state_dict()))
    second._materials.generators.load_state_dict(first._materials.generators.state_dict())
    first.refit(300)
    second.refit(300)
    assert torch.equal(first._imagined.rows, second._imagined.rows)


def test_without_such_products_rollouts_are_those_of_float32_and_the_log_says_so(monkeypatch):
    monkeypatch.setattr(short_rollouts, "multiplies_bfloat16", lambda _: False)
    short, full = learner("bfloat16"), learner("float32")
    told = " ".join(short.refit(300).notes)
    assert "this processor does not multiply bfloat16" in told
    assert "bfloat16" not in " ".join(full.refit(300).notes)
    assert torch.equal(short._imagined.rows, full._imagined.rows)


def test_only_a_processor_may_lack_the_products():
    assert multiplies_bfloat16(torch.device("cuda"))
    assert multiplies_bfloat16(CPU) == torch.ops.mkldnn._is_mkldnn_bf16_supported()
