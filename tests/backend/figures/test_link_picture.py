"""The picture beside a link: of what the link shows, drawn once, and of nothing else."""

import io
import time

import numpy as np
import pytest
from PIL import Image

from backend.db import publications
from backend.figures import link_picture
from backend.figures.export import GROUPS, IMAGINED, INK
from backend.figures.picture import picture, plain
from backend.figures.picture_text import Lettering
from backend.figures.schemas import PlotlyFigure
from backend.http.kept_answers import KeptAnswers
from tests.backend.publication.conftest import measured


def seen(content):
    """Shares of the colours that are drawn, by name."""
    image = Image.open(io.BytesIO(content))
    assert (image.format, image.size) == ("PNG", (1_200, 630))
    pixels = np.asarray(image.convert("RGB")).reshape(-1, 3).astype(int)

    def share(color):
        wanted = [int(color[at : at + 2], 16) for at in (1, 3, 5)]
        return float((np.abs(pixels - wanted).max(axis=1) < 24).mean())

    return share


@pytest.fixture
def linked(quick_api):
    """Two runs that have measured something, and their picture by a link."""
    runs = measured(quick_api, seeds=[0, 1], grid={"rollout.length": [1, 5]})

    def picture_of(**asked):
        target = {"kind": "experiment", "target_id": runs[0]["experiment_id"], **asked}
        link = quick_api.post("shares", target).json()
        return quick_api.by().get(f"figures/links/{link['token']}.png"), link

    return picture_of


def test_it_shows_the_groups_of_the_link_in_their_colours(linked):
    answer, _ = linked()
    assert answer.headers["content-type"] == "image/png"
    assert "private" in answer.headers["cache-control"]
    share = seen(answer.content)
    # The line of the second lies upon that of the first.
    assert share(GROUPS[1]) > 0.0005
    assert share(GROUPS[2]) < 0.0001
    assert len(answer.content) < 60_000


def test_it_is_drawn_once_until_a_run_changes(quick_api, linked, monkeypatch):
    drawn = []
    draw = link_picture.picture
    monkeypatch.setattr(link_picture, "picture", lambda *given: drawn.append(1) or draw(*given))
    first, link = linked()
    again = quick_api.by().get(f"figures/links/{link['token']}.png")
    assert again.content == first.content
    assert len(drawn) == 1


def test_a_view_is_drawn_as_it_was_shared(linked):
    share = seen(linked(view="group=none")[0].content)
    assert share(GROUPS[0]) > 0.0005
    assert share(GROUPS[1]) < 0.0001
    # What makes no sense is left aside.
    plain_view = linked()[0].content
    for view in ("step=-7", "group=no.such.field", "policy=nobody", "h=1&group=" + "x" * 900):
        assert linked(view=view)[0].content == plain_view


def test_a_link_without_figures_says_so(quick_api):
    (run,) = quick_api.launch(name="new")["runs"]
    link = quick_api.post("shares", {"kind": "run", "target_id": run["id"]}).json()
    content = quick_api.by().get(f"figures/links/{link['token']}.png").content
    share = seen(content)
    assert share("#ffffff") > 0.98
    assert share(GROUPS[0]) == 0.0


def test_a_run_is_drawn_as_real_and_imagined(quick_api):
    (run,) = measured(quick_api, seeds=[0])
    link = quick_api.post("shares", {"kind": "run", "target_id": run["id"]}).json()
    share = seen(quick_api.by().get(f"figures/links/{link['token']}.png").content)
    assert share(IMAGINED) + share(INK) > 0.0005


def test_a_frozen_link_keeps_its_picture(quick_api):
    (run,) = measured(quick_api, seeds=[0])
    target = {"kind": "run", "target_id": run["id"]}
    live = quick_api.post("shares", target).json()
    frozen = quick_api.post("shares", {**target, "is_frozen": True}).json()

    def drawn(link):
        return quick_api.by().get(f"figures/links/{link['token']}.png").content

    before = seen(drawn(frozen))
    over = time.monotonic() + 180
    viewer = quick_api.by(share=frozen["token"])
    while viewer.get("shared").json()["frozen"]["state"] in publications.ACTIVE:
        assert time.monotonic() < over
        time.sleep(0.2)
    quick_api.app.state.publisher.close()
    assert before("#ffffff") > 0.98
    picture_then = drawn(frozen)
    assert picture_then == drawn(live)
    quick_api.delete(f"runs/{run['id']}")
    quick_api.app.state.answers = KeptAnswers()
    assert drawn(frozen) == picture_then


def test_values_without_a_place_are_gaps(tmp_path):
    trace = {
        "x": [1, 2, 3, 4, 5, 6],
        "y": [1.0, None, -1.0, 1e308, float("nan"), 2.0],
        "mode": "lines",
        "meta": {"role": "real", "group": None},
    }
    layout = {"yaxis": {"type": "log", "range": [0, 1]}, "xaxis": {}}
    content = picture(PlotlyFigure(data=[trace], layout=layout), Lettering(tmp_path))
    assert seen(content)("#ffffff") > 0.9


def test_words_of_a_figure_lose_their_markup():
    assert plain("2·10<sup>6</sup> &lt;b&gt;") == "2·10^6 <b>"
