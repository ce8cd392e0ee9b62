"""The table of who reads which setting, held against what each version reads while it trains."""

import pytest

from backend.spec.compute import PLACEMENT
from backend.spec.grid import parse
from backend.spec.relevant_settings import READERS, is_read
from backend.spec.run import RunSpec
from backend.spec.spec_part import Part
from tests.worker.mbrl.test_versions import COMBINATIONS, TASKS, TINY
from worker.jobs.build import build_trainer

PARTS = {
    field.annotation: name
    for name, field in RunSpec.model_fields.items()
    if isinstance(field.annotation, type) and issubclass(field.annotation, Part)
}
PATHS = {f"{name}.{field}" for part, name in PARTS.items() for field in part.model_fields}
# Discrete searches have no deviation and no ends; a budget is made where nothing draws on it.
NOT_READ_WITH_DISCRETE_ACTIONS = {"planning.initial_deviation", "planning.sampling"}
READ_IN_VAIN = {"model-free": {"evaluation.diagnostics_budget"}}


@pytest.fixture
def reading(monkeypatch):
    """The paths of the settings that are read from now on."""
    read = set()

    def noted(part, name):
        if type(part) in PARTS and name in type(part).model_fields:
            read.add(f"{PARTS[type(part)]}.{name}")
        return object.__getattribute__(part, name)

    def begin():
        monkeypatch.setattr(Part, "__getattribute__", noted)
        return read

    return begin


@pytest.mark.parametrize(("version", "kind", "improver"), COMBINATIONS)
def test_a_version_reads_what_the_table_says_and_nothing_else(version, kind, improver, reading):
    rollout = {"rollout": TINY["rollout"] | {"recent": 20}}
    chosen = {"algorithm": {"version": version, "improver": improver}}
    task = {"environment": {"id": TASKS[kind], "max_episode_steps": 12}}
    if is_read("rollout.recent", version, improver):
        rollout["rollout"]["start"] = "real_recent"
    # Model-free PPO learns from twenty steps of its own.
    steps = 55 if version == "model-free" else 36
    short = {"training": {"env_steps": steps, "random_steps": 30}}
    spec = parse(TINY | short | rollout | chosen | task)
    read = reading()
    trainer = build_trainer(spec)
    while not trainer.finished:
        trainer.iterate()
    # What places a run is read by its engine, and by nothing that learns.
    told = {path for path in PATHS - PLACEMENT if is_read(path, version, improver)}
    assert read - READ_IN_VAIN.get(version, set()) <= told
    unread = NOT_READ_WITH_DISCRETE_ACTIONS if kind == "discrete" else set()
    assert told - unread <= read


def test_every_row_of_the_table_names_a_setting_or_a_part():
    assert set(READERS) <= PATHS | {f"{name}.*" for name in PARTS.values()}


def test_a_setting_that_no_row_names_is_read_by_every_run():
    for version, _, improver in COMBINATIONS:
        assert is_read("training.env_steps", version, improver)
        assert is_read("seed", version, improver)
