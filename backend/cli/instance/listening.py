"""The address of an instance: only of this machine, on a port that nobody uses."""

import errno
import socket

from backend.cli.terminal.failure import Failure

PORTS_TRIED = 100


def free_port(host: str, port: int, *, or_next: bool) -> int:
    """`port` where it is free; with `or_next`, else the next above it that is.

    Port 0 means any. Another program can still take the port before the API does; then the API
    says so and the start ends.

    Raises:
        Failure: When no such port is free.
    """
    last = min(port + PORTS_TRIED, 65_535) if or_next else port
    for candidate in range(port, last + 1):
        try:
            return _bound_to(host, candidate)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise Failure(f"cannot listen on {host}:{candidate}: {error.strerror}") from error
    if or_next:
        raise Failure(f"all ports from {port} to {last} are busy. Name a free one with --port.")
    raise Failure(f"port {port} is busy. Name another with --port, or none to have one chosen.")


def _bound_to(host: str, port: int) -> int:
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.create_server(address[:2], family=family) as taken:
        number: int = taken.getsockname()[1]
        return number
