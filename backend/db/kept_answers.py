"""Answers that are there after a restart: who asks the same of the same runs gets them again.

A request only reads, so it leaves what it made to whoever stores it later. An answer's key is of
all that it was made from, its code too, so nothing has to be told of a change: what no question
leads to any more is dropped, the oldest first.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import cast

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from backend.db.base import database_now, upsert
from backend.db.kept_tables import KeptAnswer
from backend.db.status import Status
from backend.db.tables import Run

# By which a session finds those that wait to be stored.
WAITING_ANSWERS = "waiting_answers"
MOST_WAITING_ANSWERS = 40
# Of 500 runs one with every seed takes 1.5 MB; a page of them has a dozen smaller ones.
LARGEST_ANSWER, MOST_BYTES = 4 * 2**20, 64 * 2**20


@dataclass(frozen=True)
class NewAnswer:
    """An answer that was made.

    Attributes:
        key: Of all that it was made from.
        code: The code that made it.
        body: As it is sent, compressed.
        run_ids: The runs that it is about.
    """

    key: str
    code: str
    body: bytes
    run_ids: Sequence[str]


WaitingAnswers = deque[NewAnswer]


def read(session: Session, key: str) -> bytes | None:
    """The answer of this key, if it is kept."""
    return session.scalar(select(KeptAnswer.body).where(KeptAnswer.key == key))


def hand_over(session: Session, answer: NewAnswer) -> None:
    """Leave an answer to whoever stores those of this session's database; forgotten if nobody."""
    waiting = cast("WaitingAnswers | None", session.info.get(WAITING_ANSWERS))
    if waiting is not None and len(answer.body) <= LARGEST_ANSWER:
        waiting.append(answer)


def store(session: Session, answers: Sequence[NewAnswer], most_bytes: int = MOST_BYTES) -> None:
    """Keep answers, but of runs that are at work: these have changed before anybody asks again."""
    ids = {run_id for answer in answers for run_id in answer.run_ids}
    at_work = set(
        session.scalars(select(Run.id).where(Run.id.in_(ids), Run.status == Status.RUNNING))
    )
    kept = {each.key: each for each in answers if at_work.isdisjoint(each.run_ids)}
    if not kept:
        return
    now = database_now(session)
    rows = [
        {"key": key, "code": each.code, "size": len(each.body), "stored_at": now, "body": each.body}
        for key, each in kept.items()
    ]
    new = upsert(session, KeptAnswer).on_conflict_do_nothing(index_elements=["key"])
    session.execute(new, rows)
    session.execute(delete(KeptAnswer).where(KeptAnswer.code != answers[-1].code))
    _drop_oldest(session, most_bytes)


def _drop_oldest(session: Session, most_bytes: int) -> None:
    newest_first = select(KeptAnswer.key, KeptAnswer.size).order_by(
        KeptAnswer.stored_at.desc(), KeptAnswer.key
    )
    rows = session.execute(newest_first).all()
    held = accumulate(row.size for row in rows)
    dropped = [row.key for row, so_far in zip(rows, held, strict=True) if so_far > most_bytes]
    if dropped:
        session.execute(delete(KeptAnswer).where(KeptAnswer.key.in_(dropped)))
