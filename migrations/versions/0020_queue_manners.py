"""Runs ask for cores, memory, a GPU and an engine; the queue has priorities, limits and pauses.

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def run_columns() -> tuple[sa.Column, ...]:
    return (
        sa.Column("priority", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("engine", sa.String(10), nullable=False, server_default="auto"),
        sa.Column("cores", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("memory_mib", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("gpu", sa.Float(), nullable=False, server_default="0"),
        sa.Column("job", sa.String(200), nullable=True),
        sa.Column("waits_for", sa.Text(), nullable=True),
    )


NODES = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
)


def worker_columns() -> tuple[sa.Column, ...]:
    return (
        sa.Column("engine", sa.String(10), nullable=False, server_default="local"),
        sa.Column("most_cores", sa.Integer(), nullable=True),
        sa.Column("most_memory_mib", sa.BigInteger(), nullable=True),
        sa.Column("most_gpu", sa.Float(), nullable=True),
        sa.Column("nodes", NODES, nullable=True),
        sa.Column("trouble", sa.Text(), nullable=True),
    )


def limit_waiting() -> None:
    """A migration that cannot get its lock fails soon instead of holding up every reader."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")


def upgrade() -> None:
    limit_waiting()
    for column in run_columns():
        op.add_column("runs", column)
    for column in worker_columns():
        op.add_column("workers", column)
    op.add_column("experiments", sa.Column("max_running", sa.Integer(), nullable=True))
    op.create_table(
        "queue_rules",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("max_running_per_account", sa.Integer(), nullable=True),
        sa.CheckConstraint("id = 1", name="ck_queue_rules_only_one"),
    )


def downgrade() -> None:
    """Runs that are paused wait in the queue again: an older version knows no pause."""
    limit_waiting()
    op.drop_table("queue_rules")
    op.drop_column("experiments", "max_running")
    for column in reversed(worker_columns()):
        op.drop_column("workers", column.name)
    for column in reversed(run_columns()):
        op.drop_column("runs", column.name)
