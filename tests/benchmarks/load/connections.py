"""Slow connections, and the log: `python -m tests.benchmarks.load.connections`.

Starts a real server on SQLite that may have few files open, and keeps more connections at it than
that: every other one says nothing, the rest say a byte now and then, and a closed one is opened
again. Meanwhile a client of good will asks for `/health` once a second. Then, on a fresh server, it
sends what two open pages of runs ask for, and nobody else does. `--code` serves another checkout.
"""

import argparse
import asyncio
import contextlib
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import httpx

from tests.benchmarks.load.served import free_port, wait_until_it_answers

HERE = Path(__file__).resolve().parents[3]
PREPARE = """
import sys
from backend.db import credentials, migrate
from backend.db.session import Database
from backend.db.settings import DatabaseSettings
migrate.upgrade(DatabaseSettings())
with Database(DatabaseSettings()).transaction() as session:
    credentials.create(session, "api", sys.argv[1], "benchmark")
"""
ANSWER_SECONDS = 20.0
DRIP_SECONDS = 2.0
# What an open page of a run asks for when its run has reported something.
PAGE = ("", "/logs", "/artifacts", "/trust")


@dataclass(frozen=True)
class Attacked:
    """A server under measurement: where it listens, who may ask, and its log."""

    port: int
    token: str
    log: Path

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"


def main() -> None:
    """Print one line for each of the two."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--code", type=Path, default=HERE, help="checkout to serve")
    parser.add_argument("--files", type=int, default=160, help="files that the server may open")
    parser.add_argument("--connections", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=60.0)
    chosen = parser.parse_args()
    for measure in (_held, _watched):
        with tempfile.TemporaryDirectory() as folder, _serving(chosen, Path(folder)) as server:
            print(asyncio.run(measure(server, chosen)), flush=True)


@contextmanager
def _serving(chosen: argparse.Namespace, folder: Path) -> Iterator[Attacked]:
    token, port = secrets.token_urlsafe(32), free_port()
    environment = os.environ | {"BRANCHPOINT_DATA": str(folder), "BRANCHPOINT_PORT": str(port)}
    prepare = [sys.executable, "-c", PREPARE, sha256(token.encode()).hexdigest()]
    subprocess.run(prepare, cwd=chosen.code, env=environment, check=True, capture_output=True)
    server = Attacked(port, token, folder / "api.log")
    with server.log.open("w") as log:
        process = subprocess.Popen(
            # Before it starts, for a server counts the files that it may open.
            ["prlimit", f"--nofile={chosen.files}", sys.executable, "-m", "backend.serve"],
            cwd=chosen.code,
            env=environment,
            stdout=log,
            stderr=log,
        )
        try:
            wait_until_it_answers(server.url)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


async def _held(server: Attacked, chosen: argparse.Namespace) -> str:
    """What becomes of good requests while connections are held."""
    held = [asyncio.create_task(_hold(server.port, place)) for place in range(chosen.connections)]
    await asyncio.sleep(2)
    size, begun = server.log.stat().st_size, time.monotonic()
    answered: list[float] = []
    asked = 0
    while time.monotonic() - begun < chosen.seconds:
        asked += 1
        sent = time.monotonic()
        if await _is_healthy(server.url):
            answered.append(time.monotonic() - sent)
        await asyncio.sleep(1)
    each_minute = _each_minute(server, size, time.monotonic() - begun)
    for task in held:
        task.cancel()
    await asyncio.gather(*held, return_exceptions=True)
    slowest = f"{max(answered):.2f} s" if answered else "-"
    return (
        f"| {chosen.connections} held, {chosen.files} files | {len(answered)} of {asked} answered, "
        f"slowest {slowest} | {each_minute:,.0f} bytes |"
    )


async def _hold(port: int, place: int) -> None:
    """Keep a connection open, silent or slow; open it again when it is closed."""
    while True:
        with contextlib.suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                if place % 2:
                    await _drip(writer)
                await reader.read()
            finally:
                writer.close()
        await asyncio.sleep(1)


async def _drip(writer: asyncio.StreamWriter) -> None:
    """Say the head of a request a byte at a time."""
    for letter in b"GET /api/v1/health HTTP/1.1\r\nHost: localhost\r\nX-Slow: " + b"a" * 200:
        writer.write(bytes([letter]))
        await writer.drain()
        await asyncio.sleep(DRIP_SECONDS)


async def _is_healthy(url: str) -> bool:
    with contextlib.suppress(httpx.HTTPError):
        async with httpx.AsyncClient(timeout=ANSWER_SECONDS, trust_env=False) as http:
            answer = await http.get(f"{url}/api/v1/health")
            return answer.status_code == 200
    return False


async def _watched(server: Attacked, chosen: argparse.Namespace) -> str:
    """How the log grows while two pages of runs are open, each asking anew every second."""
    async with httpx.AsyncClient(
        base_url=f"{server.url}/api/v1/",
        headers={"Authorization": f"Bearer {server.token}"},
        timeout=ANSWER_SECONDS,
        trust_env=False,
    ) as http:
        launched = await http.post("runs", json={"name": "watched", "seeds": [0, 1]})
        launched.raise_for_status()
        watched = [run["id"] for run in launched.json()["runs"]]
        size, begun, count = server.log.stat().st_size, time.monotonic(), 0
        while time.monotonic() - begun < chosen.seconds:
            for path in [f"runs/{run_id}{part}" for run_id in watched for part in PAGE]:
                (await http.get(path)).raise_for_status()
                count += 1
            await asyncio.sleep(1)
    seconds = time.monotonic() - begun
    each_minute = _each_minute(server, size, seconds)
    return (
        f"| two open pages, {count * 60 / seconds:.0f} requests a minute | all answered "
        f"| {each_minute:,.0f} bytes |"
    )


def _each_minute(server: Attacked, size: int, seconds: float) -> float:
    return (server.log.stat().st_size - size) * 60 / seconds


if __name__ == "__main__":
    main()
