"""Which preset a spec is closest to, and where it departs from it."""

from backend.spec.nearest_preset import Departure, nearest_preset
from backend.spec.preset import Preset, Source
from backend.spec.presets import PRESETS
from backend.spec.run import RunSpec

LENGTH = {"tolerance": 0.5, "largest": 25, "hysteresis": 0.2}


def preset(name, **spec):
    return Preset(name=name, title="T", source=Source(summary="S."), spec=spec)


def spec_of(**changes):
    return RunSpec.model_validate(changes).document()


FAR = preset("far", environment={"id": "CartPole-v1"}, model={"members": 3, "elites": 2})
NEAR = preset("near", rollout={"length": 9})


def test_the_preset_with_the_fewest_differences_is_the_nearest():
    found = nearest_preset(spec_of(rollout={"length": LENGTH}), [FAR, NEAR, preset("as near")])
    assert found.name == "near"
    assert found.differences == (Departure("rollout.length", LENGTH, 9),)


def test_which_run_it_is_and_where_makes_no_difference():
    spec = spec_of(rollout={"length": 9}, seed=7, compute={"device": "cpu"})
    assert nearest_preset(spec, [FAR, NEAR]).differences == ()


def test_a_field_that_one_of_them_has_not_is_told():
    spec = spec_of(rollout={"length": 9})
    del spec["gradient"]["clip_norm"]
    (departure,) = nearest_preset(spec, [NEAR]).differences
    assert (departure.path, departure.here) == ("gradient.clip_norm", None)


def test_every_preset_is_nearest_to_itself_and_there_may_be_none():
    for each in PRESETS.values():
        spec = RunSpec.model_validate(each.spec).document()
        assert nearest_preset(spec, PRESETS.values()).differences == ()
    assert nearest_preset(spec_of(), []) is None


def test_a_run_tells_its_nearest_preset(quick_api):
    (run,) = quick_api.launch(preset="mbpo/pendulum")["runs"]
    told = quick_api.get(f"runs/{run['id']}").json()["nearest_preset"]
    assert told == {"name": "mbpo/pendulum", "differences": []}
