"""A real Ray of a head and two nodes, each in a network namespace of its own, and a PostgreSQL.

The namespaces hang on one bridge, so that a node can be cut off as if its cable were pulled. They
reach the database by TCP through this process alone. Needs root, iproute2 and an environment with
Ray, which BRANCHPOINT_TEST_RAY names: `python -m venv E && E/bin/pip install 'ray[default]'`.
"""

import fcntl
import os
import secrets
import shutil
import signal
import socket
import socketserver
import subprocess
import tempfile
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from sqlalchemy import make_url

from backend.db.settings import DatabaseSettings

BRIDGE, GATE = "bpbr0", "10.77.0.1"
HOSTS = {"head": "10.77.0.2", "one": "10.77.0.3", "two": "10.77.0.4"}


def missing():
    """Why no Ray can be started here; None where one can."""
    home = os.environ.get("BRANCHPOINT_TEST_RAY")
    if home is None or not Path(home, "bin", "ray").exists():
        return "BRANCHPOINT_TEST_RAY names no environment with Ray"
    if os.geteuid() != 0 or shutil.which("ip") is None:
        return "network namespaces need root and iproute2"
    return None


def ip(*arguments, check=True):
    subprocess.run(["ip", *arguments], check=check, capture_output=True)


class ToSocket(socketserver.BaseRequestHandler):
    """Passes bytes between a TCP connection and the database's own socket."""

    def handle(self):
        with socket.socket(socket.AF_UNIX) as database:
            database.connect(self.server.path)
            back = threading.Thread(target=self.copy, args=(database, self.request), daemon=True)
            back.start()
            self.copy(self.request, database)

    @staticmethod
    def copy(source, target):
        with suppress(OSError):
            while data := source.recv(65_536):
                target.sendall(data)
        with suppress(OSError):
            target.shutdown(socket.SHUT_RDWR)


class Gate(socketserver.ThreadingTCPServer):
    """Where the namespaces reach the database."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, path):
        self.path = path
        super().__init__((GATE, 0), ToSocket)


def pids_on(host):
    """The processes of a host."""
    told = subprocess.run(
        ["ip", "netns", "pids", f"bp-{host}"], capture_output=True, text=True, check=True
    )
    return [int(pid) for pid in told.stdout.split()]


def kill_all_on(host):
    """End all that runs on a host, as a power cut would."""
    for pid in pids_on(host):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def on_host(host):
    """The command that starts Ray on a host."""
    program = Path(os.environ["BRANCHPOINT_TEST_RAY"], "bin", "ray")
    own = f"--node-ip-address={HOSTS[host]} --disable-usage-stats"
    return f"ip netns exec bp-{host} {program} start {own}"


@dataclass
class Ray:
    """A cluster.

    Attributes:
        folder: All its files.
        environment: Of its processes; what a worker must be told, too.
    """

    folder: Path
    environment: dict
    processes: dict = field(default_factory=dict)

    @property
    def address(self):
        return f"http://{HOSTS['head']}:8265"

    def start(self, host):
        """Start Ray on a host, in the foreground of its namespace."""
        if host == "head":
            role = ["--head", "--port=6379", f"--dashboard-host={HOSTS[host]}", "--num-cpus=0",
                    f"--temp-dir={self.folder}/ray"]  # fmt: skip
        else:
            role = [f"--address={HOSTS['head']}:6379", "--num-cpus=1"]
        command = [*on_host(host).split(), "--block", *role, "--object-store-memory=100000000"]
        with (self.folder / f"{host}.out").open("ab") as output:
            self.processes[host] = subprocess.Popen(
                command, env=self.environment,
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True,
            )  # fmt: skip

    def alive(self):
        """The addresses of the nodes that the head has."""
        token = Path(self.environment["RAY_AUTH_TOKEN_PATH"]).read_text()
        # One that begins answers other things, or nothing.
        with suppress(httpx.HTTPError, ValueError, LookupError, TypeError):
            answer = httpx.get(
                f"{self.address}/api/v0/nodes?limit=99",
                headers={"Authorization": f"Bearer {token}"}, trust_env=False, timeout=20,
            )  # fmt: skip
            told = answer.json()["data"]["result"]["result"]
            return [node["node_ip"] for node in told if node["state"] == "ALIVE"]
        return []

    def until_nodes(self, count):
        """Wait until so many nodes are alive; those that end by themselves are started again."""
        deadline = time.monotonic() + 180
        while len(self.alive()) < count:
            self.restart_ended()
            assert time.monotonic() < deadline, f"not {count} nodes: see {self.folder}"
            time.sleep(0.5)

    def kill(self, host):
        """End all that runs on a host, as a power cut would."""
        kill_all_on(host)
        self.processes.pop(host).wait()

    def restart_ended(self):
        """Start Ray anew where it ended by itself, as a service manager does; the hosts."""
        ended = [host for host, process in self.processes.items() if process.poll() is not None]
        for host in ended:
            self.kill(host)
            self.start(host)
        return ended

    def said(self, job):
        """What a job's process has written on its node, in every session of the head."""
        logs = self.folder.glob(f"ray/session_2*/logs/job-driver-{job}.log")
        return "".join(log.read_text(errors="replace") for log in logs)

    @staticmethod
    def cut_off(host):
        ip("link", "set", f"bp-{host}", "down")

    @staticmethod
    def let_back(host, *, to_head=True):
        """Plug it in again; without its way to Ray's head it reaches the database alone."""
        if not to_head:
            ip("-n", f"bp-{host}", "route", "add", "blackhole", HOSTS["head"])
        ip("link", "set", f"bp-{host}", "up")

    @staticmethod
    def let_to_head(host):
        ip("-n", f"bp-{host}", "route", "del", "blackhole", HOSTS["head"])


