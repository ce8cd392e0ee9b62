"""Ending the connection of an account with a person of the provider; the last way in stays."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from backend.access import connections
from backend.authorisation import Owner
from backend.db import accounts, identities
from tests.backend.access.people import HASH, OURS, browser, person
from tests.backend.access.signing_in import ADA, COOKIE, back, begun, signed_in
from tests.waiting import SOON


def connections_of(api, headers):
    answer = api.by().get("identities", headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def disconnected(api, headers, which=0):
    """The answer to a browser that ends one of its account's connections."""
    made = connections_of(api, headers)[which]["id"]
    return api.by().delete(f"identities/{made}", headers=headers)


def cookie_of(answer):
    """The headers of a browser that a provider's answer signed in."""
    sets = answer.headers.get_list("set-cookie")
    return OURS | {"Cookie": next(each for each in sets if COOKIE not in each).partition(";")[0]}


def test_a_connection_is_ended_by_its_owner_and_lets_nobody_in_any_more(api, provider):
    person(api, "ada@example.org", "viewer")
    here, there = browser(api, "ada@example.org"), browser(api, "ada@example.org")
    url, cookie = begun(api, "identities", here)
    back(api, provider.agree(url), cookie)
    by_provider = cookie_of(signed_in(api, provider, **ADA))
    (shown,) = connections_of(api, here)
    assert (shown["issuer"], shown["subject"]) == (provider.issuer, "ada-1")
    bob = person(api, "bob", "admin")
    assert bob.get("identities").json()["items"] == []
    for somebody in (browser(api, "bob"), here | {"Origin": "http://evil.example"}):
        answer = api.by().delete(f"identities/{shown['id']}", headers=somebody)
        assert answer.status_code in (403, 404)
    assert disconnected(api, here).status_code == 200
    assert connections_of(api, here) == []
    # Whoever signed in that way is out, and whoever is there comes in no more.
    for gone in (there, by_provider):
        assert api.by().get("session", headers=gone).status_code == 401
    assert signed_in(api, provider, **ADA).status_code == 403
    assert api.by().delete(f"identities/{shown['id']}", headers=here).status_code == 404
    done = [each["action"] for each in bob.get("audit").json()["items"]]
    assert "disconnect_provider" in done


def test_the_last_way_of_signing_in_is_kept(quick_api, provider):
    here = cookie_of(signed_in(quick_api, provider, **ADA))
    refused = disconnected(quick_api, here)
    assert refused.status_code == 409
    assert "only way to sign in" in refused.json()["detail"]
    # A person of the provider that there was before opens nothing, and is no way in.
    with quick_api.database.transaction() as session:
        (account,) = accounts.list_all(session)
        identities.create(session, "https://old.example", "x", account.id, is_managed=False)
    old = [each["issuer"] for each in connections_of(quick_api, here)].index("https://old.example")
    assert disconnected(quick_api, here, 1 - old).status_code == 409
    assert disconnected(quick_api, here, old).status_code == 200
    with quick_api.database.transaction() as session:
        accounts.get(session, account.id).password_hash = HASH
    assert disconnected(quick_api, here).status_code == 200
    assert quick_api.by().get("session", headers=here).status_code == 200


def test_of_two_connections_that_are_ended_at_once_one_stays(api, provider):
    here = cookie_of(signed_in(api, provider, **ADA))
    with api.database.transaction() as session:
        (account,) = accounts.list_all(session)
        identities.create(session, provider.issuer, "ada-2", account.id, is_managed=False)
    who_asks = Owner("s" * 12, "s" * 12, account.id, "Ada", "viewer")
    both = Barrier(2, timeout=SOON)

    def end(which):
        session = api.database.session(is_reading=False)
        both.wait()
        with session, session.begin():
            connections.disconnect(session, who_asks, provider.issuer, which)

    with ThreadPoolExecutor(2) as threads:
        tries = [threads.submit(end, each["id"]) for each in connections_of(api, here)]
        problems = [type(each.exception(60)) for each in tries]
    assert sorted(each.__name__ for each in problems) == ["ConflictingChange", "NoneType"]


def test_a_program_ends_no_connection(quick_api, provider):
    here = cookie_of(signed_in(quick_api, provider, **ADA))
    token = quick_api.by().post("tokens", {"name": "x"}, headers=here).json()["token"]
    made = connections_of(quick_api, here)[0]["id"]
    program = quick_api.by(bearer=f"Bearer {token}")
    assert program.delete(f"identities/{made}").status_code == 409
