"""Ways of computing that exist for speed: each gives what the plain way gives."""

import pytest
import torch

from backend.spec.model import ModelSpec
from worker.mbrl.dynamics.ensemble_fit import HOLDOUT_ROWS, EnsembleFit, FitData, shuffled
from worker.mbrl.dynamics.gaussian_ensemble import GaussianEnsemble
from worker.mbrl.dynamics.model import EnsembleModel, Rules
from worker.mbrl.networks.stacked_mlp import CHUNK_ROWS, Layout, StackedMlp, glorot_uniform


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def never(obs):
    return torch.zeros(len(obs), dtype=torch.bool)


def fit_of(members, rows):
    spec = ModelSpec(members=members, elites=2, hidden=(16, 16))
    ensemble = GaussianEnsemble(spec, (2, 1), learns_termination=False, generator=seeded())
    inputs, targets = torch.randn(rows, 3, generator=seeded(1)), torch.ones(rows, 3)
    everything = torch.arange(rows)
    data = FitData(inputs, targets, torch.zeros(rows), everything, everything.flip(0))
    return EnsembleFit(ensemble, spec), data


@pytest.mark.parametrize("activation", ["relu", "silu"])
def test_networks_answer_the_same_with_and_without_a_graph_and_leave_their_inputs_alone(activation):
    mlp = StackedMlp(3, (4, 6, 5, 2), activation, glorot_uniform, seeded())
    inputs = torch.randn(3, 7, 4, generator=seeded(1))
    before = inputs.clone()
    with torch.no_grad():
        alone = mlp(inputs)
    assert torch.equal(inputs, before)
    assert torch.equal(alone, mlp(inputs))
    assert torch.equal(alone, mlp.frozen(inputs))


def test_layers_lie_in_the_flat_vector_one_after_another_without_a_gap():
    layout = Layout(2, (3, 4, 1), "relu")
    vector = torch.arange(5.0 + sum(layout.lengths))[5:]
    (weights, biases), (last_weights, last_biases) = layout.layers(vector)
    assert [tuple(part.shape) for part in (weights, biases)] == [(2, 3, 4), (2, 1, 4)]
    assert [tuple(part.shape) for part in (last_weights, last_biases)] == [(2, 4, 1), (2, 1, 1)]
    parts = (weights, biases, last_weights, last_biases)
    assert torch.equal(torch.cat([part.flatten() for part in parts]), vector)
    weights.zero_()
    assert int((vector == 0.0).sum()) == weights.numel()


def test_many_rows_are_answered_in_chunks_as_if_at_once():
    mlp = StackedMlp(2, (3, 8, 2), "relu", glorot_uniform, seeded())
    inputs = torch.randn(2, 2 * CHUNK_ROWS + 17, 3, generator=seeded(1))
    with torch.no_grad():
        alone = mlp(inputs)
    torch.testing.assert_close(alone, mlp(inputs).detach())


def test_a_backward_pass_can_be_repeated():
    mlp = StackedMlp(2, (3, 4, 4, 1), "silu", glorot_uniform, seeded())
    inputs = torch.randn(2, 5, 3, generator=seeded(1), requires_grad=True)
    total = mlp(inputs).square().sum()
    first = torch.autograd.grad(total, (inputs, mlp.flat), retain_graph=True)
    again = torch.autograd.grad(total, (inputs, mlp.flat))
    assert all(torch.equal(a, b) for a, b in zip(first, again, strict=True))


def test_the_hold_out_is_judged_in_pieces_as_if_at_once():
    fit, data = fit_of(members=3, rows=2 * HOLDOUT_ROWS + 17)
    with torch.no_grad():
        means = fit.ensemble.predict(data.inputs.expand(3, -1, -1)).mean
    expected = (means - data.targets).square().mean(dim=(1, 2))
    torch.testing.assert_close(fit.holdout_errors(data), expected)


def test_a_batch_of_a_fit_holds_the_rows_that_were_asked_for():
    _, data = fit_of(members=3, rows=40)
    rows = torch.randint(40, (3, 8), generator=seeded(2))
    inputs, targets, ended = data.batch(rows)
    assert torch.equal(inputs, data.inputs[rows])
    assert torch.equal(targets, data.targets[rows])
    assert torch.equal(ended, data.ended[rows])


def test_every_member_sees_its_whole_bootstrap_in_an_order_of_its_own():
    bootstrap = torch.randint(1_000, (3, 200), generator=seeded())
    mixed = shuffled(bootstrap, seeded(1))
    assert torch.equal(mixed.sort(dim=1).values, bootstrap.sort(dim=1).values)
    assert not torch.equal(mixed[0], bootstrap[0])
    same = shuffled(torch.arange(200).expand(2, -1), seeded(1))
    assert not torch.equal(same[0], same[1])


@pytest.mark.parametrize("value", [torch.nan, torch.inf, -torch.inf, 1e6, -1e6])
def test_one_number_out_of_range_makes_a_prediction_invalid(value):
    fit, _ = fit_of(members=2, rows=4)
    model = EnsembleModel(fit.ensemble, Rules(never), "mean")
    with torch.no_grad():
        fit.ensemble.elite_networks.flat.zero_()
        fit.ensemble.normaliser.low.fill_(-100.0)
        fit.ensemble.normaliser.high.fill_(100.0)
    obs = torch.tensor([[0.0, 1.0], [0.0, value], [100.0, -100.0]])
    assert model.sample(obs, torch.zeros(3, 1), seeded()).valid.tolist() == [True, False, True]
