"""What the doctor finds where a store or a database never answers."""

import socket

import pytest

from backend.cli import health_checks


@pytest.fixture
def silent(monkeypatch):
    """The port of a server that takes connections and says nothing; who asks waits for little."""
    monkeypatch.setattr(health_checks, "ANSWER_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


@pytest.mark.parametrize(
    ("subject", "said"), [("database", "the database"), ("artifacts", "the artifact store")]
)
def test_what_does_not_answer_is_told_in_time(silent, monkeypatch, tmp_path, subject, said):
    monkeypatch.setenv("BRANCHPOINT_DATA", str(tmp_path))
    monkeypatch.setenv("BRANCHPOINT_DATABASE_URL", f"postgresql://127.0.0.1:{silent}/x")
    monkeypatch.setenv("BRANCHPOINT_ARTIFACTS_URL", "s3://bucket/runs")
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{silent}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "name")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "word")
    monkeypatch.setattr(health_checks, "SUBJECTS", {subject: health_checks.SUBJECTS[subject]})
    (finding,) = health_checks.examine()
    assert (finding.state, finding.message) == ("fail", f"{said} did not answer within 0.5 s")
    assert "Check BRANCHPOINT_" in finding.remedy


def test_what_is_found_in_time_is_given_as_it_is(silent):
    assert health_checks.in_time(lambda: silent, "it") == silent

    def fails():
        raise TimeoutError("its own")

    with pytest.raises(TimeoutError, match="its own"):
        health_checks.in_time(fails, "it")
