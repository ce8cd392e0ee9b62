"""Curves that others published: read with care, drawn beside those of runs, deleted with undo."""

import csv
import io

import numpy as np
import pytest

from backend.db import queue, series

CURVE = "step,value,low,high\n0,-1200,-1300,-1100\n100,-400,-500,-300\n300,-150,-200,-100\n"
NEW = {
    "title": "SAC of the paper", "algorithm": "SAC", "source": "Haarnoja et al. 2018, figure 1",
    "url": "https://arxiv.org/abs/1812.05905", "environment": "Pendulum-v1", "csv": CURVE,
}  # fmt: skip


def keep(api, **change):
    return api.post("published-curves", NEW | change)


def measured(api):
    run = api.launch()["runs"][0]["id"]
    with api.database.transaction() as session:
        claim = queue.claim(session, "worker", 60)
        steps = np.array([100, 200])
        points = series.Points(steps, np.array([-900.0, -600.0]), steps * 1.0)
        series.append(session, claim, {"return/real": points})
    return run


def lines(api, run, words=""):
    drawn = api.get(f"figures/returns?runs={run}{words}").json()
    dashed = [each for each in drawn["figure"]["data"] if each["meta"]["role"] == "reference"]
    return dashed, drawn["note"] or ""


def test_a_curve_is_drawn_with_its_source_until_it_is_deleted_and_again_after_undo(api):
    run = measured(api)
    assert lines(api, run) == ([], "")
    response = keep(api)
    assert response.status_code == 201, response.text
    kept = response.json()
    assert (kept["points"], kept["first_step"], kept["last_step"]) == (3, 0, 300)
    assert kept["has_interval"]
    (line,), note = lines(api, run)
    assert line["line"]["dash"] == "dash"
    assert line["customdata"][1] == (
        "\N{MINUS SIGN}400 ± 100<br>Haarnoja et al. 2018, figure 1, https://arxiv.org/abs/1812.05905"
    )
    assert "Dashed, as published: SAC of the paper (SAC) (Haarnoja et al. 2018" in note
    assert lines(api, run, "&published=false") == ([], "")
    assert lines(api, run, "&x=wall")[0] == []
    loss = api.get(f"figures/over-steps?key=return/gap&runs={run}").json()
    assert all(each["meta"]["role"] != "reference" for each in loss["figure"]["data"])
    page = api.get(f"figures/returns.html?runs={run}").text
    assert "Haarnoja et al. 2018, figure 1" in page
    api.delete(f"published-curves/{kept['id']}")
    assert lines(api, run)[0] == []
    assert api.get("published-curves").json()["items"] == []
    api.post(f"published-curves/{kept['id']}/restore")
    assert len(lines(api, run)[0]) == 1


def test_a_curve_of_another_task_is_not_drawn_and_its_file_has_every_point(quick_api):
    run = measured(quick_api)
    keep(quick_api, environment="Hopper-v5", title="=HYPERLINK(1)")
    assert lines(quick_api, run) == ([], "")
    told = quick_api.get("published-curves?format=csv&environment=Hopper-v5").text
    rows = list(csv.DictReader(io.StringIO(told)))
    assert [float(row["value"]) for row in rows] == [-1200, -400, -150]
    assert rows[0]["title"] == "'=HYPERLINK(1)"
    assert quick_api.get("published-curves?environment=Other").json()["items"] == []


def test_a_curve_far_beyond_the_runs_stretches_no_axis_and_is_named(quick_api):
    run = measured(quick_api)
    keep(quick_api, csv="step,value\n5000,1\n6000,2\n")
    dashed, note = lines(quick_api, run)
    assert (dashed, note) == ([], "1 published curve begins after the last real step here.")


def test_text_of_others_is_text_in_a_figure(quick_api):
    run = measured(quick_api)
    keep(quick_api, title="<b>bold</b>", source="<img src=x onerror=alert(1)>")
    (line,), _ = lines(quick_api, run)
    assert "<b>" not in line["name"]
    assert "<img" not in line["customdata"][0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("step,value\n1,nan\n", "row 2, column value: a finite number"),
        ("step,value\n1,inf\n", "row 2, column value: a finite number"),
        ("step,value\n1,1e300\n", "row 2, column value: a finite number"),
        ("step,value\n1,1_0\n", "row 2, column value: a finite number"),
        ("step,value\n1\n", "row 2, column value: a finite number"),
        ("step,value\n1.5,1\n", "row 2, column step: a whole number of real steps, 0 or more"),
        ("step,value\n-1,1\n", "row 2, column step: a whole number of real steps, 0 or more"),
        ("step,value\n5,1\n\n5,2\n", "row 4, column step: more than 5, the step of the row before"),
        ("step,value,low,high\n1,5,6,7\n", "row 2, column low: at most the value"),
        ("step,value,low,high\n1,5,4,4\n", "row 2, column high: at least the value"),
        ("step,value\n", "a row for each point below the header"),
        ("step\n1\n", "the columns step and value"),
        ("step,value,low\n1,2,1\n", "and perhaps both low and high"),
        ("step,value,value\n1,2,1\n", "each once"),
        ('step,value\n"1,2\n', "a table in CSV"),
        ("step,value\n" + "".join(f"{n},1\n" for n in range(10_001)), "at most 10,000 rows"),
    ],
)
def test_a_bad_table_is_refused_at_its_row_and_column(quick_api, text, message):
    response = keep(quick_api, csv=text)
    assert response.status_code == 422
    (problem,) = response.json()["errors"]
    assert problem["field"] == "csv"
    assert message in problem["message"]
    assert quick_api.get("published-curves").json()["items"] == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("url", "javascript:alert(1)"), ("url", "data:text/html,x"), ("url", "http://"),
        ("url", "https://a b"), ("url", "//host/x"), ("title", ""), ("source", " "),
        ("title", "two\nlines"), ("metric", "nonsense"), ("csv", "x" * 800_001),
        ("environment", ""), ("colour", "red"),
    ],
)  # fmt: skip
def test_what_is_no_source_or_task_is_refused_at_its_field(quick_api, field, value):
    response = keep(quick_api, **{field: value})
    assert response.status_code == 422
    assert [each["field"] for each in response.json()["errors"]] == [field]


def test_ten_faults_are_told_at_once(quick_api):
    text = "step,value\n" + "".join(f"{n},x\n" for n in range(50))
    problems = keep(quick_api, csv=text).json()["errors"]
    assert [each["message"].partition(":")[0] for each in problems] == [
        f"row {row}, column value" for row in range(2, 12)
    ]
