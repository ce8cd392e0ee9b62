"""Errors of models are set side by side along one suite, or along none, and it is said which."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from backend.db import profiles, queue, runs, series
from backend.groups.shared_suite import OWN, shared_suite

H = np.arange(1, 21)
ONE, TWO = "1" * 64, "2" * 64
NONE = {"checksum": None, "why": "there was none"}
COMMAND = "branchpoint suite make Pendulum-v1"


def run(name, suite, version="3.0", **provenance):
    told = provenance | ({} if suite is None else {"suite": suite})
    return SimpleNamespace(
        id=name, name=name, version=version, environment="Pendulum-v1", provenance=told,
        spec={"environment": {"id": "Pendulum-v1"}},
    )  # fmt: skip


def along(checksum):
    return {"checksum": checksum, "why": ""}


def test_runs_along_one_suite_share_it():
    found = shared_suite([run("a", along(ONE)), run("b", along(ONE))])
    assert (found.checksum, found.is_shared, found.why) == (ONE, True, "")
    assert found.run_ids == {"a", "b"}


def test_runs_without_a_model_and_queued_ones_do_not_spoil_it():
    free, queued = run("f", NONE, "model-free"), run("q", None)
    assert shared_suite([run("a", along(ONE)), free, queued]).is_shared
    assert shared_suite([free, queued]).instead == ""


def test_a_run_without_a_suite_is_named_with_the_command_that_makes_one():
    found = shared_suite([run("a", along(ONE)), run("b", NONE), run("c", NONE)])
    assert not found.is_shared
    assert found.instead.startswith(OWN)
    assert "run b and 1 more were measured along no suite (there was none;" in found.instead
    assert COMMAND in found.instead
    assert "before there were suites" in shared_suite([run("old", None, code="x")]).why


def test_the_most_common_of_different_suites_is_kept_and_the_others_are_said():
    found = shared_suite([run("a", along(ONE)), run("b", along(TWO)), run("c", along(TWO))])
    assert (found.checksum, found.run_ids, found.is_shared) == (TWO, {"b", "c"}, False)
    assert found.left_out == "Left out: these runs were measured along 2 different suites."


def test_an_environment_with_arguments_gets_its_suite_from_a_run_in_it():
    heavy = run("heavy", NONE)
    heavy.spec["environment"]["kwargs"] = {"g": 20.0}
    assert f"{COMMAND} --from heavy makes one" in shared_suite([heavy]).why


def curve(policy, error):
    mean = error * H.astype(float)
    return profiles.StoredProfile(
        "", "horizon-error", policy, 500, "mean", H, mean, mean, mean, mean, np.full(20, 80)
    )


def filled(api, checksums):
    """Runs of k = 1 and 5 whose errors along their own data and along the suite differ."""
    api.launch(grid={"rollout.length": [1, 5]}, seeds=[0])
    found = {}
    with api.database.transaction() as session:
        while (claim := queue.claim(session, "worker", 60)) is not None:
            k = claim.spec.rollout.length
            found[k] = claim.run_id
            told = {} if checksums[k] is None else {"suite": along(checksums[k])}
            runs.set_provenance(session, claim, {"code": "x"} | told)
            made = [curve("current", 0.1 * k), curve("data", 0.05 * k)]
            suite = curve("suite", 0.3 / k)
            skill = replace(suite, kind="skill", mean=1.0 - 0.1 * k * H)
            profiles.save(session, claim, [*made, *([suite, skill] if told else [])])
            points = series.Points(np.array([500]), np.array([-300.0]), np.array([1.0]))
            series.append(session, claim, {"return/real": points})
    return ",".join(found.values())


def shown(api, ids, query=""):
    compared = api.get(f"comparison?runs={ids}&horizon=10{query}").json()
    policy = query and f"&policy={compared['policy']}"
    figure = api.get(f"figures/over-horizon?kind=horizon-error&runs={ids}{policy}").json()
    axis = " ".join(a["text"] for a in figure["figure"]["layout"]["annotations"])
    return compared, figure, axis


def test_runs_that_share_a_suite_are_compared_along_it(quick_api):
    compared, figure, axis = shown(quick_api, filled(quick_api, {1: ONE, 5: ONE}))
    assert compared["policy"] == "suite"
    assert compared["along"] == dict.fromkeys(("error", "break_even", "growth"), "suite")
    errors = [group["error"]["mean"] for group in compared["groups"]]
    assert errors == pytest.approx([3.0, 0.6])
    assert "standard deviations of the suite's states between groups" in compared["error_reading"]
    assert "open-loop state error, suite (standard deviations of the suite's states)" in axis
    assert OWN not in (figure["note"] or "")
    # Along their own episodes the order is the other one, and a reader may still ask for it.
    own, _, axis = shown(
        quick_api,
        ",".join(compared["groups"][0]["run_ids"] + compared["groups"][1]["run_ids"]),
        "&policy=current",
    )
    assert [g["error"]["mean"] for g in own["groups"]] == pytest.approx([1.0, 5.0])
    assert "current policy (standard deviations of the data)" in axis


@pytest.mark.parametrize("other", [None, TWO])
def test_without_a_common_suite_each_runs_own_episodes_stand_in_and_it_is_said(quick_api, other):
    compared, figure, axis = shown(quick_api, filled(quick_api, {1: ONE, 5: other}))
    assert compared["policy"] == "current"
    assert [g["error"]["mean"] for g in compared["groups"]] == pytest.approx([1.0, 5.0])
    why = "different suites" if other else COMMAND
    assert OWN in compared["error_reading"]
    assert why in compared["error_reading"]
    # Why is said once, in the words beside the figure.
    assert f"{OWN}." in figure["note"]
    assert "standard deviations of the data" in axis


def test_curves_along_different_suites_are_never_mixed(quick_api):
    ids = filled(quick_api, {1: ONE, 5: TWO})
    compared, figure, _ = shown(quick_api, ids, "&policy=suite")
    assert [g["n"] for g in figure["groups"]] == [1, 0]
    assert "2 different suites" in figure["note"]
    assert [g["error"]["mean"] for g in compared["groups"]] == [pytest.approx(3.0), None]
    assert [g["break_even"]["n"] for g in compared["groups"]] == [1, 0]


def test_a_run_without_a_suite_says_so_where_it_is_asked_for(quick_api):
    ids = filled(quick_api, {1: None, 5: None}).split(",")
    answer = quick_api.get(
        f"figures/over-horizon?kind=horizon-error&policy=suite&runs={ids[0]}"
    ).json()
    assert answer["empty"]
    assert COMMAND in answer["reason"]


def test_the_table_of_trust_compares_along_the_suite(quick_api):
    ids = filled(quick_api, {1: ONE, 5: ONE})
    told = quick_api.get(f"trust?runs={ids}").json()
    ones = [group["error_of_one_step"]["mean"] for group in told["groups"]]
    assert ones == pytest.approx([0.3, 0.06])
    assert "along the suite that these runs share" in told["reading"]
    alone = quick_api.get(f"trust?runs={ids.split(',')[0]}").json()
    assert alone["groups"][0]["error_of_one_step"]["mean"] == pytest.approx(0.1)
