"""A filter lists the runs that it names, on both kinds of database."""

from dataclasses import asdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.db.tables import Run
from backend.run_filter.conditions import condition
from backend.run_filter.fields import fields
from backend.run_filter.parse import MOST_CHARACTERS, FilterRefused
from backend.run_filter.suggest import suggestions
from backend.spec.measures import Measures

SCHEDULE = {"from": 1, "to": 15, "between": [1000, 5000]}
LAUNCHES = {
    "five": {"spec": {"rollout": {"length": 5}}, "tags": ["base", "größe"]},
    "ten": {"spec": {"rollout": {"length": 10}, "policy": {"target_entropy": -1.5}}},
    "grows": {"spec": {"rollout": {"length": SCHEDULE}}, "tags": ["database"]},
    "cart": {
        "preset": "mbpo-dqn/cart-pole",
        "spec": {"rollout": {"length": 5}},
        "tags": ["base"],
    },
    "gradient": {"spec": {"algorithm": {"version": "2.0"}, "gradient": {"terminal_value": True}}},
}
MEASURED = {
    "five": Measures(evaluations=4, best=120.0, errors=[0.1, 0.2, 0.4], cpu_seconds=30.0),
    "ten": Measures(evaluations=4, best=80.0, errors=[0.1, 0.3, None]),
}


@pytest.fixture
def runs(api):
    """Runs whose names say what they are."""
    for seed, (name, launch) in enumerate(LAUNCHES.items()):
        api.launch(name=name, seeds=[seed], **launch)
    with api.database.transaction() as session:
        for run in session.query(Run):
            run.measures = asdict(MEASURED[run.name]) if run.name in MEASURED else None
            if run.name == "ten":
                run.spec = {**run.spec, "rollout": {"length": 10}}
                run.real_return = -3.5
    return api


def named(api, text):
    answer = api.get("runs", params={"filter": text})
    assert answer.status_code == 200, answer.text
    return {run["name"] for run in answer.json()["items"]}


ALL = set(LAUNCHES)
CHOSEN = {
    "rollout.length >= 5": {"five", "ten", "cart", "gradient"},
    "rollout.length == 10": {"ten"},
    "rollout.length != 10": ALL - {"ten"},
    "not rollout.length < 7": {"ten", "grows"},
    'environment == "CartPole-v1"': {"cart"},
    'environment in ["CartPole-v1", "Hopper-v5"]': {"cart"},
    'environment not in ["CartPole-v1"]': ALL - {"cart"},
    "seed in [0, 2] and rollout.length == 5": {"five"},
    "seed == 0 or seed == 1 and rollout.length == 10": {"five", "ten"},
    "(seed == 0 or seed == 1) and rollout.length == 10": {"ten"},
    '"base" in tags': {"five", "cart"},
    '"base" not in tags': ALL - {"five", "cart"},
    '"größe" in tags': {"five"},
    '"BASE" in name': set(),
    '"RO" in name': {"grows"},
    "'%' in name": set(),
    'policy.target_entropy == "auto"': ALL - {"ten"},
    "policy.target_entropy < 0": {"ten"},
    # A spec from before there was a choice of it has its default.
    'rollout.propagation == "ts1"': ALL,
    "rollout.max_disagreement == null": ALL,
    "gradient.terminal_value == true": {"gradient"},
    "error(2) < 0.25": {"five"},
    "error(2) >= 0.25": {"ten"},
    "error(3) > 0": {"five"},
    "error(3) == null": ALL - {"five"},
    "not error(2) < 0.25": ALL - {"five"},
    "best_return > 100 and cpu_seconds < 60": {"five"},
    "real_return < 0": {"ten"},
    "real_return != null": {"ten"},
    'created_at > "2020-01-01"': ALL,
    'created_at < "2020-01-01T00:00:00+02:00"': set(),
    'version == "2.0"': {"gradient"},
    'experiment != ""': ALL,
    "": ALL,
}


def test_a_filter_lists_the_runs_that_it_names(runs):
    for text, expected in CHOSEN.items():
        assert named(runs, text) == expected, text


