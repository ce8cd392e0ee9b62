"""Addresses that nobody would write, of every route that reads, where there is something to show.

`test_openapi_conformance.py` sends what the document allows and what it forbids to an app whose run
measured nothing. Here runs have measured, diverged, failed and wait, and values are near what is
right, so that they come as far as the code that computes and draws.
"""

import json
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.db import experiments, shares
from backend.db.settings import DatabaseSettings
from backend.db.status import Status
from backend.secret_tokens import token_hash
from tests.backend.conftest import build
from tests.benchmarks.planting import Planted, plant

DOCUMENT = json.loads(
    (Path(__file__).resolve().parents[2] / "frontend" / "openapi.json").read_text("utf-8")
)
ROUTES = {
    path.removeprefix("/api/v1/"): methods["get"].get("parameters", [])
    for path, methods in DOCUMENT["paths"].items()
    if "get" in methods and not path.endswith("/events")
}
EXAMPLES = 8
# Of the processor, for any answer.
SECONDS = 10.0
LINK = "a-link-of-this-test"
HORIZON = np.arange(1.0, 13.0)
PATHS = ("rollout.length", "seed", "run", "environment.id", "model.hidden", "rollout", "", ",")
EDGES = ("", "0", "-1", "1e999", "9" * 19, "\x00", "x" * 9_000)
HOSTILE = st.one_of(
    st.sampled_from([
        "", ",", ",,,", "0", "-1", "1e999", "nan", "NaN", "inf", "-inf", "null", "true", "9" * 18,
        "9" * 19, "9" * 5_000, "%", "%00", "\x00", "\u202e", "\ud7ff", "'", '"', "a'; DROP TABLE",
        "../../etc/passwd", "<b>", "[1]", '{"a":', "x" * 9_000, ",".join("abcdefgh" * 80), "🦊",
        "error(10)", "error(999)", "error(0) < 1", "not " * 500 + "seed == 0", "(" * 800,
        "seed == 0 or " * 300 + "seed == 0", "seed in [" + "1," * 2_000 + "1]", "-", "--seed",
    ]),
    st.text(max_size=40),
    st.integers(-(2**70), 2**70).map(str),
    st.floats().map(str),
)  # fmt: skip


