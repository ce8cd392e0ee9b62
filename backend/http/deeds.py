"""What is written down of a request that changes something: who, what, and the ids of what to."""

from collections.abc import Iterator
from dataclasses import replace

from fastapi import Request

from backend.authorisation import Owner, Principal
from backend.db.audit import Deed
from backend.http.client_address import address_of
from backend.roles import does_nothing

MOST_IDS = 50
# Where an answer names what was made or changed: itself, or in one of its lists.
LISTS = ("items", "runs")


def deed_of(request: Request, principal: Principal) -> Deed | None:
    """The deed of a request, before it is done; None for a route that only looks."""
    if does_nothing(request.scope["endpoint"]):
        return None
    who = principal if isinstance(principal, Owner) else Owner(name="a share link")
    about = " ".join(str(value) for value in request.path_params.values())
    return Deed(who.account_id, who.name, request.scope["route"].name, about, address_of(request))


def told_of(deed: Deed, made: object) -> Deed:
    """The deed with the ids that its answer names, each once."""
    ids = dict.fromkeys([*deed.about.split(), *_ids(made)])
    more = [f"and {len(ids) - MOST_IDS} more"] if len(ids) > MOST_IDS else []
    return replace(deed, about=" ".join([*list(ids)[:MOST_IDS], *more]))


def _ids(made: object) -> Iterator[str]:
    for each in (made, *(one for name in LISTS for one in getattr(made, name, None) or ())):
        found = getattr(each, "id", None)
        if isinstance(found, str):
            yield found
