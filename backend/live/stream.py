"""What one open page is told: the changes it may know of, from where it left off."""

import re
from collections.abc import AsyncIterator, Sequence
from functools import partial

import structlog
from fastapi.sse import ServerSentEvent
from sqlalchemy.exc import SQLAlchemyError

from backend.authorisation import Owner, Principal, ShareViewer, asker, readable_run_ids
from backend.db import experiments, many_runs
from backend.db.outage import outage
from backend.db.visibility import Asker, act_for
from backend.errors import Overloaded, Refused
from backend.live.feed import Feed
from backend.live.schemas import Change
from backend.live.signed_in import SignedIn

# A share link or a session that is over ends its streams within this time at the latest.
CHECK_SECONDS = 5.0
# A page asks for what it shows before it can follow: what changed meanwhile is told to it again.
PAGE_SECONDS = 10.0
# As long as the ids are that a database gives; longer ones it could not even be asked for.
OWN_ID = re.compile(r"[0-9]{1,18}")

log = structlog.get_logger(__name__)


async def follow(
    feed: Feed, principal: Principal, last_event_id: str | None
) -> AsyncIterator[ServerSentEvent]:
    """Events for one stream: after `last_event_id`, or from when its page may have been asked for.

    `ready` first, so that a page knows it is live; `reset` when too much was missed to tell one by
    one; `change` for each change; `ended` when the link is no longer good or the browser is signed
    out. Where the database cannot be asked the stream just ends, and the page comes back for what
    it missed.
    """
    begins = last_event_id is None
    position = feed.arrived_before(PAGE_SECONDS) if begins else feed.arrived
    yield ServerSentEvent(event="ready", id=str(feed.latest), data={"version": feed.latest})
    news: Sequence[Change] | None = ()
    credential = principal.credential_id if isinstance(principal, Owner) else None
    signed_in = SignedIn(feed, credential, CHECK_SECONDS)
    try:
        if last_event_id is not None:
            news = await feed.lane.run(partial(feed.since, _number(last_event_id)))
        while not feed.closed:
            if news is None:
                yield ServerSentEvent(event="reset", data={"version": feed.latest})
            await signed_in.check(news or ())
            for change in await told_to(feed, principal, news or ()):
                yield _event(change)
            news = await feed.after(position, CHECK_SECONDS)
            position = feed.arrived
    except (Overloaded, SQLAlchemyError) as error:
        if not isinstance(error, Overloaded) and outage(error) is None:
            raise
        log.warning("a stream of changes ended early", reason=type(error).__name__)
    except Refused as refusal:
        yield ServerSentEvent(event="ended", data={"reason": str(refusal)})


def _number(event_id: str) -> int:
    """An unreadable id counts as one that is long gone: the page is told to start over."""
    return int(event_id) if OWN_ID.fullmatch(event_id) else 0


def _event(change: Change) -> ServerSentEvent:
    return ServerSentEvent(event="change", id=str(change.version), data=change)


async def told_to(feed: Feed, principal: Principal, changes: Sequence[Change]) -> Sequence[Change]:
    """Those of the changes that somebody may know of."""
    if isinstance(principal, ShareViewer):
        return await feed.lane.run(partial(_visible, feed, principal, changes))
    who = asker(principal)
    if who is None or not changes:
        return changes
    return await feed.lane.run(partial(_of_account, feed, who, changes))


def _of_account(feed: Feed, who: Asker, changes: Sequence[Change]) -> list[Change]:
    """What an account may know of: nothing of runs and experiments that it does not see."""
    named = {change.run_id or change.id for change in changes}
    with feed.database.reading() as session:
        act_for(session, who)
        seen = {*many_runs.known(session, named), *experiments.seen_of(session, named)}
    return [
        change
        for change in changes
        if (change.run_id or change.id) in seen or change.kind not in ("run", "experiment")
        if change.run_id is None or change.run_id in seen
    ]


def _visible(feed: Feed, viewer: ShareViewer, changes: Sequence[Change]) -> list[Change]:
    """What a share viewer may know of: its runs, and its experiment's name and counts."""
    with feed.database.reading() as session:
        run_ids = readable_run_ids(act_for(session, viewer.maker), viewer)
    return [
        change
        for change in changes
        if change.run_id in run_ids
        or (change.kind == "run" and change.id in run_ids)
        or (change.kind == "experiment" and change.id == viewer.target_id)
    ]
