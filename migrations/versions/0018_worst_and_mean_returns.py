"""Ended runs are measured again: their numbers hold the least and the mean return now.

A worker makes the numbers that are missing when it starts.

Revision ID: 0018
Revises: 0017
"""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def limit_waiting() -> None:
    """A migration that cannot get its lock fails soon instead of holding up every reader."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")


def upgrade() -> None:
    limit_waiting()
    op.execute(
        "UPDATE runs SET measures = NULL "
        "WHERE status NOT IN ('queued', 'running') AND env_steps > 0"
    )


def downgrade() -> None:
    """The numbers stay: a version that does not know a name leaves it out."""
