"""Launching over HTTP, on both databases."""

import pytest

from backend.db import workers

SMALL = {"training": {"env_steps": 1000, "random_steps": 100}}


def test_a_grid_launches_one_run_per_combination_and_seed(api):
    launched = api.launch(
        spec=SMALL, grid={"rollout.length": [1, 5]}, seeds=[0, 1], tags=["lengths"]
    )
    assert [run["name"] for run in launched["runs"]] == [
        "k=1 seed 0",
        "k=1 seed 1",
        "k=5 seed 0",
        "k=5 seed 1",
    ]
    assert {run["status"] for run in launched["runs"]} == {"queued"}
    assert launched["experiment"]["name"] == "Pendulum-v1 · 3.0"
    assert launched["experiment"]["run_counts"]["queued"] == 4
    page = api.get("runs?tag=lengths&sort=name&limit=3").json()
    assert page["total"] == 4
    rest = api.get(f"runs?tag=lengths&sort=name&limit=3&cursor={page['next_cursor']}").json()
    names = [run["name"] for run in page["items"] + rest["items"]]
    assert names == sorted(run["name"] for run in launched["runs"])
    assert rest["next_cursor"] is None


@pytest.mark.parametrize(
    ("algorithm", "told"),
    [
        ({}, ("3.0", "auto", "5", "real_uniform")),
        ({"version": "1.5", "improver": "icem"}, ("1.5", "icem", "5", "")),
        ({"version": "3.0", "improver": "mve"}, ("3.0", "mve", "5", "")),
        ({"version": "model-free"}, ("model-free", "auto", "", "")),
    ],
)
def test_a_run_tells_its_learner_and_start_states_only_where_they_were_chosen(
    quick_api, algorithm, told
):
    spec = {**SMALL, "algorithm": algorithm, "rollout": {"length": 5}}
    (run,) = quick_api.launch(spec=spec)["runs"]
    assert (run["version"], run["improver"], run["rollout_length"], run["start"]) == told


def test_launching_into_an_experiment_adds_to_it(api):
    first = api.launch(experiment_name="Mine", spec=SMALL)
    again = api.launch(experiment_id=first["experiment"]["id"], spec=SMALL, name="by hand")
    assert again["experiment"]["run_counts"]["queued"] == 2
    assert again["runs"][0]["name"] == "by hand"


def test_a_preset_is_laid_under_the_spec(api):
    (run,) = api.launch(preset="mbpo/pendulum", spec={"rollout": {"length": 7}})["runs"]
    spec = api.get(f"runs/{run['id']}").json()["spec"]
    assert (spec["training"]["env_steps"], spec["rollout"]["length"]) == (2500, 7)


def test_a_relaunch_changes_what_it_says_and_keeps_the_rest(api):
    (run,) = api.launch(preset="mbpo/pendulum", seeds=[3], tags=["a"])["runs"]
    changes = {"spec": {"rollout": {"length": 9}}}
    response = api.post(f"runs/{run['id']}/relaunch", changes)
    assert response.status_code == 201
    (again,) = response.json()["runs"]
    assert (again["parent_id"], again["seed"], again["tags"]) == (run["id"], 3, ["a"])
    assert (again["rollout_length"], again["total_steps"]) == ("9", 2500)
    assert again["experiment_id"] == run["experiment_id"]
    wrong = api.post(f"runs/{run['id']}/relaunch", {"spec": {"rollout": {"length": 0}}})
    assert wrong.json()["errors"][0]["field"] == "rollout.length"


PLANNED = {**SMALL, "algorithm": {"version": "1.5"}}


@pytest.mark.parametrize(
    ("request_", "idle"),
    [
        ({"spec": PLANNED | {"policy": {"epsilon": 0.2}}}, ["policy.epsilon"]),
        ({"spec": PLANNED, "grid": {"policy.epsilon": [0.1, 0.2]}}, ["policy.epsilon"]),
        # The default is not asked for, and a preset's own settings are not either.
        ({"spec": PLANNED | {"policy": {"epsilon": 0.05}}}, []),
        ({"preset": "mbpo/pendulum", "spec": {"algorithm": {"version": "model-free"}}}, []),
        # One run of the grid reads it.
        (
            {
                "spec": {**SMALL, "planning": {"candidates": 77}},
                "grid": {"algorithm.version": ["1.5", "3.0"]},
            },
            [],
        ),
        (
            {
                "spec": {**SMALL, "rollout": {"length": {"tolerance": 0.2}}},
                "grid": {"algorithm.version": ["model-free"]},
            },
            ["rollout.length"],
        ),
    ],
)
def test_what_no_run_reads_is_said_before_the_launch_and_after(quick_api, request_, idle):
    assert quick_api.post("runs/preview", request_).json()["idle"] == idle
    assert quick_api.launch(**request_)["idle"] == idle


def test_a_relaunch_says_what_is_idle_of_its_changes_alone(quick_api):
    spec = PLANNED | {"policy": {"epsilon": 0.2}}
    (run,) = quick_api.launch(spec=spec)["runs"]
    changes = {"spec": {"gradient": {"rollouts": 7}, "planning": {"candidates": 50}}}
    again = quick_api.post(f"runs/{run['id']}/relaunch", changes)
    assert again.json()["idle"] == ["gradient.rollouts"]


