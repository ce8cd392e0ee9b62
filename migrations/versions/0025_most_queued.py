"""How many runs of one account may wait is a rule of the queue, apart from how many may run.

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def limit_waiting() -> None:
    """A migration that cannot get its lock fails soon instead of holding up every reader."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")


def upgrade() -> None:
    limit_waiting()
    op.add_column("queue_rules", sa.Column("max_queued_per_account", sa.Integer(), nullable=True))


def downgrade() -> None:
    limit_waiting()
    op.drop_column("queue_rules", "max_queued_per_account")
