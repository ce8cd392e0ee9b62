"""The pages "On Slurm" and "On Ray and Kubernetes": their commands, on real clusters."""

import os
import secrets
import sys
from functools import partial
from pathlib import Path

import pytest

from backend.cli.instance.listening import free_port
from backend.db import workers
from backend.db.session import Database
from backend.db.settings import DatabaseSettings
from backend.db.status import Status
from backend.db.tables import Run
from tests.backend.cli.test_stores import new_postgres
from tests.backend.guide_blocks import a_shell, of_setup
from tests.clusters.ray import HOSTS, kill_all_on, namespaces, on_host, through_gate
from tests.worker.test_worker import SETTINGS

__all__ = ["new_postgres"]

QUICK = {name: SETTINGS[name] for name in ("BRANCHPOINT_POLL_SECONDS", "BRANCHPOINT_SLOTS")}


def assert_a_run_ended(settings, engine):
    """The first run of a page has succeeded, on that engine."""
    database = Database(settings)
    with database.reading() as session:
        (run,) = session.query(Run)
        assert (run.status, run.attempt) == (Status.SUCCEEDED, 1)
        assert run.job.startswith(engine)
        assert {worker.engine for worker, _ in workers.list_recent(session)} == {"local", engine}
    database.dispose()


def is_live(settings, engine):
    """Whether a worker of an engine has said that it lives."""
    database = Database(settings)
    with database.reading() as session:
        found = [each for each in workers.list_live(session) if each.engine == engine]
    database.dispose()
    return bool(found)


def follow(shell, setup, settings):
    """Do what a page says, one block after the other."""
    for block in setup:
        if "branchpoint up" in block.code:
            shell.start(block)
        elif block.mark.startswith("stays"):
            shell.start(block, partial(is_live, settings, block.mark.split()[1]))
        else:
            shell.do(block)


def stands_for(settings, tmp_path):
    address = settings.database_url.get_secret_value()
    return {
        "postgresql://USER:PASSWORD@HOST/branchpoint": f"'{address}'",
        "/shared": str(tmp_path / "shared"),
    }


def own(port):
    """The settings of a reader's shell."""
    path = f"{Path(sys.executable).parent}:/usr/sbin:/usr/bin:/sbin:/bin"
    return QUICK | {"BRANCHPOINT_PORT": str(port), "PATH": path}


@pytest.mark.long
@pytest.mark.postgres
def test_a_reader_of_the_page_on_slurm_has_a_run_there(slurm, new_postgres, tmp_path):
    settings = DatabaseSettings(
        data=tmp_path / "shared" / "branchpoint-data", database_url=new_postgres.database_url
    )
    (tmp_path / "shared").mkdir()
    environment = slurm.environment | own(free_port("127.0.0.1", 0, or_next=False))
    with a_shell(tmp_path / "reader", environment, stands_for(new_postgres, tmp_path)) as shell:
        follow(shell, of_setup("slurm"), settings)
    assert_a_run_ended(settings, "slurm")
    assert (tmp_path / "shared" / "backup-of-today").is_dir()


@pytest.mark.long
@pytest.mark.postgres
def test_a_reader_of_the_page_on_ray_has_a_run_there(ray_folder, new_postgres, tmp_path):
    shared = tmp_path / "shared"
    shared.mkdir()
    with namespaces(), through_gate(new_postgres) as settings:
        token = ray_folder / "token"
        token.write_text(secrets.token_hex(32))
        on = {host: f"{on_host(host)} --object-store-memory=100000000" for host in ("head", "one")}
        written = {
            "ray start --head --num-cpus=0": (
                f"{on['head']} --head --port=6379 --num-cpus=0 --temp-dir={ray_folder}/ray"
            ),
            "ray start --address": f"{on['one']} --num-cpus=1 --address",
            "10.0.0.1": HOSTS["head"],
            "$HOME/.ray/auth_token": str(token),
        } | stands_for(settings, tmp_path)
        environment = os.environ | own(free_port("127.0.0.1", 0, or_next=False))
        try:
            with a_shell(tmp_path / "reader", environment, written) as shell:
                follow(shell, of_setup("ray"), new_postgres)
        finally:
            for host in ("head", "one"):
                kill_all_on(host)
    assert_a_run_ended(new_postgres, "ray")
    assert (shared / "backup-of-today").is_dir()
