"""`branchpoint sessions`: which browsers are signed in, and signing them out."""

from datetime import timedelta

from backend.db import browser_sessions, credentials
from backend.secret_tokens import token_hash


def signed_in(database, *browsers):
    with database.transaction() as session:
        return [
            credentials.create(
                session, "session", token_hash(browser), browser, timedelta(days=30)
            ).id
            for browser in browsers
        ]


def test_sessions_are_listed_and_ended(branchpoint, instance_database):
    first, second, third = signed_in(instance_database, "Firefox 144 on Linux", "Edge", "\x1b[31m")
    listed = branchpoint("sessions")
    assert "Firefox 144 on Linux" in listed
    assert "\x1b" not in listed
    assert branchpoint("sessions", "revoke", first) == (
        f"{first} (Firefox 144 on Linux) is signed out\n"
    )
    assert {each["id"] for each in branchpoint.json("sessions")["items"]} == {second, third}
    branchpoint("sessions", "revoke", "nosuch", rc=4)
    branchpoint("sessions", "revoke", rc=2)
    branchpoint("sessions", "revoke", "all")
    with instance_database.reading() as session:
        assert browser_sessions.live(session) == []
