"""Where an API listens is told to who can read its data folder."""

import json

from backend import address
from backend.secret_tokens import token_hash
from tests.backend.conftest import build


def test_an_address_is_told_until_it_is_forgotten_and_to_its_user_alone(tmp_path):
    folder = tmp_path / "data"
    address.record(folder, "http://127.0.0.1:1234")
    assert address.recorded(folder) == "http://127.0.0.1:1234"
    assert (folder / address.FILE).stat().st_mode & 0o777 == 0o600
    address.forget(folder)
    assert address.recorded(folder) is None
    address.forget(folder)


def test_the_address_of_a_process_that_is_gone_is_not_told(tmp_path):
    document = {"url": "http://127.0.0.1:1234", "pid": 2**22 - 1}
    (tmp_path / address.FILE).write_text(json.dumps(document))
    assert address.recorded(tmp_path) is None
    # Another process's own address is not for this one to take back.
    address.forget(tmp_path)
    assert (tmp_path / address.FILE).exists()


def test_an_ipv6_address_stands_in_brackets_in_a_url():
    assert address.url_of("::1", 8710) == "http://[::1]:8710"
    assert address.url_of("127.0.0.1", 8710) == "http://127.0.0.1:8710"


def test_a_token_given_to_the_process_lets_in_and_no_other_does(sqlite_settings, runner, tmp_path):
    api = build(sqlite_settings, runner, tmp_path, token_sha256=token_hash("of this process"))
    assert api.by(bearer="Bearer of this process").get("session").status_code == 200
    assert api.by(bearer="Bearer of another").get("session").status_code == 401
    api.database.dispose()
    without = build(sqlite_settings, runner, tmp_path)
    for bearer in ("Bearer of this process", "Bearer "):
        assert without.by(bearer=bearer).get("session").status_code == 401
    without.database.dispose()


def test_a_server_on_all_addresses_is_reached_here_by_loopback():
    assert address.url_of("0.0.0.0", 1) == "http://127.0.0.1:1"
    assert address.url_of("::", 1) == "http://[::1]:1"
    assert address.url_of("localhost", 1) == "http://localhost:1"
