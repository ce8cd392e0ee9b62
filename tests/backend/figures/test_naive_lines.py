"""Naive predictors beside an error: thin, named, in its own kind of sum, and never in its way."""

from dataclasses import replace

import numpy as np

from backend.figures.group_curves import GroupCurves
from backend.figures.horizon_style import OverHorizonView
from backend.figures.naive_lines import MISSING
from backend.figures.over_horizon import over_horizon_figure
from backend.spec.curves import CURVES
from tests.backend.figures.test_diagnostics import H, ends, group, profile

KINDS = CURVES["horizon-error"].naive
EXPLODING = 10.0 ** np.arange(10)


def naive(**means):
    usual = {"persistence-error": 0.9 + 0 * H, "mean-change-error": 0.8 + 0 * H}
    return {kind: [profile(kind, (usual | means).get(kind, EXPLODING))] for kind in KINDS}


def drawn(view=None, beside=None, groups=None):
    alone = [GroupCurves(None, "run", [profile("horizon-error", 0.01 * H)])]
    asked = view or OverHorizonView("horizon-error", references=())
    return over_horizon_figure(asked, groups or alone, (), naive() if beside is None else beside)


def references(figure):
    return {t.name: t for t in figure.data if t.meta["role"] == "reference"}


def test_they_are_thin_and_named_where_they_end():
    figure, notes = drawn()
    lines = references(figure)
    assert list(lines) == ["persistence", "mean change", "linear"]
    assert {line.line.width for line in lines.values()} == {1}
    assert set(ends(figure)) == {"current policy", "persistence", "mean change", "linear ↑"}
    assert notes == []


def test_persistence_is_in_view_and_a_linear_model_that_explodes_is_not():
    figure, _ = drawn()
    low, high = figure.layout.yaxis.range
    assert low < np.log10(0.01)
    assert np.log10(0.9) < high < 2


def test_they_are_added_up_where_the_error_is():
    view = OverHorizonView("horizon-error", summed=True, references=())
    figure, _ = drawn(view)
    np.testing.assert_allclose(references(figure)["persistence"].y, 0.9 * H)


def test_of_several_runs_they_are_means_and_it_is_said():
    several = {kind: [profile(kind, 0.2 * H), profile(kind, 0.4 * H)] for kind in KINDS}
    figure, notes = drawn(beside=several, groups=[group(0, 0.1 * H, 0.2 * H, 0.3 * H)])
    np.testing.assert_allclose(references(figure)["linear"].y, 0.08**0.5 * H)
    assert notes == ["Naive predictors: means over 2 runs."]


def test_where_they_were_not_measured_it_is_said():
    figure, notes = drawn(beside={kind: [] for kind in KINDS})
    assert references(figure) == {}
    assert notes == [MISSING]


def test_an_empty_figure_has_none():
    figure, notes = over_horizon_figure(
        OverHorizonView("horizon-error"), [GroupCurves(0, "a", [])], (), naive()
    )
    assert list(figure.data) == []
    assert notes == []


def test_beside_the_errors_of_two_policies_it_is_said_whose_episodes_they_are_along():
    errors = [replace(profile("horizon-error", 0.01 * H), policy=of) for of in ("current", "data")]
    view = OverHorizonView("horizon-error", "both", references=())
    _, notes = drawn(view, groups=[GroupCurves(None, "run", errors)])
    assert notes == ["Naive predictors: along the episodes of the current policy."]


def test_a_label_says_which_way_its_line_has_left_the_picture():
    """Least squares knows a linear system exactly: far below every error that must be seen."""
    figure, _ = drawn(beside=naive(**{"linear-error": 1e-9 + 0.0 * H}))
    assert "linear ↓" in ends(figure)
    assert "persistence" in ends(figure)