@contextmanager
def namespaces():
    """A namespace for each host, on one bridge; one such cluster of a machine at a time."""
    with Path(tempfile.gettempdir(), "branchpoint-test-ray.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with _namespaces():
            yield


def _clear():
    """Take away what there is of an earlier cluster."""
    for host in HOSTS:
        if Path("/var/run/netns", f"bp-{host}").exists():
            kill_all_on(host)
        ip("netns", "del", f"bp-{host}", check=False)
        ip("link", "del", f"bp-{host}", check=False)
    ip("link", "del", BRIDGE, check=False)


@contextmanager
def _namespaces():
    _clear()
    ip("link", "add", BRIDGE, "type", "bridge")
    try:
        ip("addr", "add", f"{GATE}/24", "dev", BRIDGE)
        ip("link", "set", BRIDGE, "up")
        for host, address in HOSTS.items():
            name = f"bp-{host}"
            ip("netns", "add", name)
            ip("link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", name)
            ip("link", "set", name, "master", BRIDGE, "up")
            ip("-n", name, "addr", "add", f"{address}/24", "dev", "eth0")
            ip("-n", name, "link", "set", "eth0", "up")
            ip("-n", name, "link", "set", "lo", "up")
        yield
    finally:
        _clear()


@contextmanager
def through_gate(settings):
    """The settings of a PostgreSQL on a socket of this machine, as the namespaces reach it."""
    url = make_url(settings.database_url.get_secret_value())
    with Gate(f"{url.query['host']}/.s.PGSQL.5432") as gate:
        threading.Thread(target=gate.serve_forever, daemon=True).start()
        address = f"postgresql://postgres@{GATE}:{gate.server_address[1]}/{url.database}"
        try:
            yield DatabaseSettings(data=settings.data, database_url=address)
        finally:
            gate.shutdown()


@contextmanager
def a_ray(folder, settings, told):
    """A cluster whose nodes reach this store, and have these further settings around them."""
    with namespaces(), through_gate(settings) as reached:
        token = folder / "token"
        token.write_text(secrets.token_hex(32))
        token.chmod(0o600)
        environment = os.environ | told | {
            "BRANCHPOINT_DATABASE_URL": reached.database_url.get_secret_value(),
            "BRANCHPOINT_DATA": str(settings.data),
            "RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN_PATH": str(token),
            "RAY_JOB_STOP_WAIT_TIME_S": "30",
        }  # fmt: skip
        ray = Ray(folder, environment)
        try:
            # A node that finds no head gives up.
            for count, host in enumerate(HOSTS, 1):
                ray.start(host)
                ray.until_nodes(count)
            yield ray
        finally:
            for host in list(ray.processes):
                ray.kill(host)
