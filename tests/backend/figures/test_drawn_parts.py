"""What did not change of a figure is not drawn again, and the figure is the same."""

from functools import wraps

import numpy as np
import pytest

from backend.db import profiles, queue, series
from backend.figures import drawn_parts, over_steps
from backend.http.kept_answers import KeptAnswers
from backend.recent import Recent
from tests.benchmarks.dashboard.store import Size, points

SIZE = Size(points=40, evaluations=1)
LOOKS = ("", "individual=true&", "window=200&", "scale=log&", "from_step=100&to_step=500&")


@pytest.fixture
def claims(quick_api):
    """Two groups of three runs each, all of them still claimed."""
    quick_api.launch(seeds=[0, 1, 2], grid={"rollout.length": [1, 5]})
    found = []
    for seed in range(6):
        with quick_api.database.transaction() as session:
            claim = queue.claim(session, "worker", 600)
            series.append(session, claim, points(np.random.default_rng(seed), SIZE))
            profiles.save(session, claim, [])
        found.append(claim)
    return found


@pytest.fixture
def drawn(monkeypatch):
    """What is drawn, by group and key, and not taken as it was; nothing is known before."""
    noted, honest = [], over_steps._draw

    @wraps(honest)
    def noting(drawing, group, key, view, *, of):
        noted.append((group.index, key))
        return honest(drawing, group, key, view, of=of)

    monkeypatch.setattr(over_steps, "_draw", noting)
    monkeypatch.setattr(drawn_parts, "PARTS", Recent(2**25, lambda part: part.bytes))
    return noted


def asked(api, claims, look):
    """The figure, made from its parts."""
    api.app.state.answers = KeptAnswers()
    runs = ",".join(claim.run_id for claim in claims)
    answer = api.get(f"figures/returns?{look}runs={runs}")
    assert answer.status_code == 200, answer.text
    return answer.text


@pytest.mark.parametrize("look", LOOKS)
def test_a_figure_of_kept_parts_is_the_same_and_only_what_changed_is_drawn(
    quick_api, claims, drawn, monkeypatch, look
):
    first = asked(quick_api, claims, look)
    drawn.clear()
    assert asked(quick_api, claims, look) == first
    assert drawn == []
    later = series.Points(np.array([2_000]), np.array([-50.0]), np.array([1.7e9]))
    with quick_api.database.transaction() as session:
        series.append(session, claims[-1], {"return/real": later})
    changed = asked(quick_api, claims, look)
    assert {index for index, _ in drawn} == {1}
    monkeypatch.setattr(drawn_parts, "PARTS", Recent(2**25, lambda part: part.bytes))
    assert asked(quick_api, claims, look) == changed != first


def test_a_part_that_is_too_large_is_not_kept(quick_api, claims, drawn, monkeypatch):
    monkeypatch.setattr(drawn_parts, "LARGEST", 100)
    asked(quick_api, claims, "")
    drawn.clear()
    asked(quick_api, claims, "")
    assert len(drawn) == 4
