"""Who sees an experiment: its owner alone, named people, or everybody with an account."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from backend.authorisation import Owner, Principal
from backend.db import accounts, experiments
from backend.db.account_tables import ExperimentPerson
from backend.db.tables import Experiment
from backend.errors import RequestRefused, RoleNeeded, Unknown
from backend.experiments.schemas import ExperimentAccess, Person, Visibility, VisibleTo
from backend.spec.problems import FieldProblem, shortened


def described(session: Session, experiment_id: str) -> ExperimentAccess:
    """Who sees an experiment, and whom it could be shown to.

    Raises:
        Unknown: When it is not there, or not for the asker to see.
    """
    row = _existing(session, experiment_id)
    owner = None if row.account_id is None else accounts.get(session, row.account_id)
    shown = select(ExperimentPerson.account_id).where(ExperimentPerson.experiment_id == row.id)
    return ExperimentAccess(
        visibility=_visibility(row.visibility),
        owner=None if owner is None else owner.name,
        people=sorted(session.scalars(shown)),
        everybody=[
            Person(id=each.id, name=each.name)
            for each in accounts.list_all(session)
            if each.disabled_at is None
        ],
    )


def change(
    session: Session, principal: Principal, experiment_id: str, wanted: VisibleTo
) -> ExperimentAccess:
    """Let others see an experiment, or no longer.

    Raises:
        Unknown: When it is not there, or not for the asker to see.
        RoleNeeded: When it is somebody else's, and the asker is no administrator.
        RequestRefused: When it belongs to nobody and would be seen by nobody, or a person is none.
    """
    row = _existing(session, experiment_id)
    if not isinstance(principal, Owner) or (
        principal.role != "admin" and row.account_id != principal.account_id
    ):
        raise RoleNeeded("admin")
    if wanted.visibility != "group" and row.account_id is None:
        row.account_id = principal.account_id
    for account_id in wanted.people:
        if accounts.get(session, account_id) is None:
            raise RequestRefused(FieldProblem("people", shortened(account_id), "ids of accounts"))
    session.execute(delete(ExperimentPerson).where(ExperimentPerson.experiment_id == row.id))
    session.add_all(
        ExperimentPerson(experiment_id=row.id, account_id=each)
        for each in dict.fromkeys(wanted.people)
    )
    row.visibility = wanted.visibility
    experiments.touch(session, row)
    return described(session, experiment_id)


def _existing(session: Session, experiment_id: str) -> Experiment:
    row = experiments.get(session, experiment_id)
    if row is None:
        raise Unknown("experiment", experiment_id)
    return row


def _visibility(stored: str) -> Visibility:
    return "group" if stored == "group" else "people" if stored == "people" else "private"
