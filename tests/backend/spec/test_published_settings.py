"""Presets against the files they follow, number by number."""

import pytest

from backend.spec.grid import flattened
from backend.spec.presets import PRESETS
from backend.spec.rollout import LengthSchedule, RolloutSpec
from backend.spec.run import RunSpec
from tests.backend.spec import published_mbpo
from tests.backend.spec.published import PUBLISHED, spec_of

CITING = [name for name, preset in PRESETS.items() if preset.source.file is not None]


def test_every_preset_that_cites_a_file_is_held_against_it():
    assert sorted(PUBLISHED) == sorted(CITING)


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_preset_cites_the_file_that_was_read(name):
    source, published = PRESETS[name].source, PUBLISHED[name]
    assert (source.repository, source.file) == (published.repository, published.file)
    assert source.commit == published.commit


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_preset_has_the_published_numbers(name):
    published = PUBLISHED[name]
    document = flattened(RunSpec.model_validate(PRESETS[name].spec).document())
    told = {
        path: value
        for path, value in spec_of(published).items()
        if path not in published.departures
    }
    assert {path: document[path] for path in told} == told


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_preset_sets_nothing_that_is_neither_published_nor_a_stated_departure(name):
    published = PUBLISHED[name]
    known = {*spec_of(published), *published.departures}
    assert set(flattened(PRESETS[name].spec)) <= known
    assert set(published.departures) <= set(flattened(PRESETS[name].spec))


@pytest.mark.parametrize("name", ["hopper", "walker2d", "half-cheetah", "ant"])
def test_an_epoch_of_the_model_buffer_is_four_refits(name):
    spec = RunSpec.model_validate(PRESETS[f"mbpo/{name}"].spec)
    assert spec.rollout.refits_kept(spec.model.fit_every) == 4


@pytest.mark.parametrize(
    ("epochs", "epoch_steps", "fit_every", "refits"),
    [(1, None, 250, 1), (3, None, 1_000, 3), (1, 1_000, 250, 4), (5, 1_000, 1_000, 5),
     (1, 250, 1_000, 1), (1, 1_000, 300, 4)],
)  # fmt: skip
def test_refits_are_kept_by_epochs_of_real_steps(epochs, epoch_steps, fit_every, refits):
    rollout = RolloutSpec(retain_epochs=epochs, epoch_steps=epoch_steps)
    assert rollout.refits_kept(fit_every) == refits


def test_the_weights_of_mbpos_models_decay_as_the_authors_do():
    for name, published in published_mbpo.PUBLISHED.items():
        spec = RunSpec.model_validate(PRESETS[name].spec)
        assert spec.model.layer_decay == tuple(published.settings["weight_decay"])


@pytest.mark.parametrize(
    ("name", "ahead"),
    [("mbpo/hopper", 0), ("mbpo/ant", 0), ("mbpo/humanoid", 0), ("mbrl-mbpo/hopper", 1),
     ("mbrl-mbpo/ant", 1), ("mbrl-mbpo/humanoid", 1)],
)  # fmt: skip
def test_a_schedule_has_the_authors_lengths_at_the_beginning_of_their_epochs(name, ahead):
    """mbrl-lib is one epoch ahead: it asks for that of the next one."""
    settings = PUBLISHED[name].settings
    first, last, least, most = settings["rollout_schedule"]
    schedule = RunSpec.model_validate(PRESETS[name].spec).rollout.length
    assert isinstance(schedule, LengthSchedule)
    for epoch in range(last + 20):
        # `_set_rollout_length` of mbpo/algorithms/mbpo.py.
        done = min(max(epoch + ahead - first, 0) / (last - first), 1)
        length = int(done * (most - least) + least + 1e-9)
        assert schedule.at(5_000 + 1_000 * epoch) == length
