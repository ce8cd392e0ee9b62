"""The catalog, and the workers there are."""

from backend.db import workers
from backend.spec.algorithm import AlgorithmSpec
from backend.spec.environments import ENVIRONMENTS, REFUSED
from backend.spec.grid import MAX_RUNS, parse


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


def test_the_schema_and_the_metrics_are_there_for_the_form_and_the_charts(quick_api):
    catalog = quick_api.get("catalog").json()
    assert "rollout" in catalog["schema"]["properties"]
    assert catalog["limits"]["max_runs"] == MAX_RUNS
    assert "return/real" in [each["key"] for each in catalog["series"]]
    assert "horizon-error" in [each["key"] for each in catalog["profiles"]]


def test_the_queue_counts_runs_and_slots(api):
    api.launch(seeds=[0, 1])
    with api.database.transaction() as session:
        worker_id = workers.register(session, "here", 1, 4, "0.1.0")
        workers.stop(session, workers.register(session, "gone", 2, 8, "0.1.0"))
    assert api.get("queue").json() == {"running": 0, "queued": 2, "slots": 4, "workers_live": 1}
    told = {each["host"]: each for each in api.get("workers").json()}
    assert told["here"]["id"] == worker_id
    assert (told["here"]["live"], told["gone"]["live"]) == (True, False)
