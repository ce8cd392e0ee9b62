import re

import pytest

from backend.spec.plain_yaml import LARGEST_TEXT, NotPlain, line_of, read_plain
from backend.spec.preset import PresetRefused, preset_text, read_preset
from backend.spec.presets import FILES, PRESETS

GOOD = """title: Mine
source: {summary: measured by hand}
spec:
  environment: {id: Pendulum-v1}
  rollout: {length: 7}
  policy:
    learning_rate: 1e-3
"""


def refused(text):
    with pytest.raises(PresetRefused) as caught:
        read_preset("mine/x", text)
    return caught.value.line, caught.value.reason


def test_the_menu_names_every_file_once():
    named = [str(path.relative_to(FILES).with_suffix("")) for path in FILES.glob("*/*.yaml")]
    assert sorted(PRESETS) == sorted(named)


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_says_whose_settings_it_has(name):
    preset = PRESETS[name]
    assert preset.source.work
    assert (preset.source.commit is None) == (preset.source.file is None)
    assert re.fullmatch(r"[a-z0-9-]+/[a-z0-9-]+", preset.name)
    assert preset.title.endswith(f" on {preset.spec['environment']['id']}")


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_survives_its_own_text(name):
    assert read_preset(name, preset_text(PRESETS[name])) == PRESETS[name]


def test_numbers_are_numbers_and_hashes_are_text():
    assert read_preset("mine/x", GOOD).spec["policy"]["learning_rate"] == 0.001
    commit = "16e93023f3a52c7a353b39a657251f3c96bdab72"
    assert read_plain(f"commit: {commit}")[0] == {"commit": commit}


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (GOOD.replace("length: 7", "length: -1"), 5, "spec.rollout.length: .*got -1"),
        (GOOD.replace("learning_rate", "speed"), 7, "spec.policy.speed: unknown field"),
        (GOOD + "colour: red\n", 8, "colour: unknown field"),
        (GOOD.replace("title: Mine\n", ""), 1, "title: needed, and not given"),
        ("title: [\n", 2, "not YAML"),
        ("- a\n- b\n", 1, "allowed: title, source and spec"),
        ("", 1, "allowed: title, source and spec"),
        (GOOD + "a: &a [1]\nb: *a\n", 9, "an alias"),
        (GOOD.replace("7", ".nan"), 5, "finite numbers"),
        (GOOD.replace("7", ".inf"), 5, "finite numbers"),
        ("a: !!python/object/apply:os.system [echo]\n", 1, "a value of the kind python"),
        ("x" * (LARGEST_TEXT + 1), 1, "at most 65,536"),
        ("[" * 5_000, 1, "nested too deeply"),
        ("a: \x07\n", 1, "not YAML"),
    ],
)
def test_a_bad_file_is_told_by_line_and_reason(text, line, reason):
    found, said = refused(text)
    assert found == line
    assert re.search(reason, said)


def test_a_field_that_is_not_there_is_told_at_its_parent():
    _, node = read_plain("a:\n  b: 1\n")
    assert (line_of(node, "a.b"), line_of(node, "a.c"), line_of(node, "z")) == (2, 1, 1)


def test_a_line_counts_from_one():
    with pytest.raises(NotPlain, match="line 2: an alias"):
        read_plain("a: &x 1\nb: *x\n")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1_0", "1_0"),
        ("010", "010"),
        ("0x10", "0x10"),
        ("1:30", "1:30"),
        ("on", "on"),
        ("no", "no"),
        ("2026-11-29", "2026-11-29"),
        ("1e-3", 0.001),
        ("-5", -5),
        ("5.", 5.0),
        (".5", 0.5),
        ("0", 0),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
    ],
)
def test_words_are_read_as_yaml_1_2_reads_them(text, value):
    read, _ = read_plain(text)
    assert (read, type(read)) == (value, type(value))
