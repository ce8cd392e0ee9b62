"""A suite's file holds what was written, or is refused with the reason."""

import io
import json
from dataclasses import replace

import numpy as np
import pytest

from backend.db import suites
from backend.db.suite_file import SuiteFile, Unusable, identity
from backend.spec.environment import EnvironmentSpec

EPISODES, STEPS, HORIZON = 20, 6, 4
LINEAR = {"id": "Branchpoint/Linear-v0"}


def suite(seed=0, environment=LINEAR, **about):
    numbers = np.random.default_rng(seed)
    lengths = np.full(EPISODES, STEPS)
    starts = [(episode, first) for episode in range(EPISODES) for first in (0, 2)]
    obs = numbers.normal(size=(EPISODES * (STEPS + 1), 4)).astype(np.float32)
    return SuiteFile(
        about={"format": 1, "horizon": HORIZON, "environment": environment, **about},
        obs=obs,
        act=numbers.uniform(size=(EPISODES * STEPS, 1)).astype(np.float32),
        rewards=numbers.normal(size=EPISODES * STEPS).astype(np.float32),
        lengths=lengths,
        policy=np.zeros(EPISODES, np.int64),
        starts=np.array(starts),
        scale=obs.std(axis=0),
    )


def put(folder, content, name="Branchpoint.Linear-v0-000000000000.npz"):
    where = folder / "suites"
    where.mkdir(exist_ok=True)
    (where / name).write_bytes(content)


def test_a_suite_is_read_back_as_it_was_written():
    made = suite(made_at="2026-11-29")
    read = SuiteFile.decode(made.encode())
    assert read.about == made.about
    assert read.checksum == made.checksum
    for name, array in made.arrays().items():
        np.testing.assert_array_equal(read.arrays()[name], array)


def test_how_the_episodes_came_about_is_no_part_of_the_checksum():
    assert suite(made_at="today").checksum == suite(made_at="yesterday").checksum


@pytest.mark.parametrize(
    "other",
    [
        suite(seed=1),
        suite(environment=LINEAR | {"kwargs": {"g": 1}}),
        replace(suite(), scale=suite().scale * np.float32(1.001)),
        replace(suite(), starts=suite().starts[1:]),
        replace(suite(), about=suite().about | {"horizon": HORIZON - 1}),
    ],
    ids=["episodes", "environment", "unit", "starts", "horizon"],
)
def test_whatever_decides_a_measurement_decides_the_checksum(other):
    assert other.checksum != suite().checksum


def changed(**members):
    """The file with other members and the checksum as it was."""
    with np.load(io.BytesIO(suite().encode())) as file:
        held = dict(file) | members
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **held)
    return buffer.getvalue()


def without(name):
    with np.load(io.BytesIO(suite().encode())) as file:
        held = {key: file[key] for key in file.files if key != name}
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **held)
    return buffer.getvalue()


def pickled():
    buffer = io.BytesIO()
    np.savez(buffer, about=np.array([{"format": 1}], dtype=object))
    return buffer.getvalue()


def about(**other):
    return np.array(json.dumps(dict(suite().about) | other))


def nan_where(name):
    array = getattr(suite(), name).copy()
    array.flat[0] = np.nan
    return replace(suite(), **{name: array}).encode()


SPOILT = {
    "empty": (b"", "no whole suite"),
    "truncated": (suite().encode()[:-200], "no whole suite"),
    "half": (suite().encode()[:1_000], "no whole suite"),
    "no archive": (b"episodes", "no whole suite"),
    "pickled": (pickled(), "no whole suite"),
    "another format": (changed(about=about(format=2)), "has format 2"),
    "a changed number": (changed(obs=suite().obs + np.float32(1e-6)), "is damaged"),
    "another horizon": (changed(about=about(horizon=3)), "is damaged"),
    "another checksum": (changed(checksum=np.array("0" * 64)), "is damaged"),
    "no rewards": (without("rewards"), "not what a suite holds"),
    "no checksum": (without("checksum"), "no whole suite"),
    "not finite": (nan_where("obs"), "not finite"),
    "an episode short": (replace(suite(), obs=suite().obs[:-1]).encode(), "do not fit"),
    "a start too late": (
        replace(suite(), starts=np.array([[0, STEPS - HORIZON + 1]])).encode(),
        "do not fit",
    ),
    "no unit": (replace(suite(), scale=np.zeros(4, np.float32)).encode(), "do not fit"),
}


@pytest.mark.parametrize("kind", SPOILT)
def test_a_file_that_is_no_whole_suite_is_refused_with_the_reason(kind):
    content, why = SPOILT[kind]
    with pytest.raises(Unusable, match=why):
        SuiteFile.decode(content)


def test_fewer_than_twenty_episodes_are_no_suite():
    whole, kept = suite(), EPISODES - 1
    few = replace(
        whole,
        obs=whole.obs[: kept * (STEPS + 1)],
        act=whole.act[: kept * STEPS],
        rewards=whole.rewards[: kept * STEPS],
        lengths=whole.lengths[:kept],
        policy=whole.policy[:kept],
        starts=whole.starts[: 2 * kept],
    )
    with pytest.raises(Unusable, match="19 episodes"):
        few.check()


def test_a_damaged_file_is_listed_with_its_problem_and_taken_by_no_run(tmp_path):
    put(tmp_path, suite().encode()[:-50])
    (listed,) = [each for each in suites.stored(str(tmp_path), LINEAR["id"]) if not each.is_shipped]
    assert listed.suite is None
    assert "no whole suite" in listed.problem
    assert suites.in_force(str(tmp_path), LINEAR) is None


def test_the_suite_made_last_is_in_force_and_an_earlier_one_is_still_found(tmp_path):
    first, second = suite(seed=1, made_at="2026-01-01"), suite(seed=2, made_at="2026-01-02")
    for made in (second, first):
        put(tmp_path, made.encode(), suites.file_name(made))
    assert suites.in_force(str(tmp_path), LINEAR).checksum == second.checksum
    found = suites.by_checksum(str(tmp_path), LINEAR["id"], first.checksum)
    assert found.checksum == first.checksum


def test_a_suite_of_another_task_or_of_other_settings_is_not_taken(tmp_path):
    put(tmp_path, suite().encode())
    for other in ({"id": "Branchpoint/LQR-v0x"}, LINEAR | {"kwargs": {"g": 1}}):
        assert suites.in_force(str(tmp_path), other) is None


def test_the_limit_of_an_episode_makes_no_other_environment():
    short = EnvironmentSpec(id="Pendulum-v1", max_episode_steps=50)
    assert identity(short) == identity(EnvironmentSpec()) == {"id": "Pendulum-v1"}
    heavy = EnvironmentSpec(id="Pendulum-v1", kwargs={"g": 20.0})
    assert identity(heavy) == {"id": "Pendulum-v1", "kwargs": {"g": 20.0}}
