"""Answers that are kept: asked for again while its runs have not changed, one is not made again.

What is kept is the very answer, by all that it is made from: the address, what was asked, the tags
of the runs, and the code. So nothing has to be told of a change: the next request has another key.
A process keeps the latest, and the database those of runs that are not at work, for the next one.
"""

import gzip
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from threading import Lock

from fastapi import Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from backend.db import kept_answers
from backend.recent import Recent
from backend.version import answers_digest

# Bytes of answers, compressed: 500 runs with every seed drawn take 1.5 MB.
MOST_BYTES = 32 * 2**20
# Numbers of figures become a tenth smaller at 9, in four times the time.
GZIP_LEVEL = 5
# Who asks for what is being made waits for it; more locks than there are threads.
LOCKS = 64
NAMES_RUNS = frozenset({"runs", "experiment"})
Tags = Sequence[tuple[str, int | None]]


class KeptAnswers:
    """The answers of a process, those that were asked for longest ago given up first.

    Attributes:
        recent: The compressed answers by key.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.recent: Recent[bytes, bytes] = Recent(most_bytes, len)
        self._making = [Lock() for _ in range(LOCKS)]

    def get(self, key: bytes, make: Callable[[], bytes]) -> bytes:
        """The answer of this key; one that two ask for at once is made once."""
        with self._making[key[0] % LOCKS]:
            found = self.recent.get(key)
            if found is None:
                found = make()
                self.recent.keep(key, found)
            return found


@dataclass(frozen=True)
class Kept:
    """The kept answers as one request sees them.

    Attributes:
        answers: Those of the process; None where it keeps none, as it asks everything once.
        path: That of the request.
        takes_gzip: Whether its client can read compressed answers.
    """

    answers: KeptAnswers | None
    path: str
    takes_gzip: bool

    def answer(
        self, session: Session, query: BaseModel, tags: Tags, make: Callable[[], BaseModel]
    ) -> Response:
        """The answer to a query on these runs, made only where it is not known.

        Args:
            session: That of the request.
            query: What is asked; how it names the runs does not matter.
            tags: The runs, in the order in which they were named, and their tags.
            make: Makes the answer from nothing but the query and the runs.
        """
        if self.answers is None:
            return Response(make().model_dump_json(), media_type="application/json")
        answers = self.answers
        asked = [answers_digest(), self.path, query.model_dump_json(exclude=set(NAMES_RUNS)), *tags]
        key = blake2b(json.dumps(asked).encode(), digest_size=16)

        def find_or_make() -> bytes:
            found = kept_answers.read(session, key.hexdigest())
            if found is not None:
                return found
            packed = _packed(make())
            ids = [run_id for run_id, _ in tags]
            new = kept_answers.NewAnswer(key.hexdigest(), answers_digest(), packed, ids)
            kept_answers.hand_over(session, new)
            return packed

        packed = answers.get(key.digest(), find_or_make)
        headers = {"Vary": "Accept-Encoding"}
        if self.takes_gzip:
            headers["Content-Encoding"] = "gzip"
        body = packed if self.takes_gzip else gzip.decompress(packed)
        return Response(body, media_type="application/json", headers=headers)


def _packed(answer: BaseModel) -> bytes:
    return gzip.compress(answer.model_dump_json().encode(), GZIP_LEVEL, mtime=0)
