"""Real and imagined trajectories of evaluations.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def limit_waiting() -> None:
    """A migration that cannot get its lock fails soon instead of holding up every reader."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")


def upgrade() -> None:
    limit_waiting()
    op.create_table(
        "trajectories",
        sa.Column("run_id", sa.String(length=12), nullable=False),
        sa.Column("env_step", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("rollout_length", sa.BigInteger(), nullable=False),
        sa.Column("dimensions", sa.LargeBinary(), nullable=False),
        sa.Column("real", sa.LargeBinary(), nullable=False),
        sa.Column("starts", sa.LargeBinary(), nullable=False),
        sa.Column("imagined_counts", sa.LargeBinary(), nullable=False),
        sa.Column("imagined", sa.LargeBinary(), nullable=False),
        sa.Column("world_counts", sa.LargeBinary(), nullable=False),
        sa.Column("world", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["runs.id"], name=op.f("fk_trajectories_run_id_runs"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "env_step", name=op.f("pk_trajectories")),
    )


def downgrade() -> None:
    limit_waiting()
    op.drop_table("trajectories")
