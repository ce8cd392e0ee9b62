"""Attack 1: headers that a proxy adds are believed from proxies that are named, not from others.

Precedent: CVE-2025-14279 (MLflow).
"""

import secrets

import httpx
import pytest

from backend.db import credentials
from backend.db.session import Database
from backend.secret_tokens import token_hash
from backend.settings import WebSettings
from tests.backend.serving import serving

LOOPBACK = "127.0.0.1"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "known_as"),
    [
        ("", "203.0.113.7", LOOPBACK),
        ("10.0.0.5", "203.0.113.7", LOOPBACK),
        (LOOPBACK, "203.0.113.7", "203.0.113.7"),
        ("127.0.0.0/8", "203.0.113.7", "203.0.113.7"),
        # What a client says itself stands before what the proxy adds.
        (LOOPBACK, "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        (f"{LOOPBACK},10.0.0.5", "198.51.100.1, 203.0.113.7, 10.0.0.5", "203.0.113.7"),
    ],
)
def test_the_address_that_asks_is_told_by_named_proxies_alone(
    sqlite_settings, proxies, forwarded, known_as
):
    token = secrets.token_urlsafe(32)
    store = Database(sqlite_settings)
    with store.transaction() as session:
        credentials.create(session, "api", token_hash(token), "test")
    store.dispose()
    with serving(sqlite_settings, WebSettings(port=0, proxies=proxies)) as (_, _, url):
        headers = {"Authorization": f"Bearer {token}", "X-Forwarded-For": forwarded}
        with httpx.Client(base_url=f"{url}/api/v1/", headers=headers, trust_env=False) as http:
            assert http.post("experiments", json={"name": "x"}).status_code == 201
            assert http.get("audit").json()["items"][0]["address"] == known_as
            for name in ("Host", "X-Forwarded-Host"):
                seen = http.get("queue", headers={name: "evil.example"}).status_code
                assert seen == (400 if name == "Host" else 200)
