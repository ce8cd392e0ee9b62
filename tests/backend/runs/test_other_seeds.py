"""The seeds with which a run is launched again."""

from backend.runs.other_seeds import LARGEST_SEED, free_seeds

SMALL = {"training": {"env_steps": 1000, "random_steps": 100}}


def test_the_next_seeds_are_after_those_of_the_same_spec_in_the_experiment(api):
    launched = api.launch(
        spec=SMALL, grid={"model.members": [5, 7]}, seeds=[0, 3], experiment_name="Mine"
    )
    one = launched["runs"][0]["id"]
    here = launched["experiment"]["id"]
    api.launch(spec={**SMALL, "model": {"members": 7}}, seeds=[40], experiment_id=here)
    api.launch(spec={**SMALL, "model": {"members": 5}}, seeds=[80])
    told = api.get(f"runs/{one}/other-seeds").json()
    alike = {run["id"]: api.get(f"runs/{run['id']}/spec").json() for run in launched["runs"]}
    members = {run_id: spec["model"]["members"] for run_id, spec in alike.items()}
    assert told.pop("run_ids") == sorted(i for i in members if members[i] == members[one])
    seeds = [4, 5, 6, 7, 8]
    assert told == {"taken": [0, 3], "free": "4-8", "seeds": seeds, "experiment": "Mine"}
    assert api.get(f"runs/{one}/other-seeds?count=2").json()["free"] == "4-5"
    assert api.get(f"runs/{one}/other-seeds?count=0").status_code == 422
    assert api.get("runs/none/other-seeds").status_code == 404


def test_a_deleted_run_still_takes_its_own_seed(quick_api):
    (run,) = quick_api.launch(spec=SMALL, seeds=[7])["runs"]
    quick_api.delete(f"runs/{run['id']}")
    told = quick_api.get(f"runs/{run['id']}/other-seeds?count=1").json()
    assert (told["taken"], told["free"]) == ([], "8")


def test_where_no_larger_seed_is_left_the_smallest_are_taken():
    assert free_seeds({0, 2, LARGEST_SEED}, 3) == [1, 3, 4]
    assert free_seeds({LARGEST_SEED - 2}, 2) == [LARGEST_SEED - 1, LARGEST_SEED]


def test_what_waits_of_a_launch_is_cancelled_and_nothing_else(api):
    mine = [run["id"] for run in api.launch(spec=SMALL, seeds=[0, 1])["runs"]]
    (other,) = api.launch(spec=SMALL)["runs"]
    assert api.post("runs/queued/cancel", {"ids": [mine[0]]}).json() == {"count": 1}
    assert api.post("runs/queued/cancel", {"ids": mine}).json() == {"count": 1}
    assert api.get(f"runs/{other['id']}").json()["status"] == "queued"
    assert api.post("runs/queued/cancel", {"ids": []}).status_code == 422
    assert api.get("runs?status=cancelled").json()["total"] == 2
