"""Runs from before fits had a cap say that they had none.

Revision ID: 0008
Revises: 0007
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True), "postgresql"
)
RUNS = sa.table("runs", sa.column("id", sa.String), sa.column("spec", DOCUMENT))


def limit_waiting() -> None:
    """A migration that cannot get its lock fails soon instead of holding up every reader."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")


def upgrade() -> None:
    limit_waiting()
    for run_id, spec in _specs():
        model = {"most_epochs": None, **spec.get("model", {})}
        _write(run_id, {**spec, "model": model})


def downgrade() -> None:
    limit_waiting()
    for run_id, spec in _specs():
        kept = {name: value for name, value in spec["model"].items() if name != "most_epochs"}
        _write(run_id, {**spec, "model": kept})


def _specs() -> list[tuple[str, dict[str, Any]]]:
    return [(row.id, row.spec) for row in op.get_bind().execute(sa.select(RUNS.c.id, RUNS.c.spec))]


def _write(run_id: str, spec: dict[str, Any]) -> None:
    op.get_bind().execute(RUNS.update().where(RUNS.c.id == run_id).values(spec=spec))
