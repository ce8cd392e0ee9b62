"""The catalog, and the workers there are."""

from typing import get_args

import pytest

from backend.db import queue, workers
from backend.spec.algorithm import AlgorithmSpec
from backend.spec.environments import ENVIRONMENTS, REFUSED
from backend.spec.grid import MAX_RUNS, flattened, parse
from backend.spec.problems import SpecRefused
from backend.spec.rollout import StartStates
from backend.spec.run import RunSpec
from backend.spec.series import FIRST_SERIES
from backend.spec.spec_part import LengthKind


def test_every_version_of_the_spec_has_a_title(quick_api):
    schema = AlgorithmSpec.model_json_schema()["properties"]["version"]
    versions = quick_api.get("catalog").json()["versions"]
    assert {each["version"] for each in versions} == set(schema["enum"])


def test_environments_say_whether_they_can_be_launched_and_why_not(quick_api):
    told = {each["id"]: each for each in quick_api.get("catalog").json()["environments"]}
    assert set(told) == set(ENVIRONMENTS) | set(REFUSED)
    for name, each in told.items():
        response = quick_api.post("runs/preview", {"spec": {"environment": {"id": name}}})
        assert (response.status_code == 200) == each["available"], name
        assert (each["reason"] is None) == each["available"], name


def test_presets_are_complete_specs_that_can_be_launched(quick_api):
    for preset in quick_api.get("catalog").json()["presets"]:
        assert parse(preset["spec"]) == parse(preset["changes"])
        assert quick_api.post("runs/preview", {"preset": preset["name"]}).status_code == 200


def test_every_kind_of_length_begins_with_one_that_is_accepted(quick_api):
    examples = quick_api.get("catalog").json()["length_examples"]
    assert set(examples) == set(get_args(LengthKind))
    for kind, length in examples.items():
        assert parse({"rollout": {"length": length}}).rollout.length_kind == kind


def test_the_example_of_the_first_start_can_be_launched(quick_api):
    example = quick_api.get("catalog").json()["example"]
    told = quick_api.post("runs/preview", example["request"])
    assert (told.status_code, told.json()["count"]) == (200, 2)
    assert example["sentence"].startswith("Two runs of MBPO on Pendulum, 2,000 real steps each")


def test_fields_asked_first_are_fields_and_names_read_as_prose(quick_api):
    catalog = quick_api.get("catalog").json()
    document = flattened(RunSpec().document())
    assert [path for path in catalog["asked_first"] if path not in document] == []
    names = catalog["choice_names"]
    assert names["real_on_policy"] == "real, on policy"
    assert {kind for kind in get_args(LengthKind) if kind not in names} == set()
    assert [name for name in names.values() if "_" in name] == []


def test_what_is_looked_at_first_is_said_once(quick_api):
    (run,) = quick_api.launch(seeds=[0])["runs"]
    told = quick_api.get(f"comparison?runs={run['id']}").json()
    assert (told["policy"], told["horizon"]) == ("both", 10)
    two = ",".join(each["id"] for each in quick_api.launch(seeds=[0, 1])["runs"])
    assert quick_api.get(f"comparison?runs={two}").json()["policy"] == "current"
    assert quick_api.get(f"comparison?runs={two}&policy=data").json()["policy"] == "data"
    first = [each["key"] for each in quick_api.get("catalog").json()["series"] if each["is_first"]]
    assert first == [FIRST_SERIES]


LENGTHS = {
    "constant": 5,
    "schedule": {"from": 1, "to": 5, "between": [100, 200]},
    "adaptive": {"tolerance": 0.5},
}


def is_a_run(part, **parts):
    """Whether the spec with these values is one that can be launched."""
    try:
        parse({**part, **parts})
    except SpecRefused:
        return False
    return True


