"""Runs may be archived, pinned, and have notes.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def limit_waiting() -> None:
    """A migration that cannot get its lock fails soon instead of holding up every reader."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")


def upgrade() -> None:
    limit_waiting()
    for name in ("archived_at", "pinned_at"):
        op.add_column("runs", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    notes = sa.Column("notes", sa.Text(), nullable=False, server_default="")
    version = sa.Column("notes_version", sa.Integer(), nullable=False, server_default="0")
    for column in (notes, version):
        op.add_column("runs", column)


def downgrade() -> None:
    limit_waiting()
    for name in ("notes_version", "notes", "pinned_at", "archived_at"):
        op.drop_column("runs", name)