@pytest.fixture(scope="module")
def known(runner, tmp_path_factory, migrated_file):
    """An app with runs of every kind, and values that its parameters know, by their names."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "branchpoint.db").write_bytes(migrated_file.read_bytes())
    api = build(DatabaseSettings(data=folder), runner, folder)
    with api.database.transaction() as session:
        experiment = experiments.create(session, "known").id
        shares.create(session, shares.NewShare("experiment", token_hash(LINK), experiment))
    ids = [plant(api.database, experiment, each) for each in runs()]
    values = {
        "experiment": [experiment], "experiment_id": [experiment], "ids": ids, "run": ids,
        "run_id": ids, "runs": [*ids, ",".join(ids), ",".join([*ids, ids[0], "nobody"])],
        "group_by": [*PATHS, "rollout.length,seed"], "env_step": ["0", "499", "500", "99999"],
        "horizon": ["1", "5", "99"], "threshold": ["-200", "1e300"], "last": ["1", "2", "9"],
        "key": ["return/real", "cost/cpu", "no/such"], "keys": ["return/real", "return/real,x"],
        "columns": ["seed,real_return,error(5)", "tags"], "sort": ["-seed", "error(5)", "name"],
        "x": ["seed", "error(5)", "real_return"], "y": ["real_return", "name", "rollout.length"],
        "filter": ["seed >= 1 and error(5) < 1", "tag == 'x'"], "text": ["seed >= ", "rollout."],
        "cursor": ["0", "5"], "limit": ["1", "500"], "from_step": ["0", "700"],
        "to_step": ["0", "700"], "window": ["1", "5"], "smoothing": ["1", "100000"],
        "dimension": ["1", "2", "9"], "against": ["0", "1", "9"], "points": ["2", "500"],
        "reference": ["linear,triangular,naive", "naive"], "values": ["score", "return"],
        "policy": ["current", "data", "both", "suite"], "scale": ["log", "linear"],
        "publication_id": ["0" * 12], "name": ["answers", "part-1"], "token": [LINK],
        "format": ["json", "csv", "parquet", "yaml"], "status": ["failed,queued"],
    }  # fmt: skip
    yield api, values
    api.database.dispose()


def runs():
    """One that learned, one that diverged, one of errors of 0, one that failed, one that waits."""
    nan = float("nan")
    for place, (returns, size) in enumerate([([-900.0, -200.0], 0.1), ([-900.0, nan], 1e30),
                                             ([-1e300, 1e300], 0.0)]):  # fmt: skip
        numbers = {"return/real": returns, "return/model": returns, "cost/cpu": [1.0, nan]}
        curves = {
            (kind, policy): size * HORIZON
            for kind in ("horizon-error", "skill", "return-gap", "persistence-error", "coverage-90")
            for policy in ("current", "data")
        }
        spec = {"rollout": {"length": place + 1}, "seed": place}
        yield Planted(f"<b>{place}</b>", spec, (500, 1_000), numbers, curves, has_trajectories=True)
    yield Planted("failed", {"seed": 3}, status=Status.FAILED, reason="it broke")
    yield Planted("waits", {"seed": 4}, status=Status.QUEUED)


def right_values(parameter, values):
    """What a parameter knows."""
    booleans = ["true", "false"] if '"boolean"' in json.dumps(parameter["schema"]) else []
    return [*values.get(parameter["name"], []), *parameter["schema"].get("enum", [])[:3], *booleans]


def value_of(parameter, values):
    """Something that the parameter knows, or nothing that anybody would write."""
    right = right_values(parameter, values)
    return st.one_of(*[st.sampled_from(right)] * 2 if right else [], HOSTILE)


def assert_answered(caller, path, query):
    """Soon, and a refusal in words."""
    began = time.process_time()
    response = caller.get(path, params=query)
    assert time.process_time() - began < SECONDS
    assert response.status_code < 500, response.text
    if response.status_code >= 400:
        told = response.json()
        assert response.headers["content-type"] == "application/problem+json"
        assert told["title"]
        assert told["detail"]


@pytest.mark.parametrize("path", sorted(ROUTES))
def test_each_value_is_answered_where_all_others_are_right(known, path):
    api, values = known
    needed = {
        each["name"]: right_values(each, values)[0]
        for each in ROUTES[path]
        if each["required"] or each["name"] == "experiment"
    }
    for parameter in ROUTES[path]:
        for value in (*right_values(parameter, values), *EDGES):
            query = needed | {parameter["name"]: value}
            if parameter["in"] == "query":
                assert_answered(api, path.format(**needed), query)


@pytest.mark.parametrize("headers", [{}, {"share": LINK}], ids=["owner", "link"])
@pytest.mark.parametrize("path", sorted(ROUTES))
def test_a_hostile_address_is_answered_soon_and_in_words(known, path, headers):
    api, values = known
    caller = api.by(**headers) if headers else api
    parameters = [each for each in ROUTES[path] if each["in"] in ("query", "path")]
    of = {each["name"]: value_of(each, values) for each in parameters if each["in"] == "query"}
    # Most of what goes wrong goes wrong with runs: without any, a request is soon refused.
    about = {name: of.pop(name) for name in ("experiment", "run") if name in of}
    drawn = st.fixed_dictionaries(about, optional=of)
    placed = st.fixed_dictionaries({
        each["name"]: st.sampled_from([*values[each["name"]], "nobody", "a%2Fb", "%00", "é"])
        for each in parameters if each["in"] == "path"
    })  # fmt: skip

    @settings(max_examples=EXAMPLES if parameters else 1, derandomize=True)
    @given(drawn, placed)
    def asked(query, place):
        assert_answered(caller, path.format(**place), query)

    asked()
