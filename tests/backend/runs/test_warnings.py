"""A run that diverged says so wherever it is shown, whatever its state is."""

from dataclasses import asdict

from backend.db.tables import Run
from backend.spec.measures import Measures

DIVERGED = Measures(
    evaluations=2, early=-1.0, late=-2.0, error_of_one_step=1e17, within=0, horizon=5,
    cut_off=99_947, rollouts=100_000,
)  # fmt: skip


def diverged(api):
    run_id = api.launch(experiment_name="lengths")["runs"][0]["id"]
    with api.database.transaction() as session:
        session.get(Run, run_id).measures = asdict(DIVERGED)
    return run_id


def test_lists_and_the_run_itself_carry_the_warnings(api):
    run_id = diverged(api)
    listed = api.get("runs").json()["items"][0]
    whole = api.get(f"runs/{run_id}").json()
    kinds = [warned["kind"] for warned in listed["warnings"]]
    assert kinds == ["model-error", "cut-off"]
    assert whole["warnings"] == listed["warnings"]
    assert whole["warnings"][0]["label"] == "model diverged"
    assert "may not be trusted for a single step" in whole["verdict"]


def test_a_run_without_numbers_carries_no_warning(api):
    run_id = api.launch(experiment_name="lengths")["runs"][0]["id"]
    whole = api.get(f"runs/{run_id}").json()
    assert whole["warnings"] == []
    assert "waits to start" in whole["verdict"]
