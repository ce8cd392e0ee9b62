"""Attacks 7, 10 and 13: code in a launch, deletion by name, code in a filter.

Precedents: CVE-2023-48022 (ShadowRay) and CVE-2023-6019 for launches, CVE-2024-6483 for deletion,
CVE-2025-51464 for filters.
"""

import sys

import pytest

from backend.db.queue import Claim
from backend.spec.run import RunSpec
from tests.backend.attacks.conftest import everything
from worker.engines import system_process
from worker.engines.local import LocalEngine

SHELL = ["; touch owned", "$(touch owned)", "`touch owned`", "a && b", "| sh", "--run=x"]
FOREIGN = [
    {"entrypoint": "python -c 'import os'"},
    {"command": ["sh"]},
    {"env": {"LD_PRELOAD": "x.so"}},
    {"environment": {"id": "os:system"}},
    {"environment": {"id": "evil_module:Env-v0"}},
    {"environment": {"id": "Pendulum-v1", "entry_point": "os:system"}},
    {"environment": {"id": "Pendulum-v1", "kwargs": {"__class__": "x"}}},
    {"environment": {"id": "../../Pendulum-v1"}},
    {"algorithm": {"version": "worker.evil"}},
    {"algorithm": {"version": "../../evil"}},
    {"policy": {"improver": "os.system"}},
    {"checkpoint": "s3://evil/x.pt"},
    {"__reduce__": ["os.system", ["x"]]},
]


@pytest.mark.parametrize("spec", FOREIGN, ids=str)
def test_a_launch_with_code_of_its_own_is_refused_whole(quick_api, spec):
    before = everything(quick_api)
    answer = quick_api.post("runs", {"spec": spec})
    assert answer.status_code == 422
    assert answer.json()["errors"] != []
    assert everything(quick_api) == before


@pytest.mark.parametrize("field", ["entrypoint", "env", "artifact_uri", "max_attempts", "command"])
def test_a_launch_takes_no_field_beside_its_own(quick_api, field):
    answer = quick_api.post("runs", {field: "x"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field


@pytest.mark.parametrize("name", SHELL)
def test_shell_metacharacters_in_a_name_are_a_name_and_reach_no_command(
    quick_api, monkeypatch, name
):
    (run,) = quick_api.launch(name=name, experiment_name=name)["runs"]
    assert quick_api.patch(f"runs/{run['id']}", {"tags": [name]}).status_code == 200
    assert quick_api.get(f"runs/{run['id']}").json()["name"] == name
    started = []
    monkeypatch.setattr(
        system_process.subprocess, "Popen", lambda *command, **how: started.append((command, how))
    )
    LocalEngine().start([Claim(run["id"], 1, RunSpec(), "w" * 12)])
    ((command,), how) = started[0]
    assert command[0] == sys.executable
    assert not how.get("shell")
    assert name not in " ".join(command)
    assert all(name != value for value in how["env"].values())


@pytest.mark.parametrize("name", ["../../x", "..%2F..%2Fx", "*", "%", "first", "_" * 12])
def test_nothing_is_deleted_by_name_or_pattern(quick_api, run, tmp_path, name):
    kept = tmp_path / "x.yaml"
    kept.write_text("mine")
    before = everything(quick_api)
    for path in (f"runs/{name}", f"experiments/{name}", f"presets/{name}", f"presets/mine/{name}"):
        assert quick_api.delete(path).status_code in (404, 405, 422), path
    # Of several runs those that are there are deleted, and one that is not refuses them all.
    answer = quick_api.post("runs/delete", {"ids": [run["id"], name]})
    assert answer.status_code in (404, 422)
    assert everything(quick_api) == before
    assert kept.exists()


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('x') == 1",
        "seed == 1; drop table runs",
        "name == '' or 1=1 --",
        "().__class__.__mro__ == 1",
        "lambda: 1",
        "f'{seed}' == 1",
        "seed == (select 1)",
        "name.__class__ == 1",
    ],
)
def test_code_in_a_filter_is_refused_at_its_place(quick_api, text):
    before = everything(quick_api)
    answer = quick_api.get("runs", params={"filter": text})
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["field"] == "filter"
    assert everything(quick_api) == before


@pytest.mark.usefixtures("run")
@pytest.mark.parametrize("text", ["' or '1'='1", "%", "_", "\\", "x' --", "*"])
def test_quotes_and_patterns_in_a_filter_s_text_are_text(quick_api, text):
    asked = text.replace("\\", "\\\\").replace('"', '\\"')
    answer = quick_api.get("runs", params={"filter": f'name == "{asked}"'})
    assert answer.status_code == 422 or answer.json()["total"] == 0, answer.text
    assert quick_api.get("runs", params={"q": text}).json()["total"] == 0
