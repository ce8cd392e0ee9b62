"""Units, likelihood and early stopping of a fit, each against what its definition says."""

import math

import pytest
import torch
from torch.distributions import Normal

from backend.spec.model import ModelSpec
from worker.mbrl.activity import Activity
from worker.mbrl.dynamics.ensemble_fit import EnsembleFit, FitData
from worker.mbrl.dynamics.ensemble_loss import ensemble_loss, negative_log_likelihood
from worker.mbrl.dynamics.gaussian_ensemble import GaussianEnsemble, Prediction
from worker.mbrl.dynamics.learned_model import LearnedModel
from worker.mbrl.dynamics.model import EnsembleModel, Rules
from worker.mbrl.dynamics.normaliser import FAR_FLOOR, FAR_RANGES, Normaliser
from worker.mbrl.generators import Generators
from worker.mbrl.replay.real_buffer import RealBuffer
from worker.mbrl.replay.transitions import Columns, Transitions

F64 = torch.float64


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def transitions(count=200):
    generator = seeded(1)
    obs = 5.0 + 2.0 * torch.randn(count, 2, generator=generator)
    obs[:, 1] = 7.0
    return Transitions(
        obs,
        torch.rand(count, 1, generator=generator),
        obs + 0.3 + 0.1 * torch.randn(count, 2, generator=generator),
        1_000.0 * torch.randn(count, generator=generator),
        torch.zeros(count, dtype=torch.bool),
    )


def test_inputs_and_targets_have_mean_0_and_deviation_1_over_the_data():
    data, normaliser = transitions(), Normaliser(2, 1)
    normaliser.refit(data)
    inputs, targets = normaliser.inputs(data.obs, data.act), normaliser.targets(data)
    for columns in (inputs[:, [0, 2]], targets):
        torch.testing.assert_close(
            columns.mean(dim=0), torch.zeros(columns.shape[1]), atol=1e-5, rtol=0
        )
        torch.testing.assert_close(columns.std(dim=0, correction=0), torch.ones(columns.shape[1]))
    # A constant input stays in its own unit: a change of it by 1 is no enormous number.
    moved = normaliser.inputs(data.obs + 1.0, data.act)[:, 1] - inputs[:, 1]
    torch.testing.assert_close(moved, torch.ones(len(moved)))
    reached = normaliser.reached(data.obs, targets)
    torch.testing.assert_close(reached[:, :2], data.obs_next)
    torch.testing.assert_close(reached[:, 2], data.reward)


def test_what_is_far_out_lies_ten_ranges_beyond_what_was_reached():
    data, normaliser = transitions(), Normaliser(2, 1)
    normaliser.refit(data)
    reached = torch.cat((data.obs_next, data.reward[:, None]), dim=1)
    low, high = reached.min(dim=0).values, reached.max(dim=0).values
    torch.testing.assert_close(normaliser.high, high + FAR_RANGES * (high - low) + FAR_FLOOR)
    torch.testing.assert_close(normaliser.low, low - FAR_RANGES * (high - low) - FAR_FLOOR)


def normal(seed, *shape):
    return torch.randn(shape, generator=seeded(seed), dtype=F64)


def test_the_likelihood_is_that_of_a_normal_distribution():
    mean, log_variance, targets = normal(1, 3, 9, 2), normal(2, 3, 9, 2), normal(3, 3, 9, 2)
    found = negative_log_likelihood(Prediction(mean, log_variance, None), targets)
    exact = -Normal(mean, (0.5 * log_variance).exp()).log_prob(targets).mean(dim=(1, 2))
    torch.testing.assert_close(found, exact)
    squares = negative_log_likelihood(Prediction(mean, None, None), targets)
    torch.testing.assert_close(squares, 0.5 * (mean - targets).square().mean(dim=(1, 2)))


def ensemble(**changes):
    spec = ModelSpec(**({"members": 3, "elites": 2, "hidden": (6,)} | changes))
    made = GaussianEnsemble(spec, (2, 1), learns_termination=True, generator=seeded())
    with torch.no_grad():
        # Members differ in their bounds, as they do after a fit.
        made.log_variance_high.add_(torch.tensor([0.0, 0.5, 1.0]).view(3, 1, 1))
        made.log_variance_low.add_(torch.tensor([0.0, 2.0, 4.0]).view(3, 1, 1))
    return spec, made


