"""`branchpoint figures`: files of figures, with the numbers that were planted."""

import csv
import io
import json
import re
import sys

import numpy as np
import pytest

from backend.cli.drawn_numbers import drawn_numbers
from backend.db import experiments
from tests.benchmarks.planting import Planted, plant

STEPS = (100, 200)
# By length and seed: the return at the last step.
PAID = {1: (3.0, 4.0, 5.0), 5: (9.0, 10.0, 11.0)}
# Student's 97.5 % quantile of two degrees of freedom, over the root of three runs.
HALF = 4.30265 / 3**0.5
SVG = "<svg xmlns='http://www.w3.org/2000/svg'><text>a &amp; b</text></svg>"


@pytest.fixture(scope="module")
def lengths(instance_database):
    """The name of an experiment with two groups of three seeds, and the ids of its runs."""
    with instance_database.transaction() as session:
        experiment = experiments.create(session, "Lengths").id
    ids = []
    for length, paid in PAID.items():
        for seed, last in enumerate(paid):
            curve = {("horizon-error", "current"): 0.01 * (1 + seed) * np.arange(1.0, 6.0)}
            spec = {"rollout": {"length": length}, "seed": seed}
            series = {"return/real": [0.0, last], "return/model": [1.0, last + 1.0]}
            run = Planted(f"=k{length} s{seed}", spec, STEPS, series, curve)
            ids.append(plant(instance_database, experiment, run))
    return "Lengths", ids


def read(path):
    return list(csv.DictReader(io.StringIO(path.read_text())))


def values(rows, **wanted):
    """The numbers of the rows whose cells end so."""
    return [
        float(row["y"])
        for row in rows
        if all(row[name].endswith(text) for name, text in wanted.items())
    ]


def test_the_numbers_of_a_figure_are_means_with_their_intervals(branchpoint, lengths, tmp_path):
    branchpoint("figures", lengths[0], "-f", "returns", "--format", "csv", "-o", tmp_path)
    rows = read(tmp_path / "returns.csv")
    assert list(rows[0]) == ["line", "group", "role", "x", "y"]
    last = [row for row in rows if float(row["x"]) == 200]
    for length, paid in PAID.items():
        group, mean = f"k = {length}", sum(paid) / 3
        assert values(last, group=group, line="real return") == [mean]
        assert values(last, group=group, line="model return") == [mean + 1.0]
        assert values(last, group=group, role="low")[0] == pytest.approx(mean - HALF, rel=1e-5)
        assert values(last, group=group, role="high")[0] == pytest.approx(mean + HALF, rel=1e-5)


def test_single_runs_are_named_as_text_and_one_is_the_baseline(branchpoint, lengths, tmp_path):
    _, ids = lengths
    branchpoint(
        "figures", *ids, "-f", "returns", "--format", "csv", "-o", tmp_path / "new" / "folder",
        "--group-by", "rollout.length", "--with", f"baseline={ids[0]}",
    )  # fmt: skip
    rows = read(tmp_path / "new" / "folder" / "returns.csv")
    # A spreadsheet would compute a name that begins with an equals sign.
    groups = {row["group"] for row in rows if row["group"]}
    assert groups == {"k = 1", "k = 5", "'=k1 s0, baseline"}
    last = [row for row in rows if float(row["x"]) == 200]
    assert values(last, group="=k1 s0, baseline", line="real return") == [3.0]
    assert values(last, group="k = 1", line="real return") == [4.5]


