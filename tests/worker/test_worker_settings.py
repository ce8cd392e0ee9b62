"""Wrong settings of a worker: one sentence that names the variable."""

import pytest

from worker import settings

WRONG = {
    "ENGINE": ("nonsense", "'local', 'slurm' or 'ray' (got 'nonsense')"),
    "LEASE_SECONDS": ("-1", "allowed: at least 1.0 (got '-1')"),
    "SLOTS": ("0", "allowed: at least 1 (got '0')"),
    "RAY_ADDRESS": ("nonsense", "an address such as http://127.0.0.1:8265, without a path"),
    "RAY_PYTHON": ("python", "a whole path, such as /opt/branchpoint/bin/python (got 'python')"),
    "HEARTBEAT_SECONDS": ("20", "at most half of lease_seconds = 30.0"),
    "END_STALLED_MINUTES": ("2", "at least stall_minutes = 5.0"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_setting_is_one_sentence(monkeypatch, capsys, name):
    value, said = WRONG[name]
    monkeypatch.setenv(f"BRANCHPOINT_{name}", value)
    assert settings.main() == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"BRANCHPOINT_{name}: ")
    assert said in line
    assert "^" not in line


def test_the_usual_settings_are_taken(monkeypatch, capsys):
    for name in WRONG:
        monkeypatch.delenv(f"BRANCHPOINT_{name}", raising=False)
    assert (settings.main(), capsys.readouterr().err) == (0, "")
