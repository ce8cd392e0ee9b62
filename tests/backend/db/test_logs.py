"""A run's log keeps its newest lines."""

from datetime import UTC, datetime

from backend.db import experiments, logs, runs
from backend.spec.grid import parse


def test_a_log_forgets_its_oldest_lines_and_no_other_runs(database, monkeypatch):
    monkeypatch.setattr(logs, "MOST_LINES", 10)
    with database.transaction() as session:
        experiment = experiments.create(session, "tests")
        new = [runs.NewRun(name, parse({})) for name in ("chatty", "quiet")]
        chatty, quiet = (run.id for run in runs.create(session, experiment.id, new))
        logs.note(session, quiet, line("the only one"))
    for number in range(25):
        with database.transaction() as session:
            logs.note(session, chatty, line(str(number)))
    with database.reading() as session:
        kept = [record.message for record in logs.tail(session, chatty, 100)]
        assert kept == [str(number) for number in range(15, 25)]
        assert [record.message for record in logs.tail(session, quiet, 100)] == ["the only one"]


def line(message):
    return logs.LogLine(datetime.now(UTC), "warning", message)
