"""What the stream of changes says."""

from typing import Annotated

from pydantic import AfterValidator, Field

from backend.db.changes import ChangeKind
from backend.schemas import Ask, View


class Change(View):
    """Something changed; ask for it again. Only ids, never data."""

    kind: ChangeKind
    id: str
    run_id: str | None
    version: int


def _is_answered_once(address: str) -> str:
    """Of the addresses that follow, without the streams, which never end.

    Raises:
        ValueError: For a stream, or the route that is asking.
    """
    if address.partition("?")[0].removeprefix("/api/v1/") in ("events", "answers"):
        raise ValueError("is a stream, or this route itself")
    return address


class AskedAgain(Ask):
    """A GET of this API, and the tag of the answer that is known."""

    address: Annotated[
        str,
        Field(
            max_length=20_000,
            pattern=r"^/api/v1/[\x21-\x7e]*$",
            description="Path and query, as in a request of its own.",
        ),
        AfterValidator(_is_answered_once),
    ]
    tag: Annotated[str, Field(max_length=32)] | None = Field(
        None, description="Where it is still the answer's, the answer is left out."
    )


class ManyAsked(Ask):
    """What a page shows and may be old."""

    asked: Annotated[list[AskedAgain], Field(min_length=1, max_length=40)]
