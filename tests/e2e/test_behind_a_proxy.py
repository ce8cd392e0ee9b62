"""A group's server behind real proxies, as the guide sets them up: TLS, a base path, two processes.

A proxy that is not installed is skipped; `scripts/with-proxies` installs both.
"""

import json
import os
import re
import shutil
import subprocess
import threading

import httpx
import pytest

from tests.backend.access.people import PASSWORD
from tests.e2e.deployment import BASE, PROXIES, ROOT, behind
from tests.waiting import SOON

OURS = {"Branchpoint-Csrf": "1"}
NOT_OURS = "198.51.100.1"


@pytest.fixture(scope="module", params=sorted(PROXIES))
def proxied(request, processes, tmp_path_factory):
    """The deployment's processes behind one more proxy: its address."""
    if shutil.which(request.param) is None:
        pytest.skip(f"{request.param} is not installed: scripts/with-proxies installs it")
    folder = tmp_path_factory.mktemp(request.param)
    with behind(request.param, folder, processes):
        yield processes.url


@pytest.fixture
def http(proxied, processes):
    """A client from another address of loopback than the proxy's, signed in."""
    transport = httpx.HTTPTransport(verify=processes.trusted, local_address="127.0.0.2")
    with httpx.Client(base_url=proxied, transport=transport, timeout=SOON) as client:
        body = {"login": "ada", "password": PASSWORD}
        answer = client.post("/api/v1/sign-in", json=body, headers=OURS)
        assert answer.status_code == 200, answer.text
        yield client


def test_the_page_and_its_files_come_from_below_the_base_path_by_tls(http):
    page = http.get("/runs/abc")
    assert page.status_code == 200
    assert page.headers["strict-transport-security"].startswith("max-age=")
    files = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(files) > 3
    for file in files:
        assert file.startswith(f"{BASE}/"), file
        answer = http.get(file.removeprefix(BASE))
        assert answer.status_code == 200
        assert "text/html" not in answer.headers["content-type"]


def test_one_session_is_good_at_every_process(http, processes):
    # Caddy picks a process at random: sixty requests all miss one of two once in 10**17 times.
    for number in range(60):
        sent = {"X-Request-ID": f"session-{number}"}
        answer = http.post("/api/v1/runs/preview", json={}, headers=OURS | sent)
        assert answer.status_code == 200, answer.text
        logs = [log.read_text() for log in processes.api_logs]
        if all('"path": "/api/v1/runs/preview"' in log for log in logs):
            return
    pytest.fail("one process never answered")


def test_what_is_written_through_one_process_reaches_the_streams_of_both(http, processes):
    heard = {}
    is_open = threading.Barrier(3, timeout=SOON)
    before = {each["id"] for each in http.get("/api/v1/experiments").json()["items"]}

    def listen(name, url, headers):
        """Reads while the stream is open: what a proxy keeps back would not come."""
        trusted = processes.trusted
        with (
            httpx.Client(base_url=url, headers=headers, verify=trusted, timeout=SOON) as client,
            client.stream("GET", "/api/v1/events") as stream,
        ):
            lines = stream.iter_lines()
            assert next(line for line in lines if line) == "event: ready"
            is_open.wait()
            of_experiments = (line for line in lines if '"experiment"' in line)
            heard[name] = next(
                line for line in of_experiments if not any(each in line for each in before)
            )

    cookie = {"Cookie": "; ".join(f"{name}={value}" for name, value in http.cookies.items())}
    listeners = [
        threading.Thread(target=listen, args=(name, url, cookie))
        for name, url in (("proxy", str(http.base_url)), ("other", processes.apis[1] + BASE))
    ]
    for each in listeners:
        each.start()
    is_open.wait()
    token = {"Authorization": f"Bearer {processes.token}"}
    with httpx.Client(base_url=processes.apis[0], headers=token, trust_env=False) as direct:
        made = direct.post("/api/v1/experiments", json={"name": "through the first"})
    assert made.status_code == 201, made.text
    for each in listeners:
        each.join(SOON)
    for name in ("proxy", "other"):
        assert made.json()["id"] in heard[name]


def test_the_address_that_asked_is_the_client_s_and_not_one_that_it_claims(http):
    forged = OURS | {
        "X-Forwarded-For": NOT_OURS,
        "X-Real-IP": NOT_OURS,
        "Forwarded": f"for={NOT_OURS}",
    }
    assert http.post("/api/v1/experiments", json={"name": "x"}, headers=forged).status_code == 201
    assert http.get("/api/v1/audit").json()["items"][0]["address"] == "127.0.0.2"


def test_a_request_has_one_id_from_the_proxy_to_the_log(http, processes):
    answer = http.get("/api/v1/runs/000000000000")
    assert answer.status_code == 404
    told = answer.headers["x-request-id"]
    lines = [
        json.loads(line) for log in processes.api_logs for line in log.read_text().splitlines()
    ]
    assert [line["status"] for line in lines if line.get("request_id") == told] == [404]


def test_another_name_than_the_server_s_reaches_nothing(http):
    answer = http.get("/api/v1/session", headers={"Host": "evil.example"})
    assert answer.status_code in (400, 404, 421) or answer.text == ""
    assert "Ada" not in answer.text


def test_a_body_that_is_too_large_is_refused_and_a_large_one_passes(http):
    much = http.post("/api/v1/experiments", content=b"x" * 3_000_000, headers=OURS)
    assert much.status_code == 413
    fits = {"name": "x", "description": "y" * 500_000}
    assert http.post("/api/v1/experiments", json=fits, headers=OURS).status_code == 422


def test_the_containers_proxy_is_told_what_it_understands(tmp_path):
    """The file of `docker-compose.yml`, without an engine: Caddy reads it."""
    if shutil.which("caddy") is None:
        pytest.skip("caddy is not installed: scripts/with-proxies installs it")
    places = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), str(tmp_path))
    told = os.environ | places | {"BRANCHPOINT_PUBLIC_URL": "https://branchpoint.example.org"}
    read = subprocess.run(
        ["caddy", "adapt", "--adapter", "caddyfile", "--config", ROOT / "docker" / "Caddyfile"],
        env=told,
        capture_output=True,
        text=True,
        check=False,
    )
    assert read.returncode == 0, read.stderr
    checked = subprocess.run(
        ["caddy", "validate", "--adapter", "caddyfile", "--config", ROOT / "docker" / "Caddyfile"],
        env=told,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Valid configuration" in checked.stdout + checked.stderr
    assert checked.returncode == 0, checked.stderr
    assert '"name":"api"' in read.stdout
    assert '"source":"a"' in read.stdout
    assert "branchpoint.example.org" in read.stdout
