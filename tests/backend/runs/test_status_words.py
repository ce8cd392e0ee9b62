"""A run's state in words, as the page, the command line and the API say it."""

from datetime import UTC, datetime, timedelta

import pytest

from backend.db import queue, workers
from backend.db.listed_runs import ListedRun
from backend.db.tables import Run as RunRow
from backend.runs.run_words import why_no_line
from backend.runs.schemas import Run
from backend.runs.status_words import (
    progress_words,
    status_word,
    status_words,
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def run(**changes):
    """A run a quarter of the way, as a list shows it, with changes; nothing else is looked at."""
    return Run.model_construct(
        **{
            "status": "running",
            "cancel_requested": False,
            "env_steps": 1_250,
            "total_steps": 5_000,
            "progress": 0.25,
            "steps_per_second": 3.21,
            "phase": "fitting the model",
            "started_at": NOON,
            "finished_at": None,
        }
        | changes
    )


def listed(**changes):
    """A running run as the list reads it; nothing else is looked at."""
    known = dict.fromkeys(ListedRun._fields) | {"status": "running"}
    return ListedRun(**(known | changes))


@pytest.mark.parametrize(
    ("known", "word"),
    [
        ({}, "running"),
        ({"stalled_since": NOON}, "stalled"),
        ({"stalled_since": NOON, "cancel_requested_at": NOON}, "cancelling"),
        ({"paused_at": NOON}, "pausing"),
        ({"paused_at": NOON, "cancel_requested_at": NOON}, "cancelling"),
        ({"waits_for": "Slurm: Priority"}, "waiting"),
        ({"status": "queued"}, "queued"),
        ({"status": "queued", "paused_at": NOON}, "paused"),
        ({"status": "failed", "stalled_since": NOON, "cancel_requested_at": NOON}, "failed"),
    ],
)
def test_a_status_is_a_word(known, word):
    assert status_word(listed(**known)) == word


def test_a_running_run_says_what_it_does_how_far_and_how_fast():
    assert status_words(run(), None) == "fitting the model"
    assert status_words(run(phase=None), None) == ""
    slow = "1,250 of 5,000 real steps (25 %)"
    assert progress_words(run()) == f"{slow} · 3.21 real steps per second"
    assert progress_words(run(steps_per_second=None)) == slow
    assert progress_words(run(status="queued")) == ""


def test_it_is_said_at_once_that_a_cancellation_was_heard():
    stopping = run(cancel_requested=True)
    assert status_words(stopping, None) == "stops, at 1,250 of 5,000 real steps"
    assert progress_words(stopping) == ""


def test_what_waits_says_for_what_where_that_is_told():
    assert status_words(run(status="queued"), None) == "waits for a worker"
    assert status_words(run(status="queued"), "next in line") == "next in line"
    assert status_words(run(), "Slurm: Priority") == "Slurm: Priority"
    stopping = run(cancel_requested=True)
    assert status_words(stopping, "Slurm: Priority").startswith("stops, at 1,250")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"status": "succeeded"}, "5,000 real steps in 12 min"),
        ({"status": "failed"}, "at 1,250 of 5,000 real steps in 12 min"),
        ({"status": "cancelled", "started_at": None}, "at 1,250 of 5,000 real steps"),
    ],
)
def test_a_run_that_ended_says_how(changes, words):
    ended = run(finished_at=NOON + timedelta(minutes=12), **changes)
    assert status_words(ended, None) == words


def test_its_place_is_what_the_queue_takes_next(api):
    first, second, third = (
        each["id"] for each in api.launch(seeds=[0, 1, 2], spec={"training": {}})["runs"]
    )
    with api.database.transaction() as session:
        workers.register(session, "here", 1, 1, "test")
        # Requeued later, it goes behind those that were launched after it.
        session.get(RunRow, first).queued_at += timedelta(seconds=60)
    told = {each: api.get(f"runs/{each}").json()["status_words"] for each in (first, second, third)}
    behind = "waits for the one slot; {} ahead of it"
    assert told == {
        second: "next in line for the one slot",
        third: behind.format("1 run is"),
        first: behind.format("2 runs are"),
    }
    with api.database.transaction() as session:
        assert queue.claim(session, "w", 60).run_id == second


def test_a_link_tells_no_place_in_the_queue(quick_api):
    (shared,) = quick_api.launch(spec={"algorithm": {"version": "model-free"}})["runs"]
    link = quick_api.post(
        "shares", {"kind": "run", "target_id": shared["id"], "title": "One"}
    ).json()
    told = quick_api.by(share=link["token"]).get(f"runs/{shared['id']}").json()
    assert told["status_words"] == "waits for a worker"
    assert quick_api.get(f"runs/{shared['id']}").json()["status_words"].startswith("no worker")


def test_a_log_without_lines_says_why(quick_api):
    (waiting,) = quick_api.launch()["runs"]
    log = quick_api.get(f"runs/{waiting['id']}/logs").json()
    assert (log["items"], log["reason"]) == ([], "Lines come when the run has started.")
    assert why_no_line("running", "info") == "Nothing was written yet."
    assert why_no_line("cancelled", "debug") == "Nothing was written in this run."
    assert why_no_line("running", "error") == "No line is of level error or above."
    further = quick_api.get(f"runs/{waiting['id']}/logs?after=3").json()
    assert further["reason"] is None


def test_runs_without_series_say_why(quick_api):
    ids = ",".join(each["id"] for each in quick_api.launch(seeds=[0, 1])["runs"])
    assert "None of these" in quick_api.get(f"series/keys?runs={ids}").json()["reason"]
    one = ids.split(",")[0]
    asked = f"series/keys?runs={one}"
    assert "come with its first steps" in quick_api.get(asked).json()["reason"]
    quick_api.post(f"runs/{one}/cancel")
    assert "ended before" in quick_api.get(asked).json()["reason"]
