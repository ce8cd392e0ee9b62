"""The tables of accounts: who may sign in, who sees what, and who did what."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.db.base import Base, Growing, Id, UtcDateTime, new_id


class Account(Base):
    """Somebody who may sign in. Its password is stored as argon2's hash."""

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("login"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    login: Mapped[str] = mapped_column(String(120))
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(10))
    password_hash: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Identity(Base):
    """Somebody of an OpenID Connect provider who has an account here."""

    __tablename__ = "identities"

    issuer: Mapped[str] = mapped_column(String(300), primary_key=True)
    subject: Mapped[str] = mapped_column(String(255), primary_key=True)
    account_id: Mapped[str] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    # Whether the provider made the account, so that its rules say what it may do.
    is_managed: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ExperimentPerson(Base):
    """Somebody whom an experiment is shown to."""

    __tablename__ = "experiment_people"

    experiment_id: Mapped[str] = mapped_column(
        ForeignKey("experiments.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[str] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )


class SignInFailure(Base):
    """An attempt to sign in that failed. Kept for as long as it holds further ones up."""

    __tablename__ = "sign_in_failures"

    id: Mapped[int] = mapped_column(Growing, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    login_hash: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(64))


class AuditEvent(Base):
    """Something that somebody changed. Only ever added."""

    __tablename__ = "audit_events"

    id: Mapped[int] = mapped_column(Growing, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    account_id: Mapped[str | None] = mapped_column(Id)
    who: Mapped[str] = mapped_column(String(120))
    action: Mapped[str] = mapped_column(String(60))
    about: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(String(64))
