"""Nothing that comes from data steers the terminal: names, log lines, reasons, refusals."""

import os
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from backend.cli.terminal.output import note, say, say_json
from backend.db import experiments, runs
from backend.db.tables import LogRecord
from backend.spec.grid import parse

HOSTILE = "\x1b[2J\x1b]8;;http://evil.example\x07here\x1b]8;;\x07 \x9b31m \u202etxt \r\x7f"
STEERING = "\x1b\x07\x9b\u202e\r\x7f"


def steers(text):
    return [each for each in STEERING if each in text]


@pytest.fixture(scope="module")
def hostile(instance_database):
    """A failed run as an older version could have stored it: raw, in every text that it has."""
    now = datetime.now(UTC)
    with instance_database.transaction() as session:
        experiment = experiments.create(session, HOSTILE)
        (run,) = runs.create(session, experiment.id, [runs.NewRun(HOSTILE, parse({}))])
        run.failure_reason = run.failure_traceback = HOSTILE
        lines = (HOSTILE, "first\nsecond")
        session.add_all(
            LogRecord(run_id=run.id, at=now, level="warning", message=text, attempt=1)
            for text in lines
        )
        return run.id


def test_a_hostile_run_is_printed_as_text(branchpoint, hostile):
    for command in (("show", hostile), ("show", hostile, "--json"), ("runs",), ("experiments",)):
        written = branchpoint(*command)
        assert steers(written) == []
        assert "u001b" in written


def test_a_message_of_several_lines_does_not_look_like_several_messages(branchpoint, hostile):
    written = branchpoint("logs", hostile)
    assert steers(written) == []
    first, second = written.splitlines()[-2:]
    assert first.endswith("warning  first")
    assert second == " " * first.index("first") + "second"


def test_a_refusal_that_repeats_what_was_given_is_text_too(branchpoint):
    branchpoint("show", HOSTILE.replace("\r", ""), rc=4)
    assert steers(branchpoint.errors) == []


@pytest.mark.parametrize("write", [say, note, say_json])
def test_every_way_to_write_makes_it_visible(write, capsys):
    write(HOSTILE)
    assert steers("".join(capsys.readouterr())) == []


@pytest.mark.parametrize(
    "arguments", [("runs",), ("logs", "-f"), ("export", "--what", "returns"), ("--version",)]
)
def test_a_reader_that_leaves_is_no_failure(branchpoint, hostile, arguments):
    with_run = (hostile,) if arguments[0] in {"logs", "export"} else ()
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "backend.cli.main", *arguments, *with_run],
        env=branchpoint.environment | {"PYTHONPATH": str(branchpoint.folder)},
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")
