"""What an account may see, held by every query of its session.

A session that acts for an account has that in its `info`. Whatever it asks for, by whichever
function, is narrowed to what the account may see: a query that forgets to ask has nothing to
forget. What such a session makes belongs to the account. Sessions that act for nobody (workers, the
owner of an instance without accounts) are left alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Table, event, inspect, or_, select
from sqlalchemy.orm import (
    InstrumentedAttribute,
    ORMExecuteState,
    Session,
    UOWTransaction,
    with_loader_criteria,
)

from backend.db.account_tables import Account, ExperimentPerson
from backend.db.publication_tables import Publication
from backend.db.tables import Credential, Experiment, Run, Share

# For a query that must see what the asker may not: whether a login is taken, ending sessions.
ALL: Mapping[str, bool] = {"branchpoint_sees_all": True}
OWNED = (Experiment, Run, Share, Publication)
_ASKER = "branchpoint_asker"


@dataclass(frozen=True)
class Asker:
    """The account that a session acts for.

    Attributes:
        account_id: The account.
        sees_all: Whether it sees experiments and links of others: an administrator.
    """

    account_id: str
    sees_all: bool


def asker_for(session: Session, account_id: str | None) -> Asker | None:
    """An account as one that asks; None where there is none."""
    account = None if account_id is None else session.get(Account, account_id)
    return None if account is None else Asker(account.id, sees_all=account.role == "admin")


def act_for(session: Session, asker: Asker | None) -> Session:
    """Let a session see what an account may see; None leaves it as it is."""
    if asker is not None:
        session.info[_ASKER] = asker
    return session


def asker_of(session: Session) -> Asker | None:
    """The account that a session acts for."""
    found = session.info.get(_ASKER)
    return found if isinstance(found, Asker) else None


def _table(entity: type) -> Table:
    found: object = inspect(entity, raiseerr=True).local_table
    if not isinstance(found, Table):
        raise TypeError(f"{entity.__name__} is no table")
    return found


def _visible_experiments(asker: Asker, column: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Whether a column names an experiment of the asker, of the group, or shown to the asker.

    Written over tables and not entities, so that these criteria do not narrow themselves.
    """
    experiment, person = _table(Experiment).c, _table(ExperimentPerson).c
    shown = select(person.experiment_id).where(person.account_id == asker.account_id)
    return column.in_(
        select(experiment.id).where(
            or_(
                experiment.account_id == asker.account_id,
                experiment.visibility == "group",
                (experiment.visibility == "people") & experiment.id.in_(shown),
            )
        )
    )


def _narrow(state: ORMExecuteState) -> None:
    asker = asker_of(state.session)
    if asker is None or state.execution_options.get("branchpoint_sees_all"):
        return
    # Sessions and tokens are one's own, whatever one's role.
    criteria = [with_loader_criteria(Credential, Credential.account_id == asker.account_id)]
    if not asker.sees_all:
        criteria += [
            with_loader_criteria(Experiment, _visible_experiments(asker, Experiment.id)),
            with_loader_criteria(Run, _visible_experiments(asker, Run.experiment_id)),
            with_loader_criteria(Share, Share.account_id == asker.account_id),
            with_loader_criteria(Publication, Publication.account_id == asker.account_id),
        ]
    state.statement = state.statement.options(*criteria)


def _give(session: Session, _: UOWTransaction, __: object) -> None:
    asker = asker_of(session)
    if asker is None:
        return
    for made in session.new:
        if isinstance(made, OWNED) and made.account_id is None:
            made.account_id = asker.account_id


event.listen(Session, "do_orm_execute", _narrow)
event.listen(Session, "before_flush", _give)
