"""The commands about runs, each as a process against a real API process."""

import csv
import io
import json
import re
import shlex
from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import pyarrow.parquet as pq
import pytest

from backend.cli.commands.launch import read_request
from backend.db import logs, profiles, queue, series, workers
from backend.db.logs import LogLine
from backend.db.profiles import StoredProfile
from backend.db.series import Points
from backend.db.status import Status
from backend.db.tables import Run

SMALL = "training: {env_steps: 500, random_steps: 100}\n"


@pytest.fixture
def launch(branchpoint, tmp_path):
    """Launch from a small spec file and give back what `--json` says."""
    (tmp_path / "spec.yaml").write_text(SMALL)
    return lambda *options: branchpoint.json("launch", str(tmp_path / "spec.yaml"), *options)


@pytest.fixture
def finished(launch, instance_database):
    """A run with a curve, a return and a log, as a worker would leave them."""
    (run,) = launch("--experiment", "finished", "--tag", "small")["runs"]
    with instance_database.transaction() as session:
        worker = workers.register(session, "here", 1, 1, "0")
        claim = queue.claim(session, worker, 30)
        while claim.run_id != run["id"]:
            queue.finish(session, claim, Status.SUCCEEDED)
            claim = queue.claim(session, worker, 30)
        horizon = np.arange(1, 4)
        numbers = np.array([0.1, 0.2, np.nan])
        curve = StoredProfile(
            run_id=run["id"],
            kind="horizon-error",
            policy="current",
            env_step=250,
            propagation="ts1",
            horizon=horizon,
            mean=numbers,
            q10=numbers,
            q50=numbers,
            q90=numbers,
            count=np.array([5, 5, 4]),
        )
        profiles.save(session, claim, [curve])
        # More points than any answer for a screen holds.
        steps = np.arange(2_000)
        points = Points(steps=steps, values=steps / 10, walls=steps / 1.0)
        series.append(session, claim, {"return/real": points, "policy/entropy": points})
        said = [LogLine(at=datetime.now(UTC), level="info", message=f"line {n}") for n in (1, 2)]
        logs.append(session, claim, said)
        queue.finish(session, claim, Status.SUCCEEDED)
    return run


def test_a_grid_with_seeds_is_launched_whole(launch):
    launched = launch("--set", "rollout.length=1,5,20", "--seeds", "0-4", "--experiment", "lengths")
    assert launched["experiment"]["name"] == "lengths"
    assert {(run["rollout_length"], run["seed"]) for run in launched["runs"]} == {
        (str(length), seed) for length in (1, 5, 20) for seed in range(5)
    }


def test_runs_are_told_in_groups(launch, branchpoint):
    launch("--set", "rollout.length=1,5", "--seeds", "0-2", "--experiment", "grouped")
    asked = ("runs", "-e", "grouped", "--group-by", "rollout.length", "--columns", "seed,version")
    told = branchpoint.json(*asked)
    assert [(each["label"], each["count"]) for each in told["items"]] == [
        ("k = 1", 3),
        ("k = 5", 3),
    ]
    heading, first, second = branchpoint(*asked).splitlines()
    assert heading.split()[:3] == ["rollout.length", "runs", "states"]
    assert first.split()[:4] == ["1", "3", "3", "queued"]
    assert "1 ± 2.48" in second


def test_an_experiment_of_the_same_name_takes_further_runs(launch):
    first = launch("--experiment", "twice")
    second = launch("--experiment", "twice", "--seeds", "1")
    assert first["experiment"]["id"] == second["experiment"]["id"]


def test_a_preset_is_launched_by_name(branchpoint):
    (run,) = branchpoint.json("launch", "mbpo/hopper", "--name", "mine")["runs"]
    assert run["environment"] == "Hopper-v5"
    assert run["name"].startswith("mine")


def test_a_spec_comes_from_standard_input(branchpoint):
    (run,) = branchpoint.json("launch", "-", given="seed: 7\nrollout: {length: 3}\n")["runs"]
    assert (run["seed"], run["rollout_length"]) == (7, "3")


def test_a_dry_run_launches_nothing(branchpoint, launch):
    before = branchpoint.json("runs")["total"]
    preview = launch("--set", "rollout.length=1,5", "--dry-run")
    assert preview["count"] == 2
    assert branchpoint.json("runs")["total"] == before


