"""What was done is only added to: the database itself refuses to change or delete a row of it.

Revision ID: 0023
Revises: 0022
"""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

REFUSAL = "what was done is only added to"


def limit_waiting() -> None:
    """A migration that cannot get its lock fails soon instead of holding up every reader."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")


def upgrade() -> None:
    limit_waiting()
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_change_of_audit() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
        )
        op.execute(
            "CREATE TRIGGER audit_events_only_added BEFORE UPDATE OR DELETE ON audit_events "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_audit()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_events_no_{change.lower()} BEFORE {change} ON audit_events "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )


def downgrade() -> None:
    limit_waiting()
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER audit_events_only_added ON audit_events")
        op.execute("DROP FUNCTION refuse_change_of_audit()")
        return
    for change in ("update", "delete"):
        op.execute(f"DROP TRIGGER audit_events_no_{change}")
