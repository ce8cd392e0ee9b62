"""Accounts, what belongs to whom, who did what, and failed attempts to sign in.

What is there already belongs to nobody and is visible to all who have an account.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

GROWING = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BELONGING = (
    ("credentials", "account_id"), ("experiments", "account_id"), ("runs", "account_id"),
    ("shares", "account_id"),
)  # fmt: skip


def limit_waiting() -> None:
    """A migration that cannot get its lock fails soon instead of holding up every reader."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")


def upgrade() -> None:
    limit_waiting()
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(12), nullable=False),
        sa.Column("login", sa.String(120), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("role", sa.String(10), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        sa.UniqueConstraint("login", name="uq_accounts_login"),
    )
    op.create_table(
        "experiment_people",
        sa.Column("experiment_id", sa.String(12), nullable=False),
        sa.Column("account_id", sa.String(12), nullable=False),
        sa.ForeignKeyConstraint(
            ["experiment_id"],
            ["experiments.id"],
            name="fk_experiment_people_experiment_id_experiments",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name="fk_experiment_people_account_id_accounts",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("experiment_id", "account_id", name="pk_experiment_people"),
    )
    op.create_table(
        "sign_in_failures",
        sa.Column("id", GROWING, autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("login_hash", sa.String(64), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_failures"),
    )
    op.create_index("ix_sign_in_failures_at", "sign_in_failures", ["at"])
    op.create_table(
        "audit_events",
        sa.Column("id", GROWING, autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.String(12), nullable=True),
        sa.Column("who", sa.String(120), nullable=False),
        sa.Column("action", sa.String(60), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_events"),
    )
    for table, column in BELONGING:
        op.add_column(table, sa.Column(column, sa.String(12), nullable=True))
    op.add_column("credentials", sa.Column("scope", sa.String(10), nullable=True))
    op.add_column(
        "experiments",
        sa.Column("visibility", sa.String(10), nullable=False, server_default="group"),
    )


def downgrade() -> None:
    limit_waiting()
    op.drop_column("experiments", "visibility")
    op.drop_column("credentials", "scope")
    for table, column in BELONGING:
        op.drop_column(table, column)
    op.drop_table("audit_events")
    op.drop_index("ix_sign_in_failures_at", "sign_in_failures")
    op.drop_table("sign_in_failures")
    op.drop_table("experiment_people")
    op.drop_table("accounts")