def test_what_a_fit_minimises_is_twice_the_likelihood_the_cross_entropy_and_the_bounds():
    _, made = ensemble()
    made = made.double()
    inputs, targets = normal(1, 3, 9, 3), normal(2, 3, 9, 3)
    ended = (normal(3, 3, 9) > 0.0).double()
    total, parts = ensemble_loss(made, inputs, targets, ended)
    found = made.predict(inputs)
    likelihood = negative_log_likelihood(found, targets)
    chance = found.termination_logit.sigmoid()
    crossed = -(ended * chance.log() + (1.0 - ended) * (1.0 - chance).log()).mean(dim=1)
    spread = (made.log_variance_high - made.log_variance_low).sum()
    torch.testing.assert_close(total, 2.0 * likelihood.sum() + crossed.sum() + 0.01 * spread)
    torch.testing.assert_close(parts.termination, crossed.detach())


def test_the_variance_stays_within_its_bounds_and_is_the_networks_own_between_them():
    _, made = ensemble()
    outputs = torch.zeros(3, 3, 7)
    outputs[:, :, 3:6] = torch.tensor([-1e4, -4.0, 1e4]).view(1, 3, 1)
    bounded = made._bounded(outputs, made.log_variance_low, made.log_variance_high).log_variance
    torch.testing.assert_close(bounded[:, :1], made.log_variance_low, atol=1e-3, rtol=0)
    torch.testing.assert_close(bounded[:, 2:], made.log_variance_high, atol=1e-3, rtol=0)
    torch.testing.assert_close(bounded[0, 1], torch.full((3,), -4.0), atol=0.02, rtol=0)


def test_elites_answer_with_their_own_weights_and_their_own_bounds():
    _, made = ensemble()
    made.choose_elites(torch.tensor([2, 1]))
    inputs = torch.randn(8, 3, generator=seeded(4))
    every, elites = (
        made.predict(inputs.expand(3, -1, -1)),
        made.predict_elites(inputs.expand(2, -1, -1)),
    )
    for name in ("mean", "log_variance", "termination_logit"):
        torch.testing.assert_close(getattr(elites, name), getattr(every, name)[[2, 1]])


def fit_data(count=300):
    inputs = torch.randn(count, 3, generator=seeded(1))
    noise = 0.5 * torch.randn(count, 3, generator=seeded(2))
    targets = torch.stack((inputs[:, 0], inputs[:, 1] * inputs[:, 2], inputs.sum(1)), 1) + noise
    split = count * 4 // 5
    return FitData(
        inputs, targets, torch.zeros(count), torch.arange(split), torch.arange(split, count)
    )


def test_a_fit_stops_by_its_rule_and_keeps_each_member_at_its_best():
    """Followed from outside: what was judged, round by round, and what is left in the end."""
    spec, made = ensemble(patience=2, learning_rate=0.03, batch_size=32)
    fit, data, judged = EnsembleFit(made, spec), fit_data(), []
    judge = fit.holdout_errors

    def recorded(asked):
        judged.append(judge(asked))
        return judged[-1]

    fit.holdout_errors = recorded
    fit.fit(data, seeded(5))
    *rounds, final = judged
    best, stale = torch.full((3,), math.inf), 0
    for number, errors in enumerate(rounds, 1):
        better = errors < 0.99 * best
        best = errors.where(better, best)
        stale = 0 if bool(better.any()) else stale + 1
        assert (stale == 2) == (number == len(rounds))
    assert bool((rounds[-1] > 1.001 * best).any()), "no member got worse: nothing to restore"
    torch.testing.assert_close(final, best)
    assert made.elites.tolist() == best.argsort()[:2].tolist()


@pytest.mark.parametrize(("most", "rounds"), [(None, 7), (24, 3), (20, 3), (3, 1)])
def test_a_fit_ends_at_its_cap_and_says_so(most, rounds):
    """240 transitions in batches of 120 make epochs of two steps, and rounds of 8 epochs."""
    spec, made = ensemble(patience=2, most_epochs=most, batch_size=120)
    fit = EnsembleFit(made, spec)
    judged = []

    def told(_):
        judged.append(max(0.5 ** len(judged), 0.5**4))
        return torch.full((3,), judged[-1])

    fit.holdout_errors = told
    summary = fit.fit(fit_data(), seeded(5))
    assert summary.epochs == (most or 7 * 8)
    assert summary.at_cap == (most is not None)
    assert len(judged) == rounds + 1, "judged once more at the end"
    assert summary.ending == (
        "the most that the spec allows" if most else "until no member improved"
    )


