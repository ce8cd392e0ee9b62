"""A group's server as it is really run: two API processes on PostgreSQL, and a proxy."""

import json
import os
import re
import secrets
import signal
import socket
import ssl
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from backend.db import accounts, credentials
from backend.db.session import Database
from backend.secret_tokens import token_hash
from tests.backend.access.people import HASH
from tests.backend.serving import certificate

ROOT = Path(__file__).resolve().parents[2]
BRANCHPOINT = Path(sys.executable).parent / "branchpoint"
GUIDE = (ROOT / "docs" / "server.md").read_text("utf-8")
BASE = "/branchpoint"
# A ceiling and not a wait: a process starts in two seconds of CPU, on a busy machine in minutes.
SOON = 200.0
EVE = {"sub": "eve-1", "name": "Eve", "email": "eve@example.org", "email_verified": True}


@dataclass(frozen=True)
class Processes:
    """The API processes of a deployment, and what belongs to it.

    Attributes:
        apis: Where they listen, without the base path.
        files: A certificate for localhost, and its key.
        token: An API token of the administrator.
        url: Where a proxy makes them reachable, with the base path.
        port: Of that.
        api_logs: What each says, a JSON object a line.
        environment: The settings of the deployment.
    """

    apis: tuple[str, str]
    files: tuple[Path, Path]
    token: str
    url: str
    port: int
    api_logs: tuple[Path, ...]
    environment: dict[str, str]

    @property
    def trusted(self):
        """What a client needs to trust the certificate."""
        return ssl.create_default_context(cafile=self.files[0])


@contextmanager
def two_apis(settings, folder):
    """Two API processes on one database, with an administrator called ada."""
    store = Database(settings)
    token = secrets.token_urlsafe(32)
    with store.transaction() as session:
        account = accounts.create(session, "ada", "Ada", "admin", HASH)
        made = credentials.create(session, "api", token_hash(token), "test")
        made.account_id = account.id
    store.dispose()
    *ports, public, provider = free_ports(4)
    url = f"https://localhost:{public}{BASE}"
    environment = {
        "BRANCHPOINT_DATA": str(folder),
        "BRANCHPOINT_DATABASE_URL": settings.database_url.get_secret_value(),
        "BRANCHPOINT_PUBLIC_URL": url,
        "BRANCHPOINT_PROXIES": "127.0.0.1",
        "BRANCHPOINT_LOG_FORMAT": "json",
        "BRANCHPOINT_LOG_READS": "1",
        # By another name than the server's: for a browser that is another site.
        "BRANCHPOINT_OIDC_ISSUER": f"http://127.0.0.1:{provider}",
        "BRANCHPOINT_OIDC_CLIENT_ID": "branchpoint",
        "BRANCHPOINT_OIDC_CLIENT_SECRET": "a secret",
        "BRANCHPOINT_OIDC_NAME": "The Lab",
        "BRANCHPOINT_OIDC_SIGN_UP": "domain:example.org=viewer",
    }
    with ExitStack() as running:
        command = [sys.executable, "-m", "oidc_provider_mock", "--port", provider]
        claims = ["--user-claims", json.dumps(EVE)]
        running.enter_context(started(folder, "provider", [*command, *claims]))
        for number, port in enumerate(ports):
            command = [BRANCHPOINT, "api", "--port", port]
            running.enter_context(started(folder, f"api-{number}", command, **environment))
        apis = [f"http://127.0.0.1:{port}" for port in ports]
        for api in apis:
            wait_for(f"{api}/readyz", folder)
        logs = tuple(folder / f"api-{number}.log" for number in (0, 1))
        files = certificate(folder, "localhost")
        yield Processes((apis[0], apis[1]), files, token, url, public, logs, environment)


def block(language):
    """The guide's block in a language."""
    return re.search(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL).group(1)


def free_ports(count):
    """So many ports of loopback that nobody listens on."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


@contextmanager
def started(logs, name, command, **environment):
    """A process, stopped as Ctrl-C stops it."""
    with (logs / f"{name}.log").open("wb") as said:
        process = subprocess.Popen(
            [str(each) for each in command],
            cwd=ROOT,
            env=os.environ | {key: str(value) for key, value in environment.items()},
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        try:
            yield process
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_for(url, logs, verify=True):
    """Until it answers."""
    deadline = time.monotonic() + SOON
    with httpx.Client(verify=verify, trust_env=False) as http:
        while True:
            try:
                if http.get(url, timeout=5).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            if time.monotonic() > deadline:
                said = "\n".join(file.read_text()[-2_000:] for file in logs.glob("*.log"))
                raise TimeoutError(f"{url} does not answer\n{said}")
            time.sleep(0.1)


def nginx(folder, port, apis, files):
    """nginx with the guide's block, listening on loopback: its command."""
    cert, key = files
    text = block("nginx")
    for said, meant in (
        ("127.0.0.1:8710", apis[0]),
        ("127.0.0.1:8711", apis[1]),
        ("listen 443", f"listen 127.0.0.1:{port}"),
        ("server_name example.org", "server_name localhost"),
        ("/etc/ssl/example.org.pem", str(cert)),
        ("/etc/ssl/example.org.key", str(key)),
    ):
        assert said in text, said
        text = text.replace(said, meant)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "\n".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{user}\npid {folder}/pid;\nerror_log stderr;\ndaemon off;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{places}\n{text}\n}}\n"
    )
    return ["nginx", "-p", folder, "-c", folder / "nginx.conf", "-e", "stderr"]


def caddy(folder, port, apis, files):
    """Caddy with the guide's block, listening on loopback: its command."""
    cert, key = files
    text = block("caddy")
    assert "127.0.0.1:8710 127.0.0.1:8711" in text
    text = text.replace("127.0.0.1:8710 127.0.0.1:8711", " ".join(apis))
    text = text.replace("https://example.org {", f"https://localhost:{port} {{\ntls {cert} {key}")
    (folder / "Caddyfile").write_text(
        f"{{\nadmin off\nauto_https off\ndefault_bind 127.0.0.1\n}}\n{text}"
    )
    return ["caddy", "run", "--adapter", "caddyfile", "--config", folder / "Caddyfile"]


PROXIES = {"nginx": nginx, "caddy": caddy}


@contextmanager
def behind(proxy, folder, processes):
    """A proxy of that name in front of a deployment's APIs."""
    apis = [api.removeprefix("http://") for api in processes.apis]
    command = PROXIES[proxy](folder, processes.port, apis, processes.files)
    with started(folder, proxy, command, HOME=folder, XDG_DATA_HOME=folder, XDG_CONFIG_HOME=folder):
        wait_for(f"{processes.url}/readyz", folder, processes.trusted)
        yield
