"""The mean curve of each episode under a profile.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def limit_waiting() -> None:
    """A migration that cannot get its lock fails soon instead of holding up every reader."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")


def upgrade() -> None:
    limit_waiting()
    for name in ("episodes", "episode_starts"):
        op.add_column("profiles", sa.Column(name, sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    limit_waiting()
    for name in ("episode_starts", "episodes"):
        op.drop_column("profiles", name)