def test_the_held_out_likelihood_is_the_elites_own_over_the_held_out_rows():
    spec, made = ensemble(patience=1, most_epochs=8)
    data = fit_data(3_000)
    summary = EnsembleFit(made, spec).fit(data, seeded(5))
    answers = made.predict(data.inputs[2_400:].expand(3, -1, -1))
    normal = Normal(answers.mean, (0.5 * answers.log_variance).exp())
    by_member = -normal.log_prob(data.targets[2_400:]).mean(dim=(1, 2)).detach()
    elites = made.elites.tolist()
    assert summary.nll_holdout == pytest.approx(by_member[elites].mean().item(), rel=1e-5)
    assert summary.values["model/nll_holdout"] == summary.nll_holdout


def test_members_without_a_variance_have_no_likelihood():
    spec, made = ensemble(kind="deterministic", most_epochs=1)
    summary = EnsembleFit(made, spec).fit(fit_data(), seeded(5))
    assert summary.nll_holdout is None
    assert "model/nll_holdout" not in summary.values


def test_an_improvement_of_less_than_one_per_cent_is_none():
    """Told such errors, a fit ends, and goes back to the weights before them."""
    spec, made = ensemble(patience=2)
    fit = EnsembleFit(made, spec)
    judged, weights = iter([1.0, 0.995, 0.991, 1.0]), []

    def told(_):
        weights.append(made.networks.flat.detach().clone())
        return torch.full((3,), next(judged))

    fit.holdout_errors = told
    fit.fit(fit_data(), seeded(5))
    first, _, third, restored = weights
    torch.testing.assert_close(restored, first, rtol=0.0, atol=0.0)
    assert not torch.equal(first, third)


def test_the_held_out_error_is_the_mean_square_over_the_held_out_rows():
    spec, made = ensemble()
    data = fit_data()
    found = EnsembleFit(made, spec).holdout_errors(data)
    answers = made.predict(data.inputs[240:].expand(3, -1, -1)).mean
    torch.testing.assert_close(found, (answers - data.targets[240:]).square().mean(dim=(1, 2)))


def test_weight_decay_pulls_every_layer_by_its_own_share_and_no_bias():
    spec, made = ensemble(weight_decay=(0.1, 0.3))
    networks = made.networks
    with torch.no_grad():
        networks.flat.add_(1.0)
    networks.flat.grad = torch.zeros_like(networks.flat)
    EnsembleFit(made, spec)._decay()
    pairs = zip(
        networks.layout.layers(networks.flat.grad),
        networks.layout.layers(networks.flat),
        strict=True,
    )
    for share, ((slope, bias_slope), (weights, _)) in zip((0.1, 0.3), pairs, strict=True):
        torch.testing.assert_close(slope, share * weights.detach())
        assert not bias_slope.any()


@pytest.mark.parametrize("capacity", [200, 80])
def test_a_refit_trains_on_all_of_the_data_but_what_is_held_out(capacity, monkeypatch):
    spec, made = ensemble()
    columns = Columns(2, 1)
    real = RealBuffer(columns, capacity, torch.device("cpu"))
    real.add(transitions())
    given = []
    monkeypatch.setattr(EnsembleFit, "fit", lambda *called: given.append(called[1]))
    model = EnsembleModel(made, Rules())
    LearnedModel(model, EnsembleFit(made, spec), 0.3).refit(
        real, Generators.seeded(0, torch.device("cpu"))
    )
    training, holdout = set(given[0].training.tolist()), set(given[0].holdout.tolist())
    assert training | holdout == set(range(capacity))
    assert not training & holdout
    assert len(holdout) == pytest.approx(0.2 * capacity, abs=2)


class Heard(Activity):
    """Remembers what was said."""

    def __init__(self):
        super().__init__()
        self.told = []

    def fitted(self, epochs, error):
        super().fitted(epochs, error)
        self.told.append(self.fit)


def test_a_fit_says_its_epochs_and_its_best_held_out_error_while_it_goes_on():
    spec, made = ensemble(patience=2)
    heard = Heard()
    summary = EnsembleFit(made, spec, heard).fit(fit_data(), seeded())
    epochs, errors = zip(*((each.epochs, each.error) for each in heard.told), strict=True)
    assert list(epochs) == sorted(set(epochs))
    assert epochs[-1] == summary.epochs
    assert list(errors) == sorted(errors, reverse=True)
    assert errors[-1] == pytest.approx(summary.loss_holdout)
    assert heard.fit is None
