"""`branchpoint presets`, against a real API."""

import yaml


def test_a_preset_of_ones_own_from_a_file_and_from_a_run(branchpoint, tmp_path):
    spec = tmp_path / "spec.yaml"
    spec.write_text("environment: {id: Pendulum-v1}\nrollout: {length: 9}\n")
    assert "Kept mine/nine." in branchpoint("presets", "save", "mine/nine", "--from", str(spec))
    listed = branchpoint("presets")
    assert "mine/nine" in listed
    assert "mbpo/hopper" in listed
    shown = yaml.safe_load(branchpoint("presets", "show", "mine/nine"))
    assert shown["spec"]["rollout"] == {"length": 9}
    (run,) = branchpoint.json("launch", "mine/nine", "--seeds", "4")["runs"]
    branchpoint("presets", "save", "mine/again", "--from", run["id"], "--title", "Again")
    known = {each["name"]: each for each in branchpoint.json("presets")["items"]}
    assert known["mine/again"]["title"] == "Again"
    assert known["mine/again"]["spec"]["rollout"]["length"] == 9
    assert "Deleted mine/again." in branchpoint("presets", "delete", "mine/again")
    branchpoint("presets", "delete", "mine/again", rc=4)


def test_wrong_usage_is_told(branchpoint):
    branchpoint("presets", "save", "mine/x", rc=2)
    branchpoint("presets", "show", rc=2)
    branchpoint("presets", "save", "nine", "--from", "mbpo/hopper", rc=2)
    assert "allowed: mine/ and 1 to 60" in branchpoint.errors
