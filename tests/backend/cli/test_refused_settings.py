"""Wrong settings, as their users meet them: a sentence that names the variable, no traceback."""

import pytest
from pydantic import ValidationError

from backend.cli.instance.given_settings import given
from backend.cli.terminal.failure import ExitCode, Failure
from backend.db.settings import DatabaseSettings
from backend.settings import WebSettings
from tests.backend.cli.conftest import Shell, plain_environment


@pytest.fixture
def told(tmp_path, request):
    def call(command, name, value, rc=2):
        settings = {"BRANCHPOINT_DATA": str(tmp_path / "data"), f"BRANCHPOINT_{name}": value}
        shell = Shell(plain_environment(**settings), request.config.rootpath)
        words = shell(command, rc=rc) + shell.errors
        assert "Traceback" not in words
        assert "secret" not in words
        return words.strip()

    return call


@pytest.mark.parametrize(
    ("command", "name", "value"),
    [
        ("worker", "ENGINE", "nonsense"),
        ("worker", "DATABASE_URL", "mysql://me:secret@db/x"),
        ("migrate", "DATABASE_URL", "mysql://me:secret@db/x"),
        ("up", "SLOTS", "0"),
        ("up", "ARTIFACTS_URL", "s3://"),
    ],
)
def test_a_command_says_which_variable_is_wrong(told, tmp_path, command, name, value):
    (line,) = told(command, name, value).splitlines()
    assert f"BRANCHPOINT_{name}: allowed: " in line
    assert command != "up" or not (tmp_path / "data").exists()


@pytest.mark.parametrize(("name", "value"), [("ENGINE", "nonsense"), ("ARTIFACTS_URL", "s3://")])
def test_doctor_says_it_too_and_makes_nothing(told, tmp_path, monkeypatch, name, value):
    monkeypatch.chdir(tmp_path)
    words = told("doctor", name, value, rc=1)
    assert f"BRANCHPOINT_{name}: allowed: " in words
    assert f"-> Set BRANCHPOINT_{name} right." in words
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("kind", "name", "value", "said"),
    [
        (DatabaseSettings, "DATABASE_URL", "mysql://me:secret@db/x", "as postgresql://"),
        (DatabaseSettings, "ARTIFACTS_URL", "s3://", "behind s3:// a place, as s3://BUCKET"),
        (DatabaseSettings, "DATABASE_CONNECTIONS", "2", "at least 20 (got '2')"),
        (WebSettings, "PUBLIC_URL", "nonsense", "an address as https://"),
        (WebSettings, "PUBLIC_URL", "https://example.org\n", "an address as https://"),
        (WebSettings, "TOKEN_SHA256", "secret", "64 of the digits 0-9 and a-f"),
    ],
)
def test_a_wrong_setting_is_one_sentence(monkeypatch, kind, name, value, said):
    monkeypatch.setenv(f"BRANCHPOINT_{name}", value)
    with pytest.raises(Failure) as failure:
        given(kind)
    (line,) = str(failure.value).splitlines()
    assert line.startswith(f"BRANCHPOINT_{name}: allowed: ")
    assert said in line
    assert "^" not in line
    assert "secret" not in line
    assert failure.value.exit_code == ExitCode.USAGE


@pytest.mark.parametrize("address", ["s3://", "s3:///x", "gs:// /x", "file://", "file:///"])
def test_an_address_of_no_place_is_refused(address):
    with pytest.raises(ValidationError, match="a place"):
        DatabaseSettings(artifacts_url=address)


@pytest.mark.parametrize(
    "address", ["", "s3://b", "s3://b/x", "file:///x", "/x", "memory://b", "x"]
)
def test_an_address_of_a_place_is_taken(address):
    assert DatabaseSettings(artifacts_url=address).artifacts_url == address


@pytest.mark.parametrize(
    "address", ["nonsense", "mysql://x", "postgresql+asyncpg://h/x", "sqlite+aiosqlite:///x", "://"]
)
def test_an_address_of_another_database_is_refused(address):
    with pytest.raises(ValidationError) as told:
        DatabaseSettings(database_url=f"{address}?password=secret")
    assert "secret" not in str(told.value)


@pytest.mark.parametrize(
    "address", ["", "sqlite:///x", "postgres://h/x", "postgresql://h/x", "postgresql+psycopg:///x"]
)
def test_an_address_of_a_known_database_is_taken(address):
    assert DatabaseSettings(database_url=address).url
