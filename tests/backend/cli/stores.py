"""Stores with rows in every table and files that are really there, and the command line on them."""

import hashlib
import io
from datetime import UTC, datetime

from sqlalchemy import select, text, update

from backend.db import artifact_files
from backend.db.session import Database
from backend.db.status import Status
from backend.db.tables import Artifact, Run, SavedView
from tests.backend.cli.conftest import Shell, plain_environment
from tests.backend.db.full_store import fill

AWKWARD = {"a": [1e22, 1e-7, 0.1, 10**18, -0.0, True, None, "\u2028 ü"], "b": {"d": 1, "c": 2.0}}


def filled(settings):
    """A store with rows in every table and two checkpoints that are really there."""
    database = Database(settings)
    fill(database)
    with database.transaction() as session:
        session.execute(update(SavedView).values(state=AWKWARD))
        (running,) = session.scalars(select(Run.id).where(Run.status == Status.SUCCEEDED))
        session.execute(text("DELETE FROM artifacts"))
        for step in (100, 200):
            session.add(checkpoint(settings, running, step))
    database.dispose()
    return database


def checkpoint(settings, run_id, step, made_at=None):
    """A row and its file."""
    content = f"state of {run_id} at {step}".encode()
    uri = f"{settings.artifacts}/runs/{run_id}/checkpoint-{step}-1.pt"
    artifact_files.write(uri, io.BytesIO(content))
    return Artifact(
        run_id=run_id, kind="checkpoint", name=uri.rpartition("/")[2], uri=uri, bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(), env_step=step, attempt=1,
        created_at=made_at or datetime(2026, 11, 1, tzinfo=UTC),
    )  # fmt: skip


def shell(settings, tmp_path, **environment):
    """The command line, on a store."""
    url = settings.database_url.get_secret_value() if settings.database_url else ""
    given = {"BRANCHPOINT_DATA": str(settings.data), "BRANCHPOINT_DATABASE_URL": url}
    return Shell(plain_environment(**given | environment), tmp_path)
