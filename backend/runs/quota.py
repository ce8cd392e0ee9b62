"""One account must not fill the queue that others wait in."""

from sqlalchemy.orm import Session

from backend.db import accounts, quotas
from backend.db.visibility import asker_of
from backend.errors import QuotaReached


def refuse_beyond_quota(session: Session, more: int) -> None:
    """See that the account that asks may have so many more runs that wait.

    Raises:
        QuotaReached: When it may not. What nobody's account asks for is not limited.
    """
    who = asker_of(session)
    if who is not None:
        refuse_more(session, who.account_id, more)


def refuse_more(session: Session, account_id: str, more: int) -> None:
    """See that an account may have so many more runs that wait; until the transaction ends.

    Raises:
        QuotaReached: When it may not.
    """
    # Two launches that count at once would otherwise both take the last places.
    accounts.held(session, account_id)
    there, most = quotas.own_runs(session, account_id).waiting, quotas.most_queued(session)
    if there + more > most:
        raise QuotaReached(more, there, most)
