"""The command that a launch shows launches the same: tried with the real program."""

import shlex

import httpx
import pytest

from backend.cli.commands.launch import read_request
from backend.runs.command import launch_command
from backend.runs.launch_schemas import LaunchRequest
from backend.runs.plan import plan

SCHEDULE = {"from": 1, "to": 5, "between": [100, 900]}
SMALL = {"training": {"env_steps": 1_000, "random_steps": 100}}
REQUESTS = {
    "a grid": {
        "preset": "mbpo/pendulum",
        "spec": SMALL,
        "grid": {"rollout.length": [1, SCHEDULE], "model.hidden": [[64, 64], [200]]},
        "seeds": [0, 1, 2],
    },
    "no preset": {
        "spec": SMALL | {"algorithm": {"version": "1.5"}, "planning": {"candidates": 64}},
        "grid": {"planning.sampling": ["clipped", "truncated"]},
        "seeds": [4, 9],
        "tags": ["-a b", "it's"],
        "name": "--odd",
        "experiment_name": "$HOME `x`",
    },
    "versions and what is not set": {
        "preset": "mbpo/hopper",
        "spec": {"rollout": {"max_disagreement": None, "uncertainty_penalty": 1e-05}},
        "grid": {"algorithm.improver": ["sac", "redq"], "compute.cuda_graphs": [True, False]},
    },
    "arguments of the task": {
        "spec": {"environment": {"id": "Ant-v5", "kwargs": {"healthy_z_range": [0.2, 1.5]}}},
        "grid": {"environment.kwargs.reset_noise_scale": [0.1, 0.2]},
    },
}


@pytest.mark.parametrize("what", REQUESTS)
def test_what_the_command_launches_is_what_was_asked_for(branchpoint, what):
    auth = {"Authorization": f"Bearer {branchpoint.token}"}
    asked = httpx.post(
        f"{branchpoint.url}/api/v1/runs/preview", json=REQUESTS[what], headers=auth, trust_env=False
    ).json()
    piped, _, command = asked["command"].rpartition("| ")
    _, *words = shlex.split(command)
    given = "{}" if piped else ""
    launched = branchpoint.json(*words, given=given)
    specs = [
        httpx.get(f"{branchpoint.url}/api/v1/runs/{run['id']}", headers=auth, trust_env=False)
        .json()["spec"]
        for run in launched["runs"]
    ]  # fmt: skip
    request = LaunchRequest.model_validate(REQUESTS[what])
    assert specs == [spec.document() for spec in plan(request).specs]
    assert [run["tags"] for run in launched["runs"]] == [request.tags] * len(specs)


@pytest.mark.parametrize(
    "text", ["it's", "a,b", '"', "[", "1e-3", "on", "null", "#", "a: b", "''", " x ", "~", "é"]
)
def test_any_text_of_a_field_comes_through_the_command(text):
    command = launch_command(
        LaunchRequest(
            preset="mbpo/pendulum",
            spec={"model": {"kind": text}},
            grid={"model.target": [text, "delta"]},
        )
    )
    words = shlex.split(command)
    request = read_request(words[2], [words[at + 1] for at, word in enumerate(words)
                                      if word == "--set"], None)  # fmt: skip
    assert request["spec"] == {"model": {"kind": text}}
    assert request["grid"] == {"model.target": [text, "delta"]}


def test_lists_in_a_file_make_a_grid(branchpoint):
    text = "rollout:\n  length: [1, 5]\nmodel: {hidden: [32, 32]}\nseed: [0, 1]\n"
    told = branchpoint("launch", "-", "--dry-run", given=text)
    assert "4 to launch" in told
    assert "rollout.length=5" in told
    assert "2 to launch" in branchpoint("launch", "-", "--dry-run", "--seeds", "3", given=text)
    assert "2 to launch" in branchpoint(
        "launch", "-", "--dry-run", "--set", "rollout.length=7", given=text
    )