def test_the_command_that_a_preview_shows_means_the_same_launch(launch):
    options = ["--set", "rollout.length={from: 1, to: 15, between: [0, 100]},5", "--seeds", "0-2"]
    options += ["--set", "model.hidden=[64,64],[32]", "--set", "model.learning_rate=1e-4"]
    command = launch(*options, "--dry-run")["command"]
    words = shlex.split(command.partition(" | ")[2])
    settings = [value for flag, value in pairwise(words) if flag == "--set"]
    again = read_request("mbpo/pendulum", settings, words[words.index("--seeds") + 1])
    assert again["grid"] == {
        "rollout.length": [{"from": 1, "to": 15, "between": [0, 100]}, 5],
        "model.hidden": [[64, 64], [32]],
    }
    assert again["spec"]["training"] == {"env_steps": 500, "random_steps": 100}
    assert again["spec"]["model"] == {"learning_rate": 0.0001}
    assert again["seeds"] == [0, 1, 2]


@pytest.mark.parametrize(
    ("setting", "complaint"),
    [
        ("environment.id=Nowhere-v0", "environment.id: unknown environment"),
        ("environment.id=os:system-v0", "environment.id: unknown environment"),
        ("environment.id=CarRacing-v3", "observations are images"),
        ("rollout.length=-1", "rollout.length"),
        ("model.elites=9", "model.elites: allowed: at most model.members = 7 (got 9)"),
        ("rollout.lenght=5", "rollout.lenght: unknown field"),
        ("seed=1,2", "use seeds"),
        ("rollout.length=" + ",".join(str(n) for n in range(1, 502)), "at most 500 runs"),
    ],
)
def test_a_refused_value_is_told_at_its_field_and_launches_nothing(branchpoint, setting, complaint):
    before = branchpoint.json("runs")["total"]
    branchpoint("launch", "mbpo/pendulum", "--set", setting, rc=2)
    assert complaint in branchpoint.errors
    assert branchpoint.json("runs")["total"] == before


@pytest.mark.parametrize(
    ("spec", "complaint"),
    [
        ("missing.yaml", "there is no file missing.yaml"),
        ("nonsense", "mbpo/hopper"),
    ],
)
def test_a_spec_that_is_not_there_is_told(branchpoint, spec, complaint):
    branchpoint("launch", spec, rc=2)
    assert complaint in branchpoint.errors


def test_a_spec_file_of_ten_megabytes_is_refused(branchpoint, tmp_path):
    (tmp_path / "big.yaml").write_text("a: " + "x" * 10_000_000)
    branchpoint("launch", str(tmp_path / "big.yaml"), rc=2)
    assert "at most 1,048,576 bytes" in branchpoint.errors


def test_runs_are_listed_and_filtered(branchpoint, launch):
    (run,) = launch("--experiment", "listed", "--tag", "needle")["runs"]
    assert run["id"] in branchpoint("runs", "--tag", "needle", "--status", "queued")
    assert [each["id"] for each in branchpoint.json("runs", "-e", "listed")["items"]] == [run["id"]]
    assert "listed" in branchpoint("experiments")


def test_a_run_is_found_by_the_beginning_of_its_id(branchpoint, launch):
    (run,) = launch()["runs"]
    assert branchpoint.json("show", run["id"][:10])["id"] == run["id"]
    assert "env_steps: 500" in branchpoint("show", run["id"])


def test_a_name_that_several_runs_have_is_ambiguous(branchpoint):
    for _ in range(2):
        branchpoint("launch", "sac/pendulum", "--name", "same")
    branchpoint("show", "same", rc=2)
    assert "ambiguous" in branchpoint.errors


def test_a_run_that_is_not_there_has_its_exit_status(branchpoint):
    branchpoint("show", "zzzzzzzzzzzz", rc=4)
    assert branchpoint.errors == "error: there is no run 'zzzzzzzzzzzz'.\n"


def test_queued_runs_are_cancelled_at_once_and_waiting_says_so(branchpoint, launch):
    runs = launch("--seeds", "0,1")["runs"]
    cancelled = branchpoint.json("cancel", *[run["id"] for run in runs])["items"]
    assert {run["status"] for run in cancelled} == {"cancelled"}


