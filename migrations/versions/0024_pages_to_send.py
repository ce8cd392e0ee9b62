"""Publications, and what a link says of itself: a note, its views, frozen, embeddable.

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def limit_waiting() -> None:
    """A migration that cannot get its lock fails soon instead of holding up every reader."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")


def upgrade() -> None:
    limit_waiting()
    op.create_table(
        "publications",
        sa.Column("id", sa.String(12), nullable=False),
        sa.Column("account_id", sa.String(12), nullable=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("target_id", sa.String(12), nullable=True),
        sa.Column("run_ids", DOCUMENT, nullable=False),
        sa.Column("view", sa.Text(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("licence", sa.String(200), nullable=False),
        sa.Column("form", sa.String(10), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("left_out", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("heartbeat_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_publications"),
    )
    op.create_index("ix_publications_created_at", "publications", ["created_at"])
    for column in (
        sa.Column("note", sa.Text(), nullable=False, server_default=""),
        sa.Column("publication_id", sa.String(12), nullable=True),
        sa.Column("is_embeddable", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("is_hidden", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("views", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("opened_at", MOMENT, nullable=True),
    ):
        op.add_column("shares", column)


def downgrade() -> None:
    """An earlier version knows no frozen link, and would show what became of its runs."""
    limit_waiting()
    op.execute(
        "UPDATE shares SET revoked_at = CURRENT_TIMESTAMP "
        "WHERE revoked_at IS NULL AND (publication_id IS NOT NULL OR is_hidden)"
    )
    for name in ("opened_at", "views", "is_hidden", "is_embeddable", "publication_id", "note"):
        op.drop_column("shares", name)
    op.drop_index("ix_publications_created_at", "publications")
    op.drop_table("publications")
