"""A server that shares its host name: everything lies below its base path."""

import re

import pytest

from backend.cli.instance.tokens import new_sign_in_token
from backend.db import accounts
from backend.db.session import Database
from backend.settings import WebSettings
from tests.backend.access.people import HASH, PASSWORD
from tests.backend.conftest import build

BASE = "/branchpoint"
INDEX = (
    '<!doctype html><meta name="style-nonce" nonce="" /><meta name="base-path" content="" />'
    '<script type="module" src="./assets/app-1a2b.js"></script>'
)
HOST = {"Host": "group.example"}
OURS = HOST | {"Branchpoint-Csrf": "1", "Origin": "https://group.example"}
SIGN_IN = {"login": "ada", "password": PASSWORD}


@pytest.fixture
def below(sqlite_settings, runner, tmp_path):
    """An app at https://group.example/branchpoint."""
    (tmp_path / "dist" / "assets").mkdir(parents=True)
    (tmp_path / "dist" / "index.html").write_text(INDEX, "utf-8")
    (tmp_path / "dist" / "assets" / "app-1a2b.js").write_text("go()", "utf-8")
    store = Database(sqlite_settings)
    with store.transaction() as session:
        accounts.create(session, "ada", "Ada", "admin", HASH)
    store.dispose()
    api = build(sqlite_settings, runner, tmp_path, public_url=f"https://group.example{BASE}/")
    yield api
    api.database.dispose()


@pytest.mark.parametrize("passed_on", [BASE, ""], ids=["kept", "taken off by the proxy"])
def test_the_api_and_the_page_answer_whether_or_not_the_proxy_takes_the_path_off(below, passed_on):
    assert below.get(f"{passed_on}/api/v1/session", headers=HOST).json()["role"] == "admin"
    assert below.send("HEAD", f"{passed_on}/api/v1/queue", headers=HOST).status_code == 200
    assert below.get(f"{passed_on}/api/v1/nothing", headers=HOST).status_code == 404
    assert below.get(f"{passed_on}/assets/app-1a2b.js", headers=HOST).text == "go()"
    for path in ("/", "/runs/abc", "/s/some-token"):
        page = below.get(passed_on + path, headers=HOST).text
        assert f'src="{BASE}/assets/app-1a2b.js"' in page
        assert f'name="base-path" content="{BASE}"' in page
        assert re.search(r'name="style-nonce" nonce="[\w-]{20,}"', page)


def test_the_base_path_alone_opens_the_page(below):
    assert "base-path" in below.get(BASE, headers=HOST).text


@pytest.mark.parametrize(
    "path", ["/branchpointx/api/v1/session", f"/x{BASE}/api/v1/session", "//branchpoint/api/v1/x"]
)
def test_what_only_looks_like_the_base_path_is_none(below, path):
    assert "role" not in below.get(path, headers=HOST).text


def test_the_cookie_is_for_the_base_path_alone(below):
    answer = below.by().post(f"{BASE}/api/v1/sign-in", SIGN_IN, headers=OURS)
    assert answer.status_code == 200, answer.text
    made = answer.headers["set-cookie"]
    assert f"; Path={BASE};" in made
    assert "; Secure" in made
    cookie = {"Cookie": made.partition(";")[0]}
    over = below.by().delete(f"{BASE}/api/v1/session", headers=OURS | cookie)
    assert f"; Path={BASE};" in over.headers["set-cookie"]
    assert "Max-Age=0" in over.headers["set-cookie"]


def test_the_printed_address_leads_below_the_base_path(below):
    token = new_sign_in_token(below.database)
    answer = below.by().get(f"{BASE}/runs?token={token}&q=a", headers=HOST)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{BASE}/runs?q=a")
    again = below.by().get(f"{BASE}/runs?token={token}", headers=HOST)
    assert f"<a href={BASE}/>" in again.text


def test_many_answers_are_asked_for_by_addresses_without_the_base_path(below):
    asked = [{"address": "/api/v1/session", "tag": None}]
    told = below.post(f"{BASE}/api/v1/answers", {"asked": asked}, headers=HOST)
    assert '"status": 200' in told.text
    assert '"admin"' in told.text


@pytest.mark.parametrize(
    "url",
    [
        "https://group.example/../x", "https://group.example/a//b", "https://group.example/a b",
        "https://group.example/?x", "https://group.example/\"><script>", "https://group.example/.x",
    ],
)  # fmt: skip
def test_a_public_address_with_another_kind_of_path_is_refused(url):
    with pytest.raises(ValueError, match="public_url"):
        WebSettings(public_url=url)


@pytest.mark.parametrize("proxy", ["*", "proxy", "10.0.0.5/8", "10.0.0.0/33"])
def test_a_proxy_is_named_by_its_address_or_network(proxy):
    assert WebSettings(proxies="10.0.0.5, 172.31.0.0/16").proxies == ("10.0.0.5", "172.31.0.0/16")
    with pytest.raises(ValueError, match="no address or network"):
        WebSettings(proxies=proxy)
