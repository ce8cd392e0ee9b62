"""The table of curves that others published."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from backend.db.base import Base, Document, Id, UtcDateTime, new_id


class PublishedCurve(Base):
    """A learning curve from a paper or a table, with where it is from."""

    __tablename__ = "published_curves"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    title: Mapped[str] = mapped_column(String(120))
    algorithm: Mapped[str] = mapped_column(String(80))
    source: Mapped[str] = mapped_column(String(400))
    url: Mapped[str] = mapped_column(String(400))
    environment: Mapped[str] = mapped_column(String(100))
    metric: Mapped[str] = mapped_column(String(80))
    # Lists of the same length by the name of the column; without those that were not given.
    points: Mapped[dict[str, Any]] = mapped_column(Document)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
