"""What is wrong with runs in words, as lists are sorted and filtered by it."""

import json
from hashlib import blake2b

from sqlalchemy import Text, cast, select
from sqlalchemy.orm import Session

from backend.db.tables import Run
from backend.recent import Recent
from backend.spec.measures import Measures
from backend.verdict.warnings import warnings_of

BETWEEN = "; "
# Words of so many measures are kept: judging those of 5,000 runs takes a second.
MOST_KEPT = 20_000
_WORDS: Recent[bytes, str] = Recent(MOST_KEPT, lambda _: 1)


def alarms(session: Session) -> dict[str, str]:
    """The warnings of each run that has any, the gravest first."""
    query = select(Run.id, cast(Run.measures, Text)).where(
        Run.deleted_at.is_(None), Run.measures.is_not(None)
    )
    words = ((run_id, _words(measures)) for run_id, measures in session.execute(query))
    return {run_id: said for run_id, said in words if said}


def _words(measures: str) -> str:
    key = blake2b(measures.encode(), digest_size=16).digest()
    known = _WORDS.get(key)
    if known is None:
        found = warnings_of(Measures.stored(json.loads(measures)))
        known = BETWEEN.join(warned.label for warned in found)
        _WORDS.keep(key, known)
    return known
