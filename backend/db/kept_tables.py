"""The tables of what is kept of runs while they do not change."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.db.base import Base, UtcDateTime


class RunTag(Base):
    """A random number that is another one after every change of a run: of its row or its curves.

    What was computed from a run may be used again as long as it has the same tag. Runs of before
    there were tags have none until they change.
    """

    __tablename__ = "run_tags"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)
    tag: Mapped[int] = mapped_column(BigInteger)


class RunSummary(Base):
    """What was made of a run by some code, as JSON: it counts while run and code are the same."""

    __tablename__ = "run_summaries"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    tag: Mapped[int | None] = mapped_column(BigInteger)
    code: Mapped[str] = mapped_column(String(32))
    data: Mapped[bytes] = mapped_column(LargeBinary)


class KeptAnswer(Base):
    """A compressed answer that some code made of runs: its key is of all that it was made from."""

    __tablename__ = "kept_answers"

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    code: Mapped[str] = mapped_column(String(32))
    size: Mapped[int] = mapped_column(Integer)
    stored_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # Last, so that what is before it can be read without it.
    body: Mapped[bytes] = mapped_column(LargeBinary)
