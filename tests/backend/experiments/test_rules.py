"""Experiments over HTTP, on both databases."""


def test_an_experiment_is_begun_renamed_and_described(api):
    made = api.post("experiments", {"name": "Lengths", "description": "k from 1 to 20"})
    assert made.status_code == 201
    experiment = made.json()
    assert experiment["run_counts"] == dict.fromkeys(
        ("queued", "running", "succeeded", "failed", "cancelled"), 0
    )
    path = f"experiments/{experiment['id']}"
    assert api.patch(path, {"name": "Rollout lengths"}).json()["description"] == "k from 1 to 20"
    assert api.patch(path, {"description": ""}).json()["name"] == "Rollout lengths"
    assert api.get(path).json()["name"] == "Rollout lengths"


def test_the_experiment_that_changed_last_comes_first(api):
    first = api.post("experiments", {"name": "first"}).json()
    api.post("experiments", {"name": "second"})
    api.launch(experiment_id=first["id"], spec={"environment": {"id": "Hopper-v5"}})
    listed = api.get("experiments?limit=1").json()
    assert listed["total"] == 2
    assert [each["name"] for each in listed["items"]] == ["first"]
    assert listed["items"][0]["environments"] == ["Hopper-v5"]


def test_deleting_an_experiment_takes_its_runs_along_and_restoring_brings_those_back(api):
    launched = api.launch(experiment_name="x", seeds=[0, 1, 2])
    experiment_id = launched["experiment"]["id"]
    alone = launched["runs"][0]["id"]
    api.delete(f"runs/{alone}")
    deleted = api.delete(f"experiments/{experiment_id}").json()
    assert deleted["deleted_at"] is not None
    assert api.get("experiments").json()["total"] == 0
    assert api.get("runs").json()["total"] == 0
    assert api.post("runs", {"experiment_id": experiment_id}).status_code == 409
    assert api.post(f"runs/{alone}/restore").status_code == 409
    restored = api.post(f"experiments/{experiment_id}/restore").json()
    assert restored["run_counts"]["cancelled"] == 2
    assert api.get("runs").json()["total"] == 2
    assert api.post(f"runs/{alone}/restore").status_code == 200


def test_an_experiment_that_is_not_there_is_unknown(quick_api):
    path = f"experiments/{'0' * 12}"
    for response in (
        quick_api.get(path),
        quick_api.patch(path, {"name": "x"}),
        quick_api.delete(path),
        quick_api.post(f"{path}/restore"),
    ):
        assert response.status_code == 404
        assert response.json()["type"] == "/problems/unknown"
