"""Specs that were stored before a setting was there keep what they meant."""

from sqlalchemy import select

from backend.db import experiments, migrate, runs
from backend.db.session import Database
from backend.db.tables import Run
from backend.spec.grid import parse


def test_a_run_from_before_the_cap_had_none(database_settings):
    database = Database(database_settings)
    with database.transaction() as session:
        experiment = experiments.create(session, "tests")
        specs = [parse({"seed": 1}), parse({"model": {"most_epochs": 7}})]
        made = [runs.NewRun(f"run {number}", spec) for number, spec in enumerate(specs)]
        known = [run.id for run in runs.create(session, experiment.id, made)]

    def stored():
        with database.reading() as session:
            # By its own columns: others of today are not there before their migrations.
            stored_specs = {row.id: row.spec for row in session.execute(select(Run.id, Run.spec))}
            return [stored_specs[run_id] for run_id in known]

    before = stored()
    migrate.downgrade(database_settings, "0007")
    told = stored()
    assert not any("most_epochs" in spec["model"] for spec in told)
    migrate.upgrade(database_settings)
    again = stored()
    database.dispose()
    assert [spec["model"].pop("most_epochs") for spec in again] == [None, None]
    assert [spec["model"].pop("most_epochs") for spec in before] == [2_000, 7]
    assert again == before