@pytest.mark.parametrize("task", ["Pendulum-v1", "CartPole-v1"])
def test_what_is_offered_is_accepted_and_what_is_not_is_refused(quick_api, task):
    told = quick_api.get("catalog").json()

    def goes(path, name, version, improver, environment):
        condition = told["allowed"][path].get(name, {})
        here = {"versions": version, "improvers": improver, "environments": environment}
        return all(
            condition.get(part) is None or value is None or value in condition[part]
            for part, value in here.items()
        )

    kind = next(each["actions"] for each in told["environments"] if each["id"] == task)
    tried = 0
    for version in told["versions"]:
        for improver in version["improvers"][kind]:
            chosen = {
                "environment": {"id": task},
                "algorithm": {"version": version["version"], "improver": improver},
            }
            for start in get_args(StartStates):
                is_offered = goes("rollout.start", start, version["version"], improver, task)
                assert is_a_run(chosen, rollout={"start": start}) == is_offered, (chosen, start)
            for name in get_args(LengthKind):
                is_offered = goes("rollout.length", name, version["version"], improver, task)
                assert is_a_run(chosen, rollout={"length": LENGTHS[name]}) == is_offered, chosen
            for name in ("float32", "bfloat16"):
                path = "compute.rollout_precision"
                is_offered = goes(path, name, version["version"], improver, task)
                assert is_a_run(chosen, compute={"rollout_precision": name}) == is_offered, chosen
            tried += 1
        version_alone = {
            "environment": {"id": task},
            "algorithm": {"version": version["version"]},
        }
        name = version["version"]
        assert is_a_run(version_alone) == bool(version["improvers"][kind])
        assert is_a_run(version_alone) == goes("algorithm.version", name, None, None, task)
    assert tried > 10


def test_a_known_rule_is_accepted_where_the_catalog_knows_one(quick_api):
    catalog = quick_api.get("catalog").json()
    for each in catalog["environments"]:
        if not each["available"]:
            continue
        chosen = {"environment": {"id": each["id"]}, "algorithm": {"version": "1.5"}}
        for part in ("termination", "reward"):
            is_known = each["id"] in catalog["allowed"][f"model.{part}"]["known"]["environments"]
            assert is_a_run(chosen, model={part: "known"}) == is_known, (each["id"], part)


def test_the_schema_and_the_metrics_are_there_for_the_form_and_the_charts(quick_api):
    catalog = quick_api.get("catalog").json()
    assert "rollout" in catalog["schema"]["properties"]
    assert catalog["limits"]["max_runs"] == MAX_RUNS
    assert "return/real" in [each["key"] for each in catalog["series"]]
    assert "horizon-error" in [each["key"] for each in catalog["curves"]]


def test_the_queue_counts_paused_runs_apart(api):
    ids = [run["id"] for run in api.launch(seeds=[0, 1, 2])["runs"]]
    api.patch("runs", {"ids": ids[:1], "paused": True})
    told = api.get("queue").json()
    assert (told["running"], told["queued"], told["paused"]) == (0, 2, 1)
    assert 'branchpoint_runs{state="paused"} 1.0' in api.get("metrics").text
    with api.database.transaction() as session:
        assert queue.claim(session, "w", 60).run_id == ids[1]
    api.patch("runs", {"ids": [ids[1]], "paused": True})
    told = api.get("queue").json()
    # A running one that is to pause runs until it has saved itself.
    assert (told["running"], told["queued"], told["paused"]) == (1, 1, 1)


def test_the_queue_counts_runs_and_slots(api):
    api.launch(seeds=[0, 1])
    with api.database.transaction() as session:
        worker_id = workers.register(session, "here", 1, 4, "0.1.0")
        workers.stop(session, workers.register(session, "gone", 2, 8, "0.1.0"))
    assert api.get("queue").json() == {
        "running": 0, "queued": 2, "paused": 0, "slots": 4, "workers_live": 1,
        "is_paused": False, "max_running_per_account": None, "max_queued_per_account": 1_000,
        "yours": None,
    }  # fmt: skip
    told = {each["host"]: each for each in api.get("workers").json()}
    assert told["here"]["id"] == worker_id
    assert (told["here"]["live"], told["gone"]["live"]) == (True, False)