def test_a_run_that_was_given_back_often_shows_its_attempt_and_no_limit(
    branchpoint, launch, instance_database
):
    (run,) = launch()["runs"]
    assert "attempt" not in branchpoint("show", run["id"])
    with instance_database.transaction() as session:
        session.get(Run, run["id"]).attempt = 4
    assert re.search(r"^attempt +4$", branchpoint("show", run["id"]), re.MULTILINE)


def test_a_run_is_shown_with_times_to_the_second(branchpoint, launch):
    (run,) = launch()["runs"]
    launched = run["created_at"][:19].replace("T", " ")
    assert re.search(
        rf"^launched +{launched} UTC \((now|\d+ s ago)\)$",
        branchpoint("show", run["id"]),
        re.MULTILINE,
    )


def test_one_misspelt_name_cancels_nothing(branchpoint, launch):
    (run,) = launch()["runs"]
    branchpoint("cancel", run["id"], "nothing-of-that-name", rc=4)
    assert branchpoint.json("show", run["id"])["status"] == "queued"


def test_a_deleted_run_comes_back(branchpoint, launch):
    (run,) = launch("--tag", "deleted")["runs"]
    branchpoint("delete", run["id"])
    assert branchpoint.json("runs", "--tag", "deleted")["total"] == 0
    branchpoint("restore", run["id"])
    assert branchpoint.json("runs", "--tag", "deleted")["total"] == 1


def test_all_runs_that_pass_a_filter_are_tagged_and_deleted(branchpoint, launch):
    launch("--tag", "gone", "--seeds", "0,1,2")
    chosen = ("--filter", '"gone" in tags and seed < 2')
    assert branchpoint("tag", *chosen, "--add", "early") == "2 of 2 runs tagged anew\n"
    assert branchpoint("delete", "--filter", '"early" in tags') == "2 of 2 runs deleted\n"
    assert branchpoint.json("runs", "--tag", "gone")["total"] == 1
    branchpoint("delete", "--filter", '"early" in tags', rc=4)
    branchpoint("delete", rc=2)


def test_a_run_is_launched_again_with_a_change(branchpoint, launch):
    (run,) = launch()["runs"]
    (again,) = branchpoint.json("relaunch", run["id"], "--set", "rollout.length=9")["runs"]
    assert (again["parent_id"], again["rollout_length"]) == (run["id"], "9")
    branchpoint("relaunch", run["id"], "--set", "rollout.length=1,2", rc=2)
    assert "one value here" in branchpoint.errors
    more = branchpoint.json("relaunch", again["id"], "--seeds", "+2")["runs"]
    assert [each["seed"] for each in more] == [again["seed"] + 1, again["seed"] + 2]


def test_chosen_runs_are_launched_with_more_seeds_and_what_waits_of_it_is_cancelled(
    launch, branchpoint
):
    first = launch("--set", "rollout.length=1,5", "--seeds", "0-1", "--experiment", "more seeds")
    ids = [run["id"] for run in first["runs"]]
    told = branchpoint.json("relaunch", *ids, "--seeds", "+2")["items"]
    again = [[(run["rollout_length"], run["seed"]) for run in each["runs"]] for each in told]
    assert sorted(map(sorted, again)) == [[("1", 2), ("1", 3)], [("5", 2), ("5", 3)]]
    answer = branchpoint.json("cancel", "--launch", told[0]["runs"][0]["id"])
    assert answer == {"count": 2}
    branchpoint("cancel", ids[0], "--launch", ids[0], rc=2)
    left = branchpoint.json("runs", "-e", "more seeds", "--status", "queued")["total"]
    assert left == 6


def test_logs_are_printed_and_following_ends_with_the_run(branchpoint, finished):
    lines = branchpoint("logs", finished["id"], "--follow").splitlines()
    assert [line[-6:] for line in lines][-2:] == ["line 1", "line 2"]
    first = json.loads(branchpoint("logs", finished["id"], "--json").splitlines()[-1])
    assert first["message"] == "line 2"


