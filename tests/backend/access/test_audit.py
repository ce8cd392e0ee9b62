"""What was done: looked up, taken along, and never changed."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from backend.db.audit import Deed, record
from tests.backend.access.people import person


@pytest.fixture
def done(api):
    """Some deeds of two people, one of whom has a hostile name."""
    ada = person(api, "ada", "admin")
    run = ada.launch(name="x")["runs"][0]["id"]
    ada.post(f"runs/{run}/cancel")
    link = ada.post("shares", {"kind": "run", "target_id": run}).json()["id"]
    ada.delete(f"shares/{link}")
    ada.delete(f"runs/{run}")
    bob = person(api, "bob")
    ada.patch(f"accounts/{bob.account_id}", {"role": "viewer"})
    with api.database.transaction() as session:
        record(session, Deed(None, "=HYPERLINK(0)_%", "sign_in", "a, b", "::1"))
    return ada


def actions(answer):
    return [each["action"] for each in answer.json()["items"]][::-1]


def test_who_launched_cancelled_shared_deleted_and_changed_a_role_is_told(done):
    told = done.get("audit")
    assert actions(told) == [
        "launch_runs", "cancel_run", "create_share", "revoke_share", "delete_run",
        "change_account", "sign_in",
    ]  # fmt: skip
    assert {each["who"] for each in told.json()["items"][1:]} == {"Ada"}
    assert told.json()["actions"] == sorted(set(actions(told)))


def test_it_is_narrowed_by_name_action_and_time(done):
    assert len(actions(done.get("audit", params={"who": "aDa"}))) == 6
    assert actions(done.get("audit", params={"who": "_%"})) == ["sign_in"]
    assert actions(done.get("audit", params={"who": "%"})) == ["sign_in"]
    one = done.get("audit", params={"action": "cancel_run"}).json()
    assert (len(one["items"]), one["total"]) == (1, 1)
    now = datetime.now(UTC)
    for since, until, count in ((-1, 1, 7), (1, 2, 0), (-2, -1, 0)):
        asked = {
            "since": (now + timedelta(hours=since)).isoformat(),
            "until": (now + timedelta(hours=until)).isoformat(),
        }
        assert done.get("audit", params=asked).json()["total"] == count
    assert done.get("audit", params={"since": "yesterday"}).status_code == 422
    assert done.get("audit", params={"who": "a\0"}).status_code == 422


def test_it_is_saved_as_csv_without_formulas_and_as_json(done):
    answer = done.get("audit/export")
    assert answer.headers["content-disposition"] == 'attachment; filename="audit.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(rows) == 7
    assert (rows[0]["who"], rows[0]["about"]) == ("'=HYPERLINK(0)_%", "a, b")
    saved = done.get("audit/export", params={"format": "json", "action": "cancel_run"})
    assert saved.headers["content-disposition"] == 'attachment; filename="audit.json"'
    assert [each["action"] for each in saved.json()] == ["cancel_run"]


def test_only_administrators_see_it(done, api):
    eve = person(api, "eve")
    for path in ("audit", "audit/export"):
        assert eve.get(path).status_code == 403
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            assert done.send(method, path).status_code == 405


@pytest.mark.usefixtures("done")
@pytest.mark.parametrize(
    "change", ["UPDATE audit_events SET who = 'nobody'", "DELETE FROM audit_events"]
)
def test_the_database_itself_refuses_to_change_it(api, change):
    with pytest.raises(DBAPIError, match="only added to"), api.database.transaction() as session:
        session.execute(text(change))
    assert api.get("audit").json()["total"] == 7


@pytest.mark.usefixtures("done")
def test_nor_is_it_emptied(api):
    """SQLite knows no TRUNCATE; there it is a deletion."""
    change = {
        "postgresql": "TRUNCATE audit_events",
        "sqlite": "DELETE FROM audit_events WHERE true",
    }[api.database.engine.dialect.name]
    with pytest.raises(DBAPIError, match="only added to"), api.database.transaction() as session:
        session.execute(text(change))
    assert api.get("audit").json()["total"] == 7
