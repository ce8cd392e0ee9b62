"""What a launch would imagine, for the form's drawing and in words."""

import pytest

from backend.runs.rollout_preview import rollout_preview
from backend.spec.grid import expand

SCHEDULE = {"from": 1, "to": 15, "between": [20_000, 100_000]}


def told(grid=None, **changes):
    base = {}
    for path, value in changes.items():
        part, name = path.split("__")
        base.setdefault(part, {})[name] = value
    return rollout_preview(expand(base, grid or {}, [0, 1]))


def drawn(found):
    return found.start, found.lengths, found.fan, found.episode_steps


def test_version_3_branches_off_real_states():
    found = told()
    assert drawn(found) == ("everywhere", [5], 3, 200)
    assert found.label == "imagined, k = 5; 3 of 400 per real step"
    assert found.sentence == (
        "From states scattered over the real data the model imagines 5 steps and stops, before its "
        "errors have compounded. The policy learns from the imagined steps and, for 5 % of every "
        "batch, from the real ones."
    )
    assert "and from nothing real." in told(policy__real_ratio=0.0).sentence
    assert told(rollout__start="real_on_policy").start == "latest"


@pytest.mark.parametrize("version", ["2.0", "2.5"])
def test_gradients_in_the_model_have_a_rollout_from_each_start(version):
    found = told(algorithm__version=version, rollout__start="initial")
    assert drawn(found) == ("initial", [5], 1, 200)
    assert found.label == "imagined, k = 5; 100 rollouts per gradient"
    assert found.sentence.startswith("From the first state of an episode the model imagines 5 ")
    climbs = {"2.0": "climbs the imagined return", "2.5": "PPO's gradient steps"}[version]
    assert climbs in found.sentence


@pytest.mark.parametrize(
    ("version", "start", "fan", "executed"),
    [
        ("0.5", "present", 5, "then it plans anew. The model is fitted once, on random steps."),
        ("1.5", "present", 5, "executed; then it plans anew."),
        ("1.0", "successive", 3, "to its end without looking; only then the next one is made."),
    ],
)
def test_plans_begin_at_the_present_state_or_where_the_last_one_ended(
    version, start, fan, executed
):
    found = told(algorithm__version=version)
    assert drawn(found) == (start, [5], fan, 200)
    assert found.label == f"imagined, k = 5; {fan} of 200 candidate plans"
    assert found.sentence.startswith(
        "From the present state the model imagines 5 steps of each of 200 candidate plans."
    )
    assert found.sentence.endswith(executed)


def test_value_expansion_looks_ahead_from_every_state_of_a_batch():
    found = told(algorithm__improver="mve")
    assert (found.start, found.fan) == ("everywhere", 1)
    assert found.label == "imagined, k = 5; from each state of a batch"
    assert "From the real states of each batch" in found.sentence
    assert found.sentence.endswith("the policy learns at the real states alone.")
    assert "every depth up to there" in told(algorithm__improver="steve").sentence


def test_nothing_is_imagined_without_a_model():
    found = told(algorithm__version="model-free")
    assert (found.lengths, found.label) == ([], "")
    assert "Nothing is imagined" in found.sentence


def test_of_a_grid_the_first_that_imagines_is_told():
    found = told({"algorithm.version": ["model-free", "2.5"]})
    assert found.sentence.endswith("That is 2.5 with ppo, one of 2 in this grid.")
    assert "one of" not in told({"rollout.length": [1, 5]}).sentence


def test_every_constant_length_is_told_and_a_long_one_warned_of():
    found = told({"rollout.length": [1, 5, 51]})
    assert found.lengths == [1, 5, 51]
    assert found.label.startswith("imagined, k = 1, 5, 51;")
    assert "imagines 1, 5 or 51 steps and stops, far enough" in found.sentence
    assert "before its errors" in told(rollout__length=50).sentence
    assert "imagines one step and" in told(rollout__length=1).sentence


def test_lengths_that_vary_are_told_by_their_range():
    found = told(rollout__length=SCHEDULE)
    assert (found.lengths, found.label[:20]) == ([1, 8, 15], "imagined, k = 1 to 1")
    assert "1 to 15 steps, growing between real steps 20,000 and 100,000, and" in found.sentence
    adaptive = told(rollout__length={"tolerance": 0.3, "largest": 100})
    assert adaptive.lengths == [1, 51, 100]
    assert (
        "as far as its measured error stays within 0.3 standard deviations, at most 100 steps, and "
        "stops, before"
    ) in adaptive.sentence


def test_a_preview_tells_it(quick_api):
    found = quick_api.post("runs/preview", {"spec": {"environment": {"max_episode_steps": 50}}})
    assert found.json()["rollouts"]["episode_steps"] == 50


VALUE, WORST = "the value of its last state counts", "the worst reward in the data counts"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, VALUE),
        ({"rollout__after_cut_off": "worst"}, WORST),
        ({"algorithm__version": "2.5"}, VALUE),
        ({"algorithm__version": "2.0"}, WORST),
        ({"algorithm__version": "2.0", "gradient__terminal_value": True}, VALUE),
        ({"algorithm__version": "1.5"}, WORST),
    ],
)
def test_what_counts_after_a_stop_at_disagreement_is_said(changes, expected):
    found = told(rollout__max_disagreement=0.5, **changes).sentence
    assert "where the elites differ by more than 0.5 deviations of the data; " + expected in found
    assert "elites differ" not in told(**changes).sentence


def test_a_penalty_is_said():
    found = told(rollout__uncertainty_penalty=2.0).sentence
    assert found.endswith(" Each imagined reward is less by 2 times the predicted deviation.")
