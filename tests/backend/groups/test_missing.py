"""Each reason for an empty figure, said as it is."""

import pytest

from backend.db.tables import Run
from backend.groups.missing import why_nothing
from backend.spec.curves import CURVES


def run(version="3.0", status="running", env_steps=0, real_return=None, environment="Pendulum-v1"):
    return Run(
        version=version,
        status=status,
        env_steps=env_steps,
        real_return=real_return,
        environment=environment,
        spec={"training": {"env_steps": 2_000, "random_steps": 300}},
    )


DONE = {"env_steps": 2_000, "real_return": -150.0}
REASONS = [
    # returns need an evaluation alone
    ("returns", {"version": "model-free", "status": "queued"}, None, "waits in the queue"),
    ("returns", {"env_steps": 250}, None, "has not been evaluated yet. Its first evaluation is at"),
    ("returns", {"status": "failed", "env_steps": 250}, None, "ended before its first"),
    ("returns", {"status": "cancelled"}, None, "ended before its first evaluation."),
    # a run without a model never has what is about one, whatever became of it
    *(
        (wanted, {"version": "model-free", "status": status, **DONE}, None, "has no model")
        for wanted in ("model", "diagnostic", "gradients")
        for status in ("queued", "running", "succeeded", "failed", "cancelled")
    ),
    ("model", {"env_steps": 300}, None, "Its first evaluation is at real step 300."),
    ("model", {"status": "succeeded", **DONE}, 100, "had not been evaluated at that step"),
    ("model", {"status": "succeeded", **DONE}, 299, "had not been evaluated at that step"),
    ("model", {"status": "succeeded", **DONE}, 300, "this was not measured"),
    # what the version or its task does not allow
    ("gradients", {"version": "1.5", **DONE}, None, "no policy network for continuous actions"),
    ("gradients", {"environment": "CartPole-v1", **DONE}, None, "no policy network"),
    ("gradients", {"version": "2.5", "env_steps": 400}, None, "its last evaluation has it"),
    # what the budget left out, and what nobody measured
    ("diagnostic", {"version": "1.5", "env_steps": 400}, None, "its budget of diagnostics"),
    ("diagnostic", {"status": "failed", "env_steps": 400}, None, "this was not measured"),
    ("diagnostic", {"status": "succeeded", **DONE}, None, "this was not measured"),
]


@pytest.mark.parametrize(("wanted", "about", "env_step", "words"), REASONS)
def test_one_run_says_why_it_has_nothing(wanted, about, env_step, words):
    said = why_nothing([run(**about)], wanted, env_step)
    assert said.startswith("This run ")
    assert words in said


def test_runs_of_one_reason_share_a_sentence_and_others_are_counted():
    free = run(version="model-free", status="succeeded", **DONE)
    assert why_nothing([free, free], "model") == (
        "These 2 runs are model-free: they have no model to measure."
    )
    assert why_nothing([free, free, run(status="queued")], "model") == (
        "2 runs are model-free: they have no model to measure. 1 run waits in the queue."
    )


def test_every_diagnostic_knows_what_it_needs():
    kinds = {kind: curve.needs for kind, curve in CURVES.items()}
    assert kinds["closed-loop-error"] == "diagnostic"
    of_gradients = {kind for kind, needs in kinds.items() if needs == "gradients"}
    assert {"pathwise-norm", "likelihood-variance", "jacobian-stretch"} <= of_gradients
    assert "horizon-error" not in of_gradients
