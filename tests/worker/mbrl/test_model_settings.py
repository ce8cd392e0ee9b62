"""How an ensemble is made and judged, where a spec asks for more than the default."""

import pytest
import torch
from torch.nn.functional import silu

from backend.spec.model import ModelSpec
from tests.worker.mbrl.test_fit import fit_data, seeded, transitions
from tests.worker.mbrl.test_versions import TINY, copied, measured, rest, trainer_of
from worker.mbrl.dynamics.ensemble_fit import EnsembleFit
from worker.mbrl.dynamics.gaussian_ensemble import GaussianEnsemble
from worker.mbrl.dynamics.learned_model import LearnedModel
from worker.mbrl.dynamics.model import EnsembleModel, Rules
from worker.mbrl.generators import Generators
from worker.mbrl.replay.real_buffer import RealBuffer
from worker.mbrl.replay.transitions import Columns

SMALL = {"members": 3, "elites": 2, "hidden": (8, 8), "learning_rate": 0.01, "patience": 1}


def ensemble(**settings):
    spec = ModelSpec(**(SMALL | settings))
    return spec, GaussianEnsemble(spec, (2, 1), learns_termination=False, generator=seeded())


@pytest.mark.parametrize(("name", "function"), [("relu", torch.relu), ("silu", silu)])
def test_the_models_layers_have_the_activation_that_is_asked_for(name, function):
    _, made = ensemble(activation=name)
    inputs = torch.randn(3, 5, 3, generator=seeded(1))
    hidden = inputs
    *layers, (weights, biases) = made.networks.layout.layers(made.networks.flat)
    for each, offset in layers:
        hidden = function(hidden @ each + offset)
    told = made.means(inputs)
    torch.testing.assert_close(told, (hidden @ weights + biases)[..., :3])
    made.choose_elites(torch.tensor([2, 0]))
    elites = made.predict_elites(inputs[[2, 0]]).mean
    torch.testing.assert_close(elites, told[[2, 0]])


@pytest.mark.parametrize("bounds", ["learned", "fixed"])
def test_fixed_bounds_of_the_variance_stay_where_they_are(bounds):
    spec, made = ensemble(log_variance_bounds=bounds)
    EnsembleFit(made, spec).fit(fit_data(), seeded())
    moved = {
        bool((made.log_variance_high != 0.5).any()),
        bool((made.log_variance_low != -10).any()),
    }
    assert moved == {bounds == "learned"}


@pytest.mark.parametrize(("stored", "judged"), [(200, 200), (12_000, 5_000)])
def test_without_a_hold_out_all_of_the_data_is_trained_on_and_judged_by(
    stored, judged, monkeypatch
):
    spec, made = ensemble(holdout_ratio=0.0)
    real = RealBuffer(Columns(2, 1), stored, torch.device("cpu"))
    real.add(transitions(stored))
    given = []
    monkeypatch.setattr(EnsembleFit, "fit", lambda *called: given.append(called[1]))
    LearnedModel(EnsembleModel(made, Rules()), EnsembleFit(made, spec), 0.3).refit(
        real, Generators.seeded(0, torch.device("cpu"))
    )
    assert given[0].training.tolist() == list(range(stored))
    assert len(given[0].holdout) == pytest.approx(judged, abs=2)
    assert len(given[0].holdout.unique()) == len(given[0].holdout)


def test_a_run_with_all_of_them_resumes_exactly():
    parts = {
        "model": TINY["model"]
        | {"activation": "relu", "log_variance_bounds": "fixed", "holdout_ratio": 0.0,
           "most_epochs": 4},
        "planning": TINY["planning"] | {"sampling": "truncated", "replan_every": 2},
    }  # fmt: skip
    trainer = trainer_of("1.5", "continuous", "cem", **parts)
    states, reports = [], []
    while not trainer.finished:
        states.append(copied(trainer.state_dict()))
        reports.append(trainer.iterate())
    half = len(states) // 2
    again = trainer_of("1.5", "continuous", "cem", **parts)
    again.load_state_dict(states[half])
    assert measured(rest(again)) == measured(reports[half:])