BAD = [
    ({"spec": {"environment": {"id": "Pong-v5"}}}, "environment.id", "unknown environment"),
    ({"spec": {"environment": {"id": "CarRacing-v3"}}}, "environment.id", "images"),
    ({"spec": {"environment": {"id": "os:system"}}}, "environment.id", "unknown environment"),
    (
        {"spec": {"environment": {"id": "CartPole-v1"}, "algorithm": {"version": 2.0}}},
        "algorithm.version",
        "runs through the action",
    ),
    ({"spec": {"rollout": {"length": -1}}}, "rollout.length", "at least 1"),
    ({"spec": {"model": {"members": 3, "elites": 5}}}, "model.elites", "at most model.members"),
    ({"spec": {"rollout": {"lenght": 5}}}, "rollout.lenght", "unknown field"),
    ({"sped": {}}, "sped", "unknown field"),
    ({"preset": "mbpo/chess"}, "preset", "unknown preset"),
    ({"grid": {"rollout.length": list(range(1, 101))}, "seeds": list(range(100))}, "grid", "500"),
    ({"grid": {"rollout.length": [5, -5]}}, "rollout.length", "at least 1"),
    ({"grid": {"rollout": [{"length": 1}], "rollout.length.x": [1]}}, "rollout.length.x", "not a"),
    ({"seeds": []}, "seeds", "at least one"),
    ({"seeds": [-1]}, "seed", "at least 0"),
    ({"name": "x" * 121}, "name", "at most 120"),
    ({"name": "nul\u0000"}, "name", "control characters"),
    ({"tags": ["x"] * 21}, "tags", "at most 20"),
    ({"experiment_id": "a", "experiment_name": "b"}, "experiment_name", "not both"),
]


@pytest.mark.parametrize("path", ["runs", "runs/preview"])
@pytest.mark.parametrize(("request_body", "field", "words"), BAD)
def test_a_bad_launch_is_told_at_its_field_and_changes_nothing(
    quick_api, path, request_body, field, words
):
    response = quick_api.post(path, request_body)
    problem = response.json()
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert problem["errors"][0]["field"] == field
    assert words in problem["errors"][0]["message"]
    assert quick_api.get("runs").json()["total"] == 0
    assert quick_api.get("experiments").json()["total"] == 0


def test_endless_nesting_is_refused(quick_api):
    headers = {"content-type": "application/json"}
    for body in (
        '{"spec": {"a": ' + "[" * 900 + "]" * 900 + "}}",
        '{"spec": ' + "[" * 500_000,
        '{"grid": {"' + "a." * 100_000 + '": [1]}}',
        '{"seeds": [1' + "0" * 5_000 + "]}",
    ):
        response = quick_api.send("POST", "runs", content=body, headers=headers)
        assert response.status_code in {400, 422}
        assert len(response.text) < 1_000


def test_thousands_of_unknown_fields_are_told_in_a_short_answer(quick_api):
    response = quick_api.post("runs", {"spec": {f"x{n}": 1 for n in range(20_000)}})
    problem = response.json()
    assert problem["detail"] == "20000 values were refused."
    assert len(problem["errors"]) == 50


def test_a_grid_of_ten_thousand_runs_is_refused_with_its_size(quick_api):
    grid = {"rollout.length": list(range(1, 101))}
    problem = quick_api.post("runs", {"grid": grid, "seeds": list(range(100))}).json()
    assert problem["errors"][0]["value"] == "10,000 runs"


def test_a_spec_of_ten_megabytes_is_refused_with_the_limit(quick_api):
    response = quick_api.post("runs", {"spec": {"environment": {"id": "x" * 10_000_000}}})
    assert response.status_code == 413
    assert "1,048,576 bytes" in response.json()["detail"]
    assert quick_api.get("runs").json()["total"] == 0


def test_a_body_without_a_declared_length_is_refused_while_it_comes(quick_api):
    async def endless():
        for _ in range(100):
            yield b"[" * 65_536

    headers = {"content-type": "application/json"}
    response = quick_api.send("POST", "runs", content=endless(), headers=headers)
    assert response.status_code == 413
    assert response.json()["type"] == "/problems/body-too-large"


def test_a_launch_into_nowhere_is_refused(quick_api):
    missing = "0" * 12
    assert quick_api.post("runs", {"experiment_id": missing}).status_code == 404
    assert quick_api.post("runs", {"parent_id": missing}).status_code == 404
    assert quick_api.post(f"runs/{missing}/relaunch", {}).status_code == 404
    assert quick_api.get("runs").json()["total"] == 0


def test_a_task_that_no_living_worker_can_make_is_refused_with_the_reason(api):
    told = {"Pendulum-v1": "TypeError: its observations are Dict()"}
    with api.database.transaction() as session:
        unable = workers.register(session, "here", 1, 1, "0", workers.Offer(refused=told))
    refused = api.post("runs", {"spec": SMALL})
    assert refused.status_code == 422
    (problem,) = refused.json()["errors"]
    assert problem["field"] == "environment.id"
    assert "cannot be trained here: TypeError: its observations are Dict()" in problem["message"]
    api.launch(spec={**SMALL, "environment": {"id": "Hopper-v5"}})
    with api.database.transaction() as session:
        able = workers.register(session, "there", 1, 1, "0")
    api.launch(spec=SMALL)
    with api.database.transaction() as session:
        workers.stop(session, able)
        workers.stop(session, unable)
    api.launch(spec=SMALL)