def test_pages_count_the_runs_that_pass(runs):
    page = runs.get("runs", params={"filter": 'experiment != "none"', "limit": 2}).json()
    assert (len(page["items"]), page["total"]) == (2, len(ALL))


REFUSED = {
    "seed ==": (7, 7, "ends too early"),
    "seed == abc": (8, 11, "a text stands in quotes"),
    "seed = 1": (5, 6, "equality is written =="),
    'name == "a': (8, 9, "no closing quote"),
    "sead == 1": (0, 4, "seed"),
    "length > 3": (0, 6, "rollout.length"),
    'status == "done"': (10, 16, "queued, running"),
    'seed == "1"': (8, 11, "is a number"),
    'name < "b"': (5, 6, "no order"),
    '"x" in seed': (7, 11, "holds no text"),
    "error < 1": (0, 5, "error(10)"),
    "error(0) < 1": (6, 7, "from 1 to"),
    "seed(3) < 1": (5, 6, "only error"),
    "seed == 1e301": (8, 13, "at most"),
    'created_at > "soon"': (13, 19, "a time"),
    "tags == 'a'": (8, 11, "in tags"),
    "seed == 1 seed": (10, 14, "and, or or the end"),
    "(" * 60 + "seed == 1" + ")" * 60: (50, 51, "at most 50"),
    "not " * 60 + "seed == 1": (200, 203, "at most 50"),
    "seed == 1; drop table runs": (9, 10, "nothing here can begin with ;"),
}


@pytest.mark.parametrize("text", REFUSED)
def test_a_text_that_is_no_filter_is_told_its_place(text):
    start, end, words = REFUSED[text]
    with pytest.raises(FilterRefused) as refused:
        condition(text)
    assert (refused.value.start, refused.value.end) == (start, end)
    assert words in refused.value.message


def test_a_list_refuses_it_as_a_value_of_its_field(quick_api):
    answer = quick_api.get("runs", params={"filter": "seed =="})
    (problem,) = answer.json()["errors"]
    assert (answer.status_code, problem["field"]) == (422, "filter")
    assert "at character 8" in problem["message"]
    assert quick_api.get("runs", params={"filter": "x" * (MOST_CHARACTERS + 1)}).status_code == 422


PIECES = [
    *"()[]\"',.<>=! \né%",
    *("and", "not", "in", "seed", "tags", "5", "null", '"a"', "error(3)", "==", "--"),
]


def place_of_the_fault(text):
    """Where a text is no filter; its beginning where it is one."""
    try:
        condition(text)
    except FilterRefused as refused:
        return refused.start, refused.end
    return 0, 0


@settings(deadline=None, max_examples=200)
@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_nothing_but_a_refusal_comes_of_any_text(words):
    text = " ".join(words)
    suggestions(text, len(text))
    start, end = place_of_the_fault(text)
    assert 0 <= start <= end <= len(text)


def test_a_long_chain_is_no_deep_one(quick_api):
    text = " or ".join(["seed == 1"] * 70)
    assert quick_api.get("runs", params={"filter": text}).status_code == 200


@pytest.mark.parametrize("name", sorted(fields()))
def test_every_field_can_be_asked_for(quick_api, name):
    assert quick_api.get("runs", params={"filter": f"{name} == null"}).status_code == 200


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("rollout.len", ["rollout.length"]),
        ("seed ", ["==", "!=", "<", "<=", ">", ">=", "in"]),
        ('status == "run', ['"running"']),
        ("gradient.terminal_value == ", ["true", "false", "null"]),
        ('"base" ', ["in", "not in"]),
        ("seed == 1 ", ["and", "or"]),
        ("seed == 1 seed == ", []),
    ],
)
def test_what_may_be_typed_next_is_offered(text, offered):
    assert [each.text for each in suggestions(text, len(text))] == offered


def test_a_suggestion_says_what_it_replaces(quick_api):
    text = "seed == 1 and real_r < 5"
    answer = quick_api.get("runs/filter", params={"text": text, "cursor": 20}).json()
    assert answer["problem"]["start"] == 14
    (first, *_) = answer["suggestions"]
    assert (first["text"], first["start"]) == ("real_return", 14)
