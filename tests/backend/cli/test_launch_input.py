import pytest

from backend.cli.launch_input import read_document, read_seeds, read_settings
from backend.cli.terminal.failure import ExitCode, Failure


@pytest.mark.parametrize(
    ("setting", "values"),
    [
        ("rollout.length=5", [5]),
        ("rollout.length=1,5,20", [1, 5, 20]),
        ("model.hidden=[64,64]", [[64, 64]]),
        ("model.hidden=[64,64],[256,256]", [[64, 64], [256, 256]]),
        (
            "rollout.length={from: 1, to: 15, between: [0, 100]},5",
            [{"from": 1, "to": 15, "between": [0, 100]}, 5],
        ),
        ("environment.id=Pendulum-v1", ["Pendulum-v1"]),
        ("model.learning_rate=1e-3,0.0003", [0.001, 0.0003]),
        ("environment.max_episode_steps=null", [None]),
        ("name='a,b',c", ["a,b", "c"]),
        ("policy.target_entropy=auto,-1", ["auto", -1]),
    ],
)
def test_a_setting_is_one_value_or_a_list_of_values_between_commas(setting, values):
    path = setting.partition("=")[0]
    assert read_settings([setting]) == {path: values}


def test_settings_keep_the_order_in_which_they_were_given():
    assert list(read_settings(["b=1", "a=2", "c=3"])) == ["b", "a", "c"]


@pytest.mark.parametrize("setting", ["rollout.length", "=5", "rollout.length=", " =1"])
def test_a_setting_without_path_or_value_is_refused(setting):
    with pytest.raises(Failure, match="path=value") as refused:
        read_settings([setting])
    assert refused.value.exit_code is ExitCode.USAGE


def test_a_field_that_is_set_twice_is_refused():
    with pytest.raises(Failure, match=r"each field once.*\(got rollout.length\)|rollout.length"):
        read_settings(["rollout.length=1", "rollout.length=5"])


@pytest.mark.parametrize("value", ["[1,2", "{a: 1", "'open", "!!python/object:os.system x"])
def test_a_value_that_is_not_yaml_is_refused_at_its_field(value):
    with pytest.raises(Failure, match=r"model.hidden: (not YAML|a value of the kind)"):
        read_settings([f"model.hidden={value}"])


@pytest.mark.parametrize("value", [".nan", ".inf", "!!timestamp 2026-01-01", "!!binary aGk="])
def test_a_value_that_json_cannot_hold_is_refused_at_its_field(value):
    with pytest.raises(
        Failure, match=r"policy.real_ratio: (allowed: text, finite|a value of the kind)"
    ):
        read_settings([f"policy.real_ratio={value}"])


@pytest.mark.parametrize(
    ("text", "seeds"),
    [("0", [0]), ("0-4", [0, 1, 2, 3, 4]), ("0,3,5", [0, 3, 5]), ("7, 0-1", [7, 0, 1])],
)
def test_seeds_are_numbers_and_ranges(text, seeds):
    assert read_seeds(text) == seeds


@pytest.mark.parametrize("text", ["", "-1", "4-0", "a", "1;2", "0-99999999", "1-", "0..4"])
def test_seeds_of_any_other_form_are_refused(text):
    with pytest.raises(Failure, match="--seeds") as refused:
        read_seeds(text)
    assert refused.value.exit_code is ExitCode.USAGE


def test_a_spec_file_is_read_as_fields():
    text = "environment: {id: Pendulum-v1}\nmodel: {learning_rate: 3e-4}\n"
    assert read_document(text, "spec.yaml") == {
        "environment": {"id": "Pendulum-v1"},
        "model": {"learning_rate": 0.0003},
    }


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "just words", "5"])
def test_a_file_that_holds_no_fields_is_refused(text):
    with pytest.raises(Failure, match=r"spec.yaml: a spec, as fields"):
        read_document(text, "spec.yaml")