def test_the_horizon_error_has_its_columns_in_every_form(branchpoint, finished, tmp_path):
    columns = ["run", "env_step", "policy", "horizon", "mean", "q10", "q50", "q90", "count"]
    arguments = ("export", finished["id"], "--what", "horizon-error", "--format")
    rows = list(csv.DictReader(io.StringIO(branchpoint(*arguments, "csv"))))
    assert list(rows[0]) == columns
    assert [row["horizon"] for row in rows] == ["1", "2", "3"]
    table = pq.read_table(io.BytesIO(branchpoint(*arguments, "parquet", binary=True)))
    assert table.column_names == columns
    branchpoint(*arguments, "json", "-o", str(tmp_path / "rows.json"))
    parsed = json.loads((tmp_path / "rows.json").read_text())
    assert list(parsed[0]) == columns
    assert [row["mean"] for row in parsed] == [0.1, 0.2, None]


def test_series_are_exported_whole_and_returns_are_some_of_them(branchpoint, finished):
    arguments = ("export", "finished", "--format", "json", "--what")
    every = json.loads(branchpoint(*arguments, "series"))
    of_run = [row for row in every if row["run"] == finished["id"]]
    assert len(of_run) == 4_000
    assert {row["key"] for row in json.loads(branchpoint(*arguments, "returns"))} == {"return/real"}


def test_runs_are_compared_in_words_and_in_numbers(branchpoint, finished):
    words = branchpoint("compare", finished["id"], "--threshold", "150", "--last", "3")
    # The series is 0, 0.1, ... 199.9 at steps 0 to 1,999.
    heading, row = words.splitlines()[:2]
    assert heading.split()[:2] == ["group", "seeds"]
    assert "1 of 1 (2 to 100 %)" in row
    assert row.endswith("1,500")
    assert "Reached is a return of at least 150, as you chose." in words
    told = json.loads(branchpoint("compare", finished["id"], "--last", "3", "--format", "json"))
    assert told["groups"][0]["estimates"]["mean_of_last"]["mean"] == pytest.approx(199.8)
    (row,) = csv.DictReader(io.StringIO(branchpoint("compare", finished["id"], "--format", "csv")))
    assert float(row["mean"]) == pytest.approx(199.9)


def test_all_compared_runs_are_one_group_where_nothing_is_to_group_them(branchpoint, launch):
    launch("--set", "rollout.length=1,5", "--experiment", "pairs")
    arguments = ("compare", "pairs", "--format", "json")
    assert len(json.loads(branchpoint(*arguments))["groups"]) == 2
    assert len(json.loads(branchpoint(*arguments, "--group-by", "none"))["groups"]) == 1
    branchpoint("compare", "nobody", rc=4)


def test_a_spec_is_exported_as_a_file_to_launch_from(branchpoint, finished, tmp_path):
    path = tmp_path / "again.yaml"
    branchpoint("export", finished["id"], "--what", "spec", "-o", str(path))
    assert branchpoint.json("launch", str(path), "--dry-run")["count"] == 1


def test_a_form_that_does_not_fit_is_refused(branchpoint, finished):
    branchpoint("export", finished["id"], "--what", "spec", "--format", "csv", rc=2)
    assert "yaml or json for spec (got csv)" in branchpoint.errors


def test_a_link_is_made_listed_and_taken_back(branchpoint, launch):
    (run,) = launch()["runs"]
    made = branchpoint.json("share", run["id"], "--title", "look", "--expires", "7d")
    assert made["url"].startswith(f"{branchpoint.url}/s/")
    assert "look" in branchpoint("shares")
    assert branchpoint.json("unshare", made["id"])["revoked_at"] is not None
    assert made["id"] not in branchpoint("shares")
    branchpoint("share", run["id"], "--expires", "soon", rc=2)


def test_an_experiment_is_shared_by_name(branchpoint, launch):
    launch("--experiment", "to share")
    assert branchpoint("share", "to share").startswith(f"{branchpoint.url}/s/")


def test_a_wrong_token_is_told_as_not_being_let_in(branchpoint):
    branchpoint.environment = branchpoint.environment | {"BRANCHPOINT_TOKEN": "wrong"}
    try:
        branchpoint("runs", rc=3)
        assert "Sign in first" in branchpoint.errors
    finally:
        branchpoint.environment = branchpoint.environment | {"BRANCHPOINT_TOKEN": branchpoint.token}
