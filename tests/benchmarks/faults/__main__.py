"""What breaks under a user's hands, tried on any checkout.

    scripts/with-chromium .venv/bin/python -m tests.benchmarks.faults

Starts `branchpoint up` of a checkout (`--code`) in a data folder of its own and does to it what
users did: twenty tabs, a closed terminal, a locked database, a client that
gives up and tries again, names and values of ill will. Prints what came of each. Run it on two
checkouts to see what has changed; the page of each must be built.
"""

import argparse
import os
import signal
import stat
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Any

import httpx
import psutil
from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Page, sync_playwright

from backend.db.settings import DATABASE_FILE
from tests.benchmarks.faults.instances import Started, started
from tests.benchmarks.sqlite_lock import write_locked
from tests.e2e.conftest import CHROMIUM_FLAGS

HERE = Path(__file__).resolve().parents[3]
TABS = 20
LOCK_SECONDS = 20.0
KEY = "one-launch-of-this-client"
SMALL = {"training": {"env_steps": 500, "random_steps": 100}}
HOSTILE_NAMES = ("abc\u202efdp.exe", "a\u200bb", "\u001b[31mred")


def tabs(up: Started) -> str:
    """Twenty tabs of one browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or None, args=list(CHROMIUM_FLAGS)
        )
        context = browser.new_context()
        first = context.new_page()
        first.goto(up.sign_in)
        opened = sum(_opens(context.new_page(), f"{up.url}/runs") for _ in range(TABS))
        browser.close()
    return f"{opened} of {TABS} open"


def _opens(page: Page, address: str) -> bool:
    try:
        page.goto(address, timeout=15_000, wait_until="domcontentloaded")
        page.get_by_role("heading", level=1).wait_for(timeout=15_000)
    except BrowserError:
        return False
    return True


def hang_up(up: Started) -> str:
    """The terminal of `branchpoint up` is closed."""
    up.terminal.close()
    return _left_after(up, signal.SIGHUP)


def killed(up: Started) -> str:
    """`kill -9` of `branchpoint up`."""
    return _left_after(up, signal.SIGKILL)


def _left_after(up: Started, number: signal.Signals) -> str:
    children = up.children()
    up.process.send_signal(number)
    psutil.wait_procs(children, timeout=20)
    left = sum(child.is_running() for child in children)
    try:
        with up.client(seconds=5) as client:
            token = "good" if client.get("/runs").is_success else "refused"
    except httpx.TransportError:
        token = "nowhere to use"
    return f"{left} of {len(children)} processes left, token {token}"


def _locked(up: Started) -> AbstractContextManager[None]:
    """Another program writes to the database and does not end."""
    return write_locked(up.data / DATABASE_FILE)


def write_while_locked(up: Started) -> str:
    """A run is renamed while the database is locked for 20 s."""
    run_id = _launched(up)[0]["id"]
    with _locked(up), up.client(seconds=LOCK_SECONDS) as client:
        begun = time.monotonic()
        answer = client.patch(f"/runs/{run_id}", json={"name": "another"})
    again = answer.headers.get("Retry-After", "-")
    return f"{answer.status_code} after {time.monotonic() - begun:.0f} s, Retry-After: {again}"


def gives_up(up: Started) -> str:
    """A client gives up after 3 s and launches again, with the same key."""
    body = {"spec": SMALL, "experiment_name": "twice"}
    with up.client() as client:
        before = client.get("/runs").json()["total"]
        with _locked(up), up.client(seconds=3) as hurried, suppress(httpx.TimeoutException):
            hurried.post("/runs", json=body, headers={"Idempotency-Key": KEY})
        for _ in range(10):
            answer = client.post("/runs", json=body, headers={"Idempotency-Key": KEY})
            if answer.is_success:
                break
            time.sleep(1)
        time.sleep(3)
        return f"{client.get('/runs').json()['total'] - before} runs launched"


def ready_while_locked(up: Started) -> str:
    """`GET /ready` while another program writes."""
    with _locked(up), up.client() as client:
        return str(client.get("/ready").status_code)


def hostile_names(up: Started) -> str:
    """Names that turn text around, hide, or colour a terminal."""
    run_id = _launched(up)[0]["id"]
    with up.client() as client:
        taken = [
            client.patch(f"/runs/{run_id}", json={"name": name}).is_success
            for name in HOSTILE_NAMES
        ]
    return f"{sum(taken)} of {len(taken)} taken"


def hostile_values(up: Started) -> str:
    """Requests of ill will."""
    run_id = _launched(up)[0]["id"]
    with up.client() as client, httpx.Client(trust_env=False) as browser:
        browser.get(up.sign_in)
        evil = {"Branchpoint-Csrf": "1", "Origin": "http://[evil"}
        late = {"kind": "run", "target_id": run_id, "expires_at": "9999-12-31T23:59:59-23:59"}
        seeds: list[Any] = ["1_0", True]
        answers = {
            "origin": browser.patch(
                f"{up.url}/api/v1/runs/{run_id}", json={"name": "x"}, headers=evil
            ),
            "expiry": client.post("/shares", json=late),
            **{
                f"seed {seed!r}": client.post("/runs/preview", json={"seeds": [seed]})
                for seed in seeds
            },
            "HEAD": client.head("/runs"),
        }
    return ", ".join(f"{name} {answer.status_code}" for name, answer in answers.items())


def sessions(up: Started) -> str:
    """The browsers that are signed in, to be listed and signed out."""
    with up.client() as client:
        answer = client.get("/sessions")
    return "listed" if answer.is_success else f"not there ({answer.status_code})"


def folder(up: Started) -> str:
    """A data folder that was made for all to read."""
    return f"mode {stat.S_IMODE(up.data.stat().st_mode):o}"


def _launched(up: Started) -> list[dict[str, Any]]:
    """Runs that wait in the queue or have begun."""
    body = {"spec": SMALL, "experiment_name": "faults"}
    with up.client() as client:
        answer = client.post("/runs", json=body)
        answer.raise_for_status()
        launched: list[dict[str, Any]] = answer.json()["runs"]
        return launched


Probe = Callable[[Started], str]
# Those of a group share an instance; the last of a group may end it.
GROUPS: tuple[tuple[Probe, ...], ...] = (
    (tabs, ready_while_locked, write_while_locked, gives_up),
    (hostile_names, hostile_values, sessions, folder, hang_up),
    (killed,),
)


def main() -> None:
    """Print a table, a row for each fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--code", type=Path, default=HERE, help="checkout to try")
    parser.add_argument("--only", nargs="+", help="names of probes")
    chosen = parser.parse_args()
    print("| what is done | what comes of it |\n|---|---|")
    for group in GROUPS:
        probes = [each for each in group if not chosen.only or each.__name__ in chosen.only]
        if not probes:
            continue
        with started(chosen.code.resolve()) as up:
            for probe in probes:
                what = (probe.__doc__ or "").strip().rstrip(".")
                print(f"| {what} | {probe(up)} |", flush=True)


if __name__ == "__main__":
    main()
