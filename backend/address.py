"""Where the API of a data folder listens: it says so itself in a file, as long as it runs."""

import json
import os
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path

from backend import private

FILE = "api.json"
IPV4 = 4


def url_of(host: str, port: int, *, has_tls: bool = False) -> str:
    """The address that a browser on this machine opens."""
    # Listening on all addresses, it is reached on this machine by loopback.
    with suppress(ValueError):
        given = ip_address(host)
        if given.is_unspecified:
            host = "127.0.0.1" if given.version == IPV4 else "::1"
    scheme = "https" if has_tls else "http"
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"


def record(folder: Path, url: str) -> None:
    """Say that this process listens at `url`. Of several on one folder the latest is told."""
    private.make_folder(folder)
    private.write(folder / FILE, json.dumps({"url": url, "pid": os.getpid()}))


def forget(folder: Path) -> None:
    """Say no more where this process listens."""
    found = _read(folder)
    if found is not None and found[1] == os.getpid():
        (folder / FILE).unlink(missing_ok=True)


def recorded(folder: Path) -> str | None:
    """Where an API on `folder` listens; None where none runs."""
    found = _read(folder)
    return found[0] if found is not None and alive(found[1]) else None


def alive(pid: int) -> bool:
    """Whether a process of that number runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _read(folder: Path) -> tuple[str, int] | None:
    try:
        document = json.loads((folder / FILE).read_text())
        return str(document["url"]), int(document["pid"])
    except FileNotFoundError:
        return None
