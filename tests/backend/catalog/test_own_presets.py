"""Presets that users keep: saved, shown beside ours, launched, deleted, and bad files told."""

import pytest

from backend.own_presets import MOST, folder_of, own_presets

SPEC = {"environment": {"id": "Pendulum-v1"}, "rollout": {"length": 7}}


def kept(**changed):
    return {"name": "mine/seven", "title": "Seven steps", "spec": SPEC} | changed


def folder(api):
    return folder_of(api.app.state.database_settings.data)


def names(api):
    return [each["name"] for each in api.get("catalog").json()["presets"] if each["own"]]


def test_a_preset_is_kept_shown_beside_ours_launched_and_deleted(quick_api):
    assert names(quick_api) == []
    assert quick_api.post("presets", kept()).status_code == 201
    choice = quick_api.get("catalog").json()["presets"][-1]
    assert (choice["name"], choice["own"], choice["changes"]) == ("mine/seven", True, SPEC)
    assert choice["spec"]["rollout"]["length"] == 7
    (run,) = quick_api.launch(preset="mine/seven", spec={"seed": 3})["runs"]
    assert quick_api.get(f"runs/{run['id']}").json()["spec"]["rollout"]["length"] == 7
    assert quick_api.post("runs/preview", {"preset": "mine/seven"}).status_code == 200
    assert quick_api.delete("presets/mine/seven").json() == {"name": "mine/seven"}
    assert names(quick_api) == []
    assert quick_api.delete("presets/mine/seven").status_code == 404


def test_a_taken_name_is_replaced_only_on_demand(quick_api):
    quick_api.post("presets", kept())
    again = kept(title="Again")
    assert quick_api.post("presets", again).status_code == 409
    assert quick_api.post("presets", again | {"replace": True}).status_code == 201
    assert quick_api.get("catalog").json()["presets"][-1]["title"] == "Again"
    assert [path.name for path in folder(quick_api).iterdir()] == ["seven.yaml"]


@pytest.mark.parametrize(
    "name",
    [
        "seven",
        "mbpo/hopper",
        "mine/",
        "mine/../seven",
        "mine/..",
        "mine//etc/passwd",
        "mine/Seven",
        "mine/a b",
        "mine/-x",
        "mine/x\n",
        "mine/" + "x" * 61,
        "mine/x.yaml",
    ],
)
def test_a_name_that_could_lead_elsewhere_is_refused(quick_api, name):
    response = quick_api.post("presets", kept(name=name))
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "name"
    assert not folder(quick_api).exists()


@pytest.mark.parametrize(
    "name", ["..%2Fbranchpoint.db", "mine/..%2F..%2Fbranchpoint", "mbpo/hopper"]
)
def test_only_presets_of_ones_own_can_be_deleted(quick_api, name):
    assert quick_api.delete(f"presets/{name}").status_code in {404, 422}
    assert (folder(quick_api).parent / "branchpoint.db").exists()


def test_a_spec_that_is_no_run_is_not_kept(quick_api):
    response = quick_api.post("presets", kept(spec={"rollout": {"length": -1}}))
    assert response.status_code == 422
    assert "rollout.length" in response.text
    assert not folder(quick_api).exists()


def test_a_bad_file_is_told_by_line_and_leaves_the_others_be(quick_api):
    quick_api.post("presets", kept())
    (folder(quick_api) / "broken.yaml").write_text(
        "title: Broken\nsource: {summary: by hand}\nspec:\n  rollout:\n    length: none\n"
    )
    (folder(quick_api) / "Bad Name.yaml").write_text("title: x\n")
    (folder(quick_api) / "bytes.yaml").write_bytes(b"\xff\xfe")
    (folder(quick_api) / "notes.txt").write_text("no preset, and not meant as one")
    catalog = quick_api.get("catalog").json()
    assert names(quick_api) == ["mine/seven"]
    told = {each["file"]: (each["line"], each["reason"]) for each in catalog["bad_presets"]}
    assert set(told) == {"broken.yaml", "Bad Name.yaml", "bytes.yaml"}
    line, reason = told["broken.yaml"]
    assert line == 5
    assert "spec.rollout.length" in reason


def test_there_is_an_end_to_them(tmp_path, quick_api):
    folder(quick_api).mkdir()
    for number in range(MOST):
        (folder(quick_api) / f"p{number}.yaml").touch()
    response = quick_api.post("presets", kept())
    assert response.status_code == 422
    assert "delete one" in response.text
    assert own_presets(tmp_path / "nowhere").presets == ()


def test_a_share_link_shows_none_of_them(quick_api):
    quick_api.post("presets", kept())
    run = quick_api.launch(preset="mbpo/pendulum")["runs"][0]
    link = quick_api.post("shares", {"kind": "run", "target_id": run["id"]}).json()
    viewer = quick_api.by(share=link["token"])
    assert names(viewer) == []
    assert viewer.post("presets", kept()).status_code == 403


def test_what_cannot_be_seen_in_a_file_that_was_put_there_by_hand_is_shown(quick_api):
    quick_api.post("presets", kept())
    (path,) = folder(quick_api).iterdir()
    path.write_text(path.read_text().replace("Seven steps", '"Seven\\u202Esteps"'))
    assert quick_api.get("catalog").json()["presets"][-1]["title"] == "Seven\\u202esteps"
