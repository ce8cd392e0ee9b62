"""The cheapest routes over bare sockets: `python -m tests.benchmarks.load.bare`.

Where an answer takes a millisecond or two, most of what `tests.benchmarks.load` measures is its own
client, which makes 200 connections in one process. Here the client says three lines and reads.
"""

import asyncio
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

from tests.benchmarks.load.served import served

REQUESTS, ROUNDS = 200, 3
PATHS = ("/api/v1/health", "/")


def main() -> None:
    """Print one table."""
    print("| route | 200 in a row s | 200 at once s | ratio |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder, served("sqlite", Path(folder)) as server:
        asyncio.run(_measure(urlsplit(server.url).port or 80))


async def _measure(port: int) -> None:
    for path in PATHS:
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            for _ in range(REQUESTS):
                await _asked(port, path)
            half = time.perf_counter()
            await asyncio.gather(*(_asked(port, path) for _ in range(REQUESTS)))
            row, burst = half - begun, time.perf_counter() - half
            print(f"| {path} | {row:.2f} | {burst:.2f} | {burst / row:.2f} |", flush=True)


async def _asked(port: int, path: str) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    host = f"127.0.0.1:{port}"
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    if not answer.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(answer[:200])


if __name__ == "__main__":
    main()
