"""The parts that learn: hand-written numbers, and the published pitfalls avoided."""

import pytest
import torch
from torch.nn import functional

from backend.spec.model import ModelSpec
from backend.spec.policy import PolicySpec
from tests.worker.mbrl.models import ConstantPolicy, LinearModel
from worker.mbrl.dynamics.branches import branch
from worker.mbrl.dynamics.ensemble_fit import EnsembleFit, FitData, draw_bootstrap, epochs_per_round
from worker.mbrl.dynamics.gaussian_ensemble import GaussianEnsemble
from worker.mbrl.dynamics.holdout import held_out
from worker.mbrl.networks.stacked_mlp import StackedMlp, glorot_uniform
from worker.mbrl.policy.improvers.bootstrap import bootstrapped
from worker.mbrl.policy.improvers.soft_actor_critic import SoftActorCritic
from worker.mbrl.replay.batches import Batches
from worker.mbrl.replay.model_buffer import ModelBuffer
from worker.mbrl.replay.real_buffer import RealBuffer
from worker.mbrl.replay.transitions import Columns, Transitions


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("activation", ["relu", "silu"])
def test_the_hand_written_gradients_are_the_true_ones(activation):
    mlp = StackedMlp(3, (4, 6, 5, 2), activation, glorot_uniform, seeded()).double()
    with torch.no_grad():
        mlp.flat.add_(0.1 * torch.randn(mlp.flat.shape, generator=seeded(1), dtype=torch.float64))
    inputs = torch.randn(3, 7, 4, generator=seeded(2), dtype=torch.float64, requires_grad=True)
    flat = mlp.flat.detach().clone().requires_grad_()

    def through(x, parameters):
        return torch.func.functional_call(mlp, {"flat": parameters}, (x,))

    assert torch.autograd.gradcheck(through, (inputs, flat))


def test_every_member_of_a_stack_is_a_perceptron_of_its_own():
    mlp = StackedMlp(2, (3, 4, 1), "silu", glorot_uniform, seeded())
    inputs = torch.randn(2, 5, 3, generator=seeded(1))
    layers = mlp.layout.layers(mlp.flat)
    for member in range(2):
        (w1, b1), (w2, b2) = [(w[member], b[member]) for w, b in layers]
        expected = functional.silu(inputs[member] @ w1 + b1) @ w2 + b2
        torch.testing.assert_close(mlp(inputs)[member], expected)


def test_frozen_weights_get_no_gradient_but_their_inputs_do():
    mlp = StackedMlp(2, (3, 4, 1), "relu", glorot_uniform, seeded())
    inputs = torch.randn(2, 5, 3, generator=seeded(1), requires_grad=True)
    mlp.frozen(inputs).sum().backward()
    assert mlp.flat.grad is None
    assert inputs.grad is not None


def test_bootstrapping_stops_at_terminated_and_nowhere_else():
    target = bootstrapped(
        torch.tensor([1.0, 1.0]), torch.tensor([True, False]), torch.tensor([10.0, 10.0]), 0.9
    )
    assert target.tolist() == [1.0, 10.0]


def test_a_truncated_step_cannot_even_be_stored_as_an_end():
    assert "truncated" not in Transitions.__dataclass_fields__


def test_the_target_entropy_is_minus_the_actions_unless_set():
    auto = SoftActorCritic(PolicySpec(hidden=(8,)), (3, 2), seeded())
    named = SoftActorCritic(PolicySpec(hidden=(8,), target_entropy=-0.05), (3, 2), seeded())
    assert (auto.target_entropy, named.target_entropy) == (-2.0, -0.05)


def test_each_member_has_a_bootstrap_of_its_own():
    rows = torch.arange(100)
    drawn = draw_bootstrap(rows, 3, seeded())
    assert drawn.shape == (3, 100)
    assert not torch.equal(drawn[0], drawn[1])
    assert 50 < len(drawn[0].unique()) < 75, "with replacement about 63 % of the rows are drawn"


