"""A real Ray of a head and two nodes, each in a network namespace of its own, and a PostgreSQL.

The namespaces hang on one bridge, so that a node can be cut off as if its cable were pulled. They
reach the database by TCP through this process alone. Needs root, iproute2 and an environment with
Ray, which BRANCHPOINT_TEST_RAY names: `python -m venv E && E/bin/pip install 'ray[default]'`.
"""

import os
import secrets
import shutil
import signal
import socket
import socketserver
import subprocess
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from worker.engines.protocol import NoAnswer
from worker.engines.ray import RayServer

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
        program = Path(os.environ["BRANCHPOINT_TEST_RAY"], "bin", "ray")
        if host == "head":
            role = ["--head", "--port=6379", f"--dashboard-host={HOSTS[host]}", "--num-cpus=0",
                    f"--temp-dir={self.folder}/ray"]  # fmt: skip
        else:
            role = [f"--address={HOSTS['head']}:6379", "--num-cpus=1"]
        command = ["ip", "netns", "exec", f"bp-{host}", str(program), "start", "--block", *role]
        command += [f"--node-ip-address={HOSTS[host]}", "--object-store-memory=100000000"]
        with (self.folder / f"{host}.out").open("ab") as output:
            self.processes[host] = subprocess.Popen(
                [*command, "--disable-usage-stats"], env=self.environment,
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True,
            )  # fmt: skip

    def until_nodes(self, count):
        """Wait until so many nodes are alive."""
        token = Path(self.environment["RAY_AUTH_TOKEN_PATH"]).read_text()
        server, deadline = RayServer(self.address, token), time.monotonic() + 180
        while True:
            with suppress(NoAnswer):
                told = server.listed("/api/v0/nodes?limit=9", "data", "result", "result")
                if sum(node["state"] == "ALIVE" for node in told) >= count:
                    return
            assert time.monotonic() < deadline, f"not {count} nodes: see {self.folder}"
            time.sleep(0.5)

    def kill(self, host):
        """End all that runs on a host, as a power cut would."""
        told = subprocess.run(
            ["ip", "netns", "pids", f"bp-{host}"], capture_output=True, text=True, check=True
        )
        for pid in told.stdout.split():
            with suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)
        self.processes.pop(host).wait()

    @staticmethod
    def cut_off(host):
        ip("link", "set", f"bp-{host}", "down")

    @staticmethod
    def let_back(host):
        ip("link", "set", f"bp-{host}", "up")


@contextmanager
def namespaces():
    """A namespace for each host, on one bridge."""
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
        for host in HOSTS:
            ip("netns", "del", f"bp-{host}", check=False)
            ip("link", "del", f"bp-{host}", check=False)
        ip("link", "del", BRIDGE, check=False)


@contextmanager
def a_ray(folder, database_socket, database_name, settings):
    """A cluster whose nodes have these settings around them, and reach that database."""
    with namespaces(), Gate(str(database_socket)) as gate:
        threading.Thread(target=gate.serve_forever, daemon=True).start()
        token = folder / "token"
        token.write_text(secrets.token_hex(32))
        token.chmod(0o600)
        url = f"postgresql://postgres@{GATE}:{gate.server_address[1]}/{database_name}"
        environment = os.environ | settings | {
            "BRANCHPOINT_DATABASE_URL": url,
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
            gate.shutdown()
