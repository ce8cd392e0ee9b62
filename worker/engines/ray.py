"""The Ray engine: a Ray Job for each run, by the HTTP interface of Ray's dashboard.

Ray itself is not imported, so that a worker needs none of it; its nodes do. A job's entrypoint is
what Ray gives a shell, and all in it is a path, an id or a number, each quoted.
"""

import os
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import structlog

from backend.db.queue import Claim
from backend.db.waiting import Room
from backend.spec.amounts import Amounts
from backend.spec.compute import ComputeSpec
from worker.engines.local import run_command
from worker.engines.outcome import Exit
from worker.engines.protocol import NoAnswer, Node, NotPlaced

log = structlog.get_logger()

ANSWER_SECONDS = 20.0
MIB = 1_024 * 1_024
UNTOLD = 1
NODE_MARK = "node:"
UNKNOWN_TO_RAY = "UNKNOWN"


class RayServer:
    """Ray's dashboard, as far as jobs need it."""

    def __init__(self, address: str, token: str | None) -> None:
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        # No proxy of the environment is shown the token.
        self._client = httpx.Client(
            base_url=address, headers=headers, timeout=ANSWER_SECONDS, trust_env=False
        )
        self._address = address

    def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> httpx.Response:
        """Its answer, whatever it says.

        Raises:
            NoAnswer: When it does not answer, or refuses the token.
        """
        try:
            answer = self._client.request(method, path, json=body)
        except httpx.HTTPError as error:
            raise NoAnswer(f"Ray does not answer at {self._address}: {error}") from error
        if answer.status_code in {401, 403}:
            raise NoAnswer(f"Ray at {self._address} refuses our token (RAY_AUTH_TOKEN_PATH)")
        return answer

    def listed(self, path: str, *within: str) -> list[dict[str, Any]]:
        """A list that it tells as JSON, within so many mappings.

        Raises:
            NoAnswer: When it does not answer so.
        """
        answer = self.ask("GET", path)
        if not answer.is_success:
            raise NoAnswer(f"Ray answers {answer.status_code} to GET {path}")
        told = answer.json()
        for name in within:
            told = told[name]
        return list(told)


@dataclass
class RayJob:
    """The job of one run, as Ray last described it.

    Attributes:
        server: Whom to ask to stop it.
        id: Ray's submission id.
        state: In Ray's words.
        message: What Ray says of it.
        status: Its exit status, where Ray knows it.
        is_asked: Whether we asked Ray to stop it.
        has_run: Whether Ray was ever seen to run it.
    """

    server: RayServer
    id: str
    state: str = "PENDING"
    message: str = "submitted"
    status: int | None = None
    is_asked: bool = False
    has_run: bool = False

    @property
    def job(self) -> str | None:
        """The job as people name it."""
        return f"ray {self.id}"

    @property
    def waits_for(self) -> str | None:
        """Ray's message; None once it is at work."""
        return f"Ray: {self.message}" if self.state == "PENDING" else None

    def exit_status(self) -> int | None:
        """Its exit status; None while it waits or runs."""
        if self.state in {"PENDING", "RUNNING"}:
            return None
        if self.state == UNKNOWN_TO_RAY:
            return Exit.UNKNOWN
        if self.state == "STOPPED":
            return Exit.INTERRUPTED if self.is_asked else Exit.CANCELLED
        if self.state == "SUCCEEDED":
            return Exit.FINISHED
        if self.status is not None:
            return self.status
        # Such as one that waited for longer than RAY_JOB_START_TIMEOUT_SECONDS, a quarter hour.
        return UNTOLD if self.has_run else Exit.NOT_BEGUN

    def end_words(self) -> str | None:
        """Ray's message, where its process left no exit status."""
        return f"Ray: {self.message}" if self.status is None else None

    def ask_to_stop(self) -> None:
        """Ask Ray to stop it: it has RAY_JOB_STOP_WAIT_TIME_S of Ray's to save."""
        self.is_asked = True
        try:
            self.server.ask("POST", f"/api/jobs/{self.id}/stop")
        except NoAnswer as error:
            # The agent asks again as long as the job is there.
            log.info("not stopped", job=self.id, error=str(error))

    def kill(self) -> None:
        """Ray ends what does not stop by itself."""
        self.ask_to_stop()


