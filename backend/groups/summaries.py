"""What is made of runs that have ended, as the database keeps it: exact, and while it counts."""

from collections.abc import Mapping
from typing import Generic, TypeVar

import numpy as np
from pydantic import ConfigDict, PlainSerializer, PlainValidator, TypeAdapter
from sqlalchemy.orm import Session

from backend.db import run_summaries
from backend.version import code_digest

Made = TypeVar("Made")
# Numbers that are none are as much a finding as others, and JSON has no word for them.
EXACT = ConfigDict(ser_json_inf_nan="constants", arbitrary_types_allowed=True)


def stored_array(kind: str) -> tuple[PlainValidator, PlainSerializer]:
    """How a field of numbers of one kind is stored: bit for bit, as hexadecimal bytes."""
    return (
        PlainValidator(lambda text: np.frombuffer(bytes.fromhex(text), kind)),
        PlainSerializer(lambda values: np.asarray(values, kind).tobytes().hex(), when_used="json"),
    )


class Summaries(Generic[Made]):
    """One kind of what is made of a run.

    Attributes:
        name: Names it, with all that it depends on but the run and the code.
    """

    def __init__(self, name: str, several: TypeAdapter[list[Made]]) -> None:
        """Name it, and say what several of them are, with `EXACT` for their numbers."""
        self.name = name
        self._several = several

    def read(self, session: Session, tags: Mapping[str, int | None]) -> dict[str, Made]:
        """Those that are stored and count, of runs with these tags."""
        found = run_summaries.read(session, tags, self.name, code_digest()) if tags else {}
        made = self._several.validate_json(b"[%s]" % b",".join(found.values()))
        return dict(zip(found, made, strict=True))

    def hand_over(
        self, session: Session, tags: Mapping[str, int | None], made: Mapping[str, Made]
    ) -> None:
        """Leave to be stored what was made of runs with these tags; of others it is forgotten."""
        run_summaries.hand_over(
            session,
            [
                run_summaries.Summary(
                    run_id=run_id,
                    name=self.name,
                    tag=tags[run_id],
                    code=code_digest(),
                    data=self._several.dump_json([each])[1:-1],
                )
                for run_id, each in made.items()
                if run_id in tags
            ],
        )
