"""Which installed environments each worker could not make.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True), "postgresql"
)


def limit_waiting() -> None:
    """A migration that cannot get its lock fails soon instead of holding up every reader."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")


def upgrade() -> None:
    limit_waiting()
    op.add_column("workers", sa.Column("refused", DOCUMENT, nullable=True))


def downgrade() -> None:
    limit_waiting()
    op.drop_column("workers", "refused")
