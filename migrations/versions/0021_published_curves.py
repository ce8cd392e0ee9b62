"""Curves that others published stand beside those of runs.

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def limit_waiting() -> None:
    """A migration that cannot get its lock fails soon instead of holding up every reader."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")


def upgrade() -> None:
    limit_waiting()
    op.create_table(
        "published_curves",
        sa.Column("id", sa.String(12), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("algorithm", sa.String(80), nullable=False),
        sa.Column("source", sa.String(400), nullable=False),
        sa.Column("url", sa.String(400), nullable=False),
        sa.Column("environment", sa.String(100), nullable=False),
        sa.Column("metric", sa.String(80), nullable=False),
        sa.Column(
            "points",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_published_curves"),
    )


def downgrade() -> None:
    limit_waiting()
    op.drop_table("published_curves")