def test_figures_are_pages_and_json_that_plotly_reads(branchpoint, lengths, tmp_path):
    branchpoint("figures", lengths[0], "-o", tmp_path)
    written = re.findall(r"wrote \S+/(\S+) ", branchpoint.errors)
    assert written == ["horizon-error.html", "returns.html", "profile.html"]
    assert b"Plotly.newPlot" in (tmp_path / "returns.html").read_bytes()
    branchpoint(
        "figures", lengths[0], "-f", "settings-map", "--format", "json", "-o", tmp_path,
        "--with", "x=seed", "--with", "y=rollout.length", "--with", "value=real_return",
    )  # fmt: skip
    figure = json.loads((tmp_path / "settings-map.json").read_text())
    assert figure["layout"]["xaxis"]["title"]["text"].startswith("seed")
    assert len(figure["data"][0]["text"]) == 6


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("-f", "returned"), "--figure: one of horizon-error"),
        (("-f", "parallel", "--format", "csv"), "its numbers are in branchpoint export"),
        (("-f", "scatter", "--with", "x"), "--with: NAME=VALUE (got x)"),
        (("-f", "scatter", "--with", "x=nothing"), "nothing"),
        (("-f", "returns", "--with", "middle=mode"), "middle"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_words(branchpoint, lengths, tmp_path, arguments, said):
    branchpoint("figures", lengths[0], "-o", tmp_path, *arguments, rc=2)
    assert said in branchpoint.errors
    assert not list(tmp_path.iterdir())


def test_a_figure_without_anything_to_draw_is_left_out_and_says_why(branchpoint, lengths, tmp_path):
    what = ("-f", "policy/critic_loss", "-o", tmp_path)
    branchpoint("figures", lengths[0], *what, "-f", "returns")
    assert [file.name for file in tmp_path.iterdir()] == ["returns.html"]
    assert "policy/critic_loss: " in branchpoint.errors
    branchpoint("figures", lengths[0], *what, rc=1)
    assert "no figure has anything to draw yet" in branchpoint.errors


@pytest.fixture
def drawing(branchpoint, tmp_path):
    """The program with a browser that prints a page of one's own, and keeps what it was given."""

    def with_browser(page):
        program = tmp_path / "browser"
        (tmp_path / "page.html").write_text(page)
        program.write_text(
            f"#!{sys.executable}\nimport sys, pathlib, urllib.parse\n"
            f"here = pathlib.Path({str(tmp_path)!r})\n"
            "asked = urllib.parse.urlsplit(sys.argv[-1]).path\n"
            "(here / 'given.html').write_bytes(pathlib.Path(asked).read_bytes())\n"
            "print((here / 'page.html').read_text())\n"
        )
        program.chmod(0o755)
        branchpoint.environment["CHROMIUM"] = str(program)
        return branchpoint

    yield with_browser
    branchpoint.environment.pop("CHROMIUM", None)


def test_a_picture_is_what_the_browser_draws_of_the_figure(drawing, lengths, tmp_path):
    written = SVG.replace("&", "&amp;").replace("<", "%3C").replace(">", "%3E")
    shell = drawing(f'<body><pre id="picture">data:image/svg+xml,{written}</pre></body>')
    shell("figures", lengths[0], "-f", "returns", "--format", "svg", "-o", tmp_path)
    assert (tmp_path / "returns.svg").read_text() == SVG
    given = (tmp_path / "given.html").read_text()
    assert 'format: "svg", width: 800, height: 480}' in given
    assert "Plotly.newPlot" in given
    shell = drawing('<body><pre id="picture">data:image/png;base64,iVBORw==</pre></body>')
    shell("figures", lengths[0], "-f", "returns", "--format", "png", "-o", tmp_path)
    assert (tmp_path / "returns.png").read_bytes() == b"\x89PNG"
    assert "scale: 3" in (tmp_path / "given.html").read_text()


def test_without_a_browser_or_a_drawing_it_says_what_to_take_instead(drawing, lengths, tmp_path):
    shell = drawing("<body></body>")
    what = ("-f", "returns", "--format", "svg", "-o", tmp_path / "to")
    shell("figures", lengths[0], *what, rc=1)
    assert "drew nothing. Take --format html, json or csv." in shell.errors
    shell.environment["CHROMIUM"] = str(tmp_path / "nowhere")
    shell("figures", lengths[0], *what, rc=2)
    assert "none is installed here" in shell.errors


def test_bytes_of_either_size_and_gaps_are_read_as_numbers():
    trace = {
        "x": {"dtype": "i4", "bdata": "AQAAAAIAAAA="},
        "y": [0.1, None],
        "meta": {"role": "real", "group": 3},
    }
    told = drawn_numbers({"groups": [{"index": 3, "label": "a, b"}], "figure": {"data": [trace]}})
    assert told.decode() == 'line,group,role,x,y\n,"a, b",real,1.0,0.1\n'