def test_a_held_out_transition_was_never_trained_on_before():
    trained = set()
    for size in (50, 500, 5_000, 40_000):
        held = held_out(torch.arange(size), 0.2, 0.3)
        assert not trained & set(held.nonzero().flatten().tolist())
        trained |= set((~held).nonzero().flatten().tolist())
        assert abs(int(held.sum()) - min(0.2 * size, 5_000)) < 0.02 * size


def test_steps_of_a_block_are_held_out_together_and_never_after_they_were_trained_on():
    trained = set()
    for size in (503, 5_000, 40_000):
        held = held_out(torch.arange(size), 0.2, 0.3, 25)
        whole = held[: size // 25 * 25].view(-1, 25)
        assert torch.equal(whole.any(dim=1), whole.all(dim=1))
        assert not trained & set(held.nonzero().flatten().tolist())
        trained |= set((~held).nonzero().flatten().tolist())
        assert abs(int(held.sum()) - min(0.2 * size, 5_000)) <= 25
    # The oldest were forgotten in the midst of a block, and the ring begins anew somewhere.
    later = torch.arange(1_010, 1_510).roll(123)
    earlier = held_out(torch.arange(2_000), 0.2, 0.3, 25)
    assert torch.equal(held_out(later, 0.2, 0.3, 25), earlier[later])


def test_little_data_is_judged_after_at_least_sixteen_steps():
    assert [epochs_per_round(n, 256) for n in (400, 2_000, 4_096, 100_000)] == [8, 2, 1, 1]


@pytest.fixture(scope="module")
def fitted():
    spec = ModelSpec(members=4, elites=2, hidden=(24, 24), patience=2)
    ensemble = GaussianEnsemble(spec, (2, 1), learns_termination=False, generator=seeded())
    inputs = torch.randn(400, 3, generator=seeded(1))
    targets = torch.stack((inputs[:, 0], inputs[:, 1] * inputs[:, 2], inputs.sum(1)), dim=1)
    data = FitData(inputs, targets, torch.zeros(400), torch.arange(320), torch.arange(320, 400))
    fit = EnsembleFit(ensemble, spec)
    before = fit.holdout_errors(data)
    return fit, data, before, fit.fit(data, seeded(2))


def test_the_elites_are_the_best_of_the_restored_weights(fitted):
    fit, data, _, summary = fitted
    errors = fit.holdout_errors(data)
    assert fit.ensemble.elites.tolist() == errors.argsort()[:2].tolist()
    assert summary.loss_holdout == pytest.approx(float(errors.sort().values[:2].mean()))


def test_a_fit_lowers_the_held_out_error_far_below_that_of_the_mean(fitted):
    _, _, before, summary = fitted
    assert summary.loss_holdout < 0.1 * float(before.min())


def test_elite_networks_are_the_members_they_were_chosen_from(fitted):
    fit, data, _, _ = fitted
    ensemble = fit.ensemble
    inputs = data.inputs[:8]
    every = ensemble.predict(inputs.expand(4, -1, -1)).mean[ensemble.elites]
    torch.testing.assert_close(ensemble.predict_elites(inputs.expand(2, -1, -1)).mean, every)


def test_finished_branches_go_no_further_and_are_counted():
    doubles = LinearModel(
        torch.tensor([[2.0]]), torch.zeros(1, 1), torch.ones(1), rule=lambda s: s[:, 0] >= 8.0
    )
    starts = torch.tensor([[1.0], [4.0], [0.1]])
    branches = branch(doubles, ConstantPolicy(torch.zeros(1)), starts, 5, seeded())
    assert (branches.started, branches.terminated, branches.invalid) == (3, 2, 0)
    assert len(branches.rows) == 3 + 1 + 5
    assert branches.steps_ahead == (1 + 2 + 3) + 1 + (1 + 2 + 3 + 4 + 5)
    rows = Columns(1, 1).unpack(branches.rows)
    assert int(rows.terminated.sum()) == 2
    assert float(rows.obs.max()) < 8.0, "no step begins in a terminal state"


def test_a_prediction_that_is_not_finite_ends_its_branch_and_is_in_no_row():
    explodes = LinearModel(torch.tensor([[1e30]]), torch.zeros(1, 1), torch.ones(1))
    branches = branch(
        explodes, ConstantPolicy(torch.zeros(1)), torch.tensor([[1.0], [0.0]]), 4, seeded()
    )
    assert branches.invalid == 1
    # One step of the first, whose second is in no row, and four of the second.
    assert branches.steps_ahead == 1 + (1 + 2 + 3 + 4)
    assert torch.isfinite(branches.rows).all()


def some(count, value):
    ones = torch.ones(count)
    return Transitions(
        ones[:, None] * value, ones[:, None], ones[:, None], ones, torch.zeros(count).bool()
    )


def test_the_replay_buffer_keeps_what_is_newest():
    buffer = RealBuffer(Columns(1, 1), 4, torch.device("cpu"))
    for value in range(6):
        buffer.add(some(1, float(value)))
    assert sorted(buffer.rows[:, 0].tolist()) == [2.0, 3.0, 4.0, 5.0]
    assert sorted(buffer.numbers.tolist()) == [2, 3, 4, 5]


@pytest.mark.parametrize("added", [3, 6])
def test_the_latest_rows_come_in_their_order_also_where_the_ring_has_wrapped(added):
    buffer = RealBuffer(Columns(1, 1), 4, torch.device("cpu"))
    for value in range(added):
        buffer.add(some(1, float(value)))
    assert buffer.latest(3)[:, 0].tolist() == [added - 3.0, added - 2.0, added - 1.0]


@pytest.mark.parametrize(("retain", "kept"), [(1, {2.0}), (2, {1.0, 2.0})])
def test_the_model_buffer_forgets_refit_by_refit(retain, kept):
    columns = Columns(1, 1)
    buffer = ModelBuffer(columns.total, retain, torch.device("cpu"))
    for value in (0.0, 1.0, 2.0):
        buffer.add_refit(columns.pack(some(3, value)))
    assert set(buffer.draw(200, seeded())[:, 0].tolist()) == kept


def test_the_model_buffer_knows_how_deep_its_rows_lie():
    columns = Columns(1, 1)
    buffer = ModelBuffer(columns.total, 2, torch.device("cpu"))
    assert buffer.depth is None
    for count, steps_ahead in ((9, 99), (2, 3), (4, 10)):
        buffer.add_refit(columns.pack(some(count, 0.0)), steps_ahead)
    assert buffer.depth == (3 + 10) / (2 + 4)
    resumed = ModelBuffer(columns.total, 2, torch.device("cpu"))
    resumed.load_state_dict(buffer.state_dict())
    assert resumed.depth == buffer.depth


def test_of_an_older_checkpoint_only_later_rows_have_a_depth():
    columns = Columns(1, 1)
    buffer = ModelBuffer(columns.total, 2, torch.device("cpu"))
    buffer.add_refit(columns.pack(some(3, 0.0)), 6)
    state = buffer.state_dict()
    del state["steps_ahead"]
    buffer.load_state_dict(state)
    assert buffer.depth is None
    buffer.add_refit(columns.pack(some(2, 1.0)), 3)
    assert (len(buffer), buffer.depth) == (5, 1.5)


def test_batches_mix_real_and_imagined_as_asked():
    columns = Columns(1, 1)
    real = RealBuffer(columns, 10, torch.device("cpu"))
    real.add(some(5, 1.0))
    imagined = ModelBuffer(columns.total, 1, torch.device("cpu"))
    batches = Batches(real, imagined, 100, 0.05)
    assert batches.imagined_share == 0.0
    assert float(batches.draw(seeded()).obs.sum()) == 100.0, "all real before anything is imagined"
    imagined.add_refit(columns.pack(some(5, 0.0)))
    assert float(batches.draw(seeded()).obs.sum()) == 5.0
    assert batches.imagined_share == 0.95
