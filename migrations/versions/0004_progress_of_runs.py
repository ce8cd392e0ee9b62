"""When a run last made progress, and since when it stands still.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def limit_waiting() -> None:
    """A migration that cannot get its lock fails soon instead of holding up every reader."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")


def upgrade() -> None:
    limit_waiting()
    op.add_column("runs", sa.Column("progressed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("runs", sa.Column("stalled_since", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    limit_waiting()
    op.drop_column("runs", "stalled_since")
    op.drop_column("runs", "progressed_at")
