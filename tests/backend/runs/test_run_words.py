"""What a run is, in few words, and what to do about a failed one."""

import pytest

from backend.runs.run_words import learner_words, rollout_words, seconds_to_first_curve
from backend.verdict.failure_advice import failure_advice
from worker.engines.outcome import crash_reason


@pytest.mark.parametrize(
    ("version", "improver", "words"),
    [
        ("2.5", "ppo", "version 2.5, ppo"),
        ("3.0", "auto", "version 3.0"),
        ("model-free", "redq", "model-free, redq"),
    ],
)
def test_a_learner_is_called_by_its_version_and_the_chosen_improver(version, improver, words):
    assert learner_words(version, improver) == words


def test_start_states_are_named_only_where_the_run_had_a_choice():
    words = "rollout length 1 to 15 from real uniform states"
    assert rollout_words("1 to 15", "real_uniform") == words
    assert rollout_words("15", "") == "rollout length 15"
    assert rollout_words("", "initial") == ""


def test_the_first_curve_is_as_far_as_the_rate_says():
    assert seconds_to_first_curve("running", 100, 500, 20.0) == 20.0
    for known in (("queued", 100, 500, 20.0), ("running", 500, 500, 20.0)):
        assert seconds_to_first_curve(*known) is None
    assert seconds_to_first_curve("running", 0, 500, None) is None
    assert seconds_to_first_curve("running", 0, 500, 0.0) is None


@pytest.mark.parametrize(
    ("reason", "advice"),
    [
        ("Diverged: the loss of member 3 is not finite", "learning rate"),
        ("the process was killed by signal 9", "out of memory"),
        ("lease expired", "workers went away"),
        (
            "SimulatorFault: the simulator Orchard/Swing-v0 returned a value that is not finite",
            "fault is the simulator's",
        ),
        (f"{crash_reason(3)}; gave up after 3 attempts", "the simulator Orchard/Swing-v0"),
        (f"{crash_reason(-11)}; gave up after 3 attempts", "the simulator Orchard/Swing-v0"),
        (f"{crash_reason(-9)}; gave up after 3 attempts", "out of memory"),
        ("ImportError: no MuJoCo", "branchpoint doctor"),
        ("ZeroDivisionError", "traceback"),
        (None, "traceback"),
    ],
)
def test_advice_fits_the_reason_of_a_failure(reason, advice):
    assert advice in failure_advice(reason, "Orchard/Swing-v0", 1)


def test_advice_says_which_attempt_it_was_and_never_of_how_many():
    words = failure_advice("lease expired", "Orchard/Swing-v0", 4)
    assert words.endswith("the spec itself may be fine. This was attempt 4.")
    assert "attempt" not in failure_advice("lease expired", "Orchard/Swing-v0", 1)


def test_a_run_tells_what_it_is(quick_api):
    (run,) = quick_api.launch(spec={"algorithm": {"version": "model-free"}})["runs"]
    told = quick_api.get(f"runs/{run['id']}").json()
    assert told["learner_words"] == "model-free"
    assert (told["rollout_words"], told["uses_model"], told["failure_advice"]) == ("", False, None)
