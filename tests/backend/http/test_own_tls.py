"""TLS without a proxy: the server's own certificate."""

import socket
import ssl

import httpx
import pytest

from backend.cli.api_client.client import Client
from backend.cli.instance.certificate import trusted
from backend.cli.terminal.failure import Failure
from backend.db import accounts
from backend.db.session import Database
from backend.serve import main
from backend.settings import WebSettings
from tests.backend.access.people import HASH, PASSWORD
from tests.backend.serving import certificate, serving


@pytest.fixture
def settings(sqlite_settings):
    """A database with somebody who may sign in."""
    store = Database(sqlite_settings)
    with store.transaction() as session:
        accounts.create(session, "ada", "Ada", "admin", HASH)
    store.dispose()
    return sqlite_settings


def test_the_server_does_tls_itself_and_says_so_to_browsers(settings, tmp_path):
    cert, key = certificate(tmp_path, "lab.example.org")
    url = "https://lab.example.org/branchpoint"
    web = WebSettings(port=0, public_url=url, tls_cert=cert, tls_key=key)
    with serving(settings, web) as (_, _, here):
        assert here.startswith("https://")
        with httpx.Client(base_url=here, verify=trusted(str(cert)), trust_env=False) as http:
            body = {"login": "ada", "password": PASSWORD}
            answer = http.post(
                "/branchpoint/api/v1/sign-in", json=body, headers={"Branchpoint-Csrf": "1"}
            )
            assert answer.status_code == 200, answer.text
            assert answer.headers["strict-transport-security"].startswith("max-age=31536000")
            assert "; Secure" in answer.headers["set-cookie"]
        told = Client(f"{here}/branchpoint", "", if_silent="", certificate=str(cert))
        assert told.get("ready")["status"] == "ready"
        told._http.close()
        assert (settings.data / "api.json").read_text().count("https://127.0.0.1") == 1


def test_another_certificate_than_the_instance_s_own_is_not_trusted(settings, tmp_path):
    (tmp_path / "other").mkdir()
    (other, _), (cert, key) = (
        certificate(folder, "lab.example.org") for folder in (tmp_path / "other", tmp_path)
    )
    with serving(settings, WebSettings(port=0, tls_cert=cert, tls_key=key)) as (_, _, here):
        _shaken(trusted(str(cert)), here)
        with pytest.raises(ssl.SSLCertVerificationError):
            _shaken(trusted(str(other)), here)
        with pytest.raises(ssl.SSLCertVerificationError):
            _shaken(ssl.create_default_context(), here)


def _shaken(context, url):
    """A client's handshake."""
    host, port = url.removeprefix("https://").split(":")
    plain = socket.create_connection((host, int(port)), 10)
    with context.wrap_socket(
        plain, server_hostname=host, do_handshake_on_connect=False
    ) as connection:
        connection.do_handshake()


def test_files_that_do_not_go_together_are_refused_by_their_variable(
    monkeypatch, capsys, settings, tmp_path
):
    (tmp_path / "other").mkdir()
    cert, key = certificate(tmp_path, "lab.example.org")
    _, foreign = certificate(tmp_path / "other", "lab.example.org")
    monkeypatch.setenv("BRANCHPOINT_DATA", str(settings.data))
    for given, told in (
        ({"TLS_CERT": cert}, "belong together"),
        ({"TLS_KEY": key}, "belong together"),
        ({"TLS_CERT": cert, "TLS_KEY": foreign}, "cannot be used together"),
        ({"TLS_CERT": key, "TLS_KEY": key}, "cannot be used together"),
        ({"TLS_CERT": tmp_path / "none", "TLS_KEY": key}, "No such file"),
    ):
        with monkeypatch.context() as named:
            for name, value in given.items():
                named.setenv(f"BRANCHPOINT_{name}", str(value))
            assert main() == 2
        said = capsys.readouterr().err
        assert said.startswith("BRANCHPOINT_TLS_KEY: "), said
        assert told in said


def test_a_file_of_certificates_that_cannot_be_read_is_refused(monkeypatch, tmp_path):
    named = tmp_path / "ca.pem"
    monkeypatch.setenv("SSL_CERT_FILE", str(named))
    said = f"SSL_CERT_FILE: {named} cannot be read: "
    with pytest.raises(Failure, match=f"{said}No such file or directory"):
        trusted("")
    named.write_text("no certificate")
    with pytest.raises(Failure, match=f"{said}no certificate is in it"):
        trusted("")
    with pytest.raises(Failure, match="The instance's certificate"):
        trusted(str(tmp_path / "gone.pem"))


def test_without_tls_no_certificate_is_good(monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    context = trusted("", is_plain=True)
    assert (context.get_ca_certs(), context.verify_mode) == ([], ssl.CERT_REQUIRED)
    assert trusted("") is True
