"""The table of publications: pages made of runs, to be sent or kept as they are."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from backend.db.base import Base, Document, Id, UtcDateTime, new_id


class Publication(Base):
    """A page that is being made, or was: as one file, or as the answers of a frozen link."""

    __tablename__ = "publications"
    __table_args__ = (Index("ix_publications_created_at", "created_at"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str | None] = mapped_column(Id)
    kind: Mapped[str] = mapped_column(String(20))
    target_id: Mapped[str | None] = mapped_column(Id)
    # What is shown, an experiment's runs too once it is known which.
    run_ids: Mapped[list[str]] = mapped_column(Document, default=list)
    view: Mapped[str] = mapped_column(Text, default="")
    title: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    licence: Mapped[str] = mapped_column(String(200), default="")
    form: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    answers: Mapped[int] = mapped_column(Integer, default=0)
    bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    left_out: Mapped[str] = mapped_column(Text, default="")
    problem: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    heartbeat_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