class RayEngine:
    """Hands runs over to a Ray cluster."""

    name = "ray"
    outlives_agent = True
    limits_time = False

    def __init__(self, address: str, python: str) -> None:
        """Nodes have the interpreter at this path, and the settings of the store around them."""
        self._server = RayServer(address, auth_token(os.environ))
        self._python = python
        self._jobs: dict[str, RayJob] = {}

    def room(self, held: Sequence[ComputeSpec], slots: int) -> Room:
        """So many jobs; what one may have, Ray says itself."""
        left = 0 if len(held) >= slots else None
        return Room(self.name, Amounts(), Amounts(cores=left))

    def start(self, claims: Sequence[Claim]) -> Sequence[RayJob | NotPlaced]:
        """Submit a job for each run."""
        return [self._submit(claim) for claim in claims]

    def _submit(self, claim: Claim) -> RayJob | NotPlaced:
        name = f"branchpoint-{claim.run_id}-{claim.attempt}"
        command = [self._python, *run_command(claim)[1:], "--keeps-lease"]
        # In the shell's place, so that Ray is told the signal that ends it, and not 137.
        asked = {"submission_id": name, "entrypoint": f"exec {shlex.join(command)}"}
        try:
            answer = self._server.ask("POST", "/api/jobs/", asked | resources(claim.spec.compute))
        except NoAnswer as error:
            return NotPlaced(str(error), is_final=False)
        if not answer.is_success:
            told = answer.text.strip().splitlines()[-1:] or [f"status {answer.status_code}"]
            return NotPlaced(f"Ray: {told[0]}", is_final=answer.status_code == httpx.codes(400))
        return self.adopt(claim, f"ray {name}")

    def look(self) -> None:
        """Ask for the states of all jobs at once."""
        self._jobs = {job.id: job for job in self._jobs.values() if job.exit_status() is None}
        if not self._jobs:
            return
        seen = {each["submission_id"]: each for each in self._server.listed("/api/jobs/")}
        for job in self._jobs.values():
            told = seen.get(job.id)
            if told is None:
                # A head that was lost forgot it; whether its process lives, the lease says.
                job.state = UNKNOWN_TO_RAY
            else:
                job.state, job.message = told["status"], told["message"] or ""
                job.status = told["driver_exit_code"]
                job.has_run = job.has_run or job.state == "RUNNING"

    def nodes(self) -> Sequence[Node]:
        """The nodes of the cluster."""
        told = self._server.listed("/api/v0/nodes?limit=1000", "data", "result", "result")
        return [
            Node(each["node_ip"], each["state"].lower(), _words(each["resources_total"]))
            for each in told
        ]

    def left_here(self) -> None:
        """The cluster's jobs are named in the database."""

    def adopt(self, claim: Claim, job: str | None) -> RayJob:
        """The job that was submitted for this run."""
        del claim
        found = RayJob(self._server, (job or "").removeprefix("ray "))
        self._jobs[found.id] = found
        return found


def resources(compute: ComputeSpec) -> dict[str, Any]:
    """What a run asks for, as Ray's jobs name it; `CPU` among its resources is a share of one."""
    own = dict(compute.ray_resources)
    asked: dict[str, Any] = {"entrypoint_num_cpus": own.pop("CPU", compute.cores)}
    if compute.gpu > 0:
        asked["entrypoint_num_gpus"] = compute.gpu
    if compute.memory_mib:
        asked["entrypoint_memory"] = compute.memory_mib * MIB
    return asked | ({"entrypoint_resources": own} if own else {})


def auth_token(environment: Mapping[str, str]) -> str | None:
    """The token of Ray's token authentication, found as Ray finds it; None where there is none."""
    if "RAY_AUTH_TOKEN" in environment:
        return environment["RAY_AUTH_TOKEN"]
    named = environment.get("RAY_AUTH_TOKEN_PATH")
    path = Path(named) if named else Path.home() / ".ray" / "auth_token"
    return path.read_text().strip() if path.is_file() else None


def _words(total: Mapping[str, float]) -> str:
    """What a node has, under the names to ask for it in `compute.ray_resources`.

    Without the marks that Ray gives each node of its own, which say which node it is.
    """
    memory = f"{total.get('memory', 0.0) / MIB:,.0f} MiB"
    others = [
        f"{amount:g} {name}"
        for name, amount in sorted(total.items())
        if not name.startswith(NODE_MARK) and name not in {"memory", "object_store_memory"}
    ]
    return " · ".join([*others, memory])
