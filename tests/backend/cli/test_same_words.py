"""One measured run says the same to a program, on the command line, over a link and in files."""

import csv
import io
import json
from dataclasses import asdict

import httpx
import numpy as np
import pytest

from backend.db import profiles, queue, series
from backend.db.profiles import StoredProfile
from backend.db.series import Points
from backend.db.tables import Run
from backend.spec.measures import Measures

H = np.arange(1, 6)
STEPS = np.array([100, 200, 300])
MEASURED = Measures(
    evaluations=3, latest=300, compared=1, early=-900.0, late=-300.0, error_of_one_step=0.8,
    within=0, horizon=5, cut_off=900, rollouts=1_000, cpu_seconds=5_400.0,
)  # fmt: skip


@pytest.fixture
def measured(branchpoint, instance_database):
    """A running run with curves and returns, half of its steps done."""
    (run,) = branchpoint.json("launch", "mbpo/pendulum", "--seeds", "7")["runs"]
    with instance_database.transaction() as session:
        claim = queue.claim(session, "worker", 600)
        while claim.run_id != run["id"]:
            claim = queue.claim(session, "worker", 600)
        returns = {
            "return/real": Points(STEPS, np.array([-900.0, -500.0, -300.0]), STEPS * 1.0),
            "return/model": Points(STEPS, np.array([-850.0, -300.0, 0.0]), STEPS * 1.0),
        }
        series.append(session, claim, returns)
        profiles.save(session, claim, [
            StoredProfile(
                run["id"], "horizon-error", policy, 300, "ts1", H,
                factor * H, factor * H / 2, factor * H, factor * H * 2, np.full(5, 8),
            )
            for policy, factor in (("data", 0.5), ("current", 0.8))
        ])  # fmt: skip
        row = session.get(Run, run["id"])
        row.measures = asdict(MEASURED)
        row.env_steps, row.phase = 1_250, "fitting the model"
    return run["id"]


@pytest.fixture
def ask(branchpoint):
    """What the API answers to its owner, or to who holds a link."""

    def asked(path, **headers):
        headers = headers or {"Authorization": f"Bearer {branchpoint.token}"}
        answer = httpx.get(f"{branchpoint.url}/api/v1/{path}", headers=headers, trust_env=False)
        assert answer.status_code == 200, answer.text
        return answer

    return asked


def test_it_says_the_same_wherever_it_is_asked(branchpoint, measured, ask):
    told = ask(f"runs/{measured}").json()
    sentences = [told["verdict"], *(each["sentence"] for each in told["warnings"])]
    assert len(sentences) > 1

    shown = branchpoint("show", measured)
    beside = [f"{told['status_word']}: {told['status_words']}", told["progress_words"]]
    assert [words for words in [*sentences, *beside] if words not in shown] == []
    assert "1 h 30 min of CPU time" in shown

    (line,) = [each for each in branchpoint("runs").splitlines() if measured in each]
    labels = ", ".join(each["label"] for each in told["warnings"])
    assert told["status_word"] in line
    assert labels in line

    link = branchpoint.json("share", measured)
    by_link = {"Branchpoint-Share": link["url"].rstrip("/").split("/")[-1].split("#")[-1]}
    shared = ask(f"runs/{measured}", **by_link).json()
    same = ("verdict", "warnings", "status_word", "status_words", "progress_words", "rollout_words")
    assert {name: shared[name] for name in same} == {name: told[name] for name in same}
    for path in (f"comparison?runs={measured}", f"runs/{measured}/trust"):
        assert ask(path, **by_link).json() == ask(path).json()


def test_files_hold_what_the_figure_draws(branchpoint, measured, ask):
    asked = f"runs={measured}&kind=horizon-error"
    figure = ask(f"figures/over-horizon?{asked}").json()["figure"]
    page = ask(f"figures/over-horizon.html?{asked}").text
    names = [trace["name"] for trace in figure["data"] if trace.get("name")]
    assert "current policy" in names
    assert [name for name in names if json.dumps(name) not in page] == []

    exported = branchpoint("export", measured, "--what", "horizon-error")
    rows = list(csv.DictReader(io.StringIO(exported)))
    by_policy = [float(row["mean"]) for row in rows if row["policy"] == "current"]
    assert by_policy == pytest.approx(0.8 * H)
    as_json = branchpoint.json("show", measured)
    assert as_json["verdict"] == ask(f"runs/{measured}").json()["verdict"]
