"""What engines ask for, and how they read what clusters answer. Real clusters: test_slurm.py."""

import shlex
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from json import dumps, loads
from threading import Thread

import pytest

from backend.db.queue import Claim
from backend.spec.amounts import Amounts
from backend.spec.compute import ComputeSpec
from backend.spec.grid import parse
from worker.engines import local, ray, slurm
from worker.engines.array_task import run_arguments
from worker.engines.outcome import Exit
from worker.engines.protocol import NoAnswer, NotPlaced
from worker.engines.slurm import GONE, SlurmJob, job_options


def claim(run_id="run1", **compute):
    return Claim(run_id, 3, parse({"compute": compute}), "worker1")


def test_sbatch_is_asked_for_what_the_run_asks_for():
    plain = ["--cpus-per-task=1", "--signal=B:TERM@90"]
    assert job_options(ComputeSpec()) == plain
    much = ComputeSpec(
        cores=4, memory_gib=1.5, gpu=1, time_limit_minutes=240, partition="s,l", device="cuda"
    )
    assert job_options(much) == [
        "--cpus-per-task=4", "--mem=1536M", "--gres=gpu:1", "--partition=s,l", "--time=240",
        "--signal=B:TERM@90",
    ]  # fmt: skip
    # Of a short limit half is left to train.
    assert job_options(ComputeSpec(time_limit_minutes=1))[-1] == "--signal=B:TERM@30"


def test_each_task_of_an_array_is_the_run_at_its_place():
    given = ["w", "a:1", "b:2"]
    told = ["--run", "b", "--attempt", "2", "--worker", "w", "--keeps-lease"]
    assert run_arguments(given, {"SLURM_ARRAY_TASK_ID": "1"}) == told
    assert run_arguments(["w", "a:1"], {})[:2] == ["--run", "a"]
    with pytest.raises(SystemExit):
        run_arguments(given, {"SLURM_ARRAY_TASK_ID": "2"})


@pytest.mark.parametrize(
    ("state", "known", "status"),
    [
        ("PENDING", {}, None),
        ("RUNNING", {}, None),
        ("COMPLETING", {"status": 75}, None),
        ("COMPLETED", {"status": 0}, 0),
        ("FAILED", {"status": 75}, Exit.INTERRUPTED),
        ("FAILED", {"status": -9}, -9),
        ("OUT_OF_MEMORY", {"status": 0}, 1),
        ("TIMEOUT", {"status": 0}, 1),
        ("PREEMPTED", {}, Exit.INTERRUPTED),
        ("CANCELLED", {}, Exit.CANCELLED),
        ("CANCELLED", {"is_asked": True}, Exit.INTERRUPTED),
        (GONE, {}, Exit.UNKNOWN),
    ],
)
def test_a_state_of_slurm_is_an_exit_status(state, known, status):
    assert SlurmJob("1", state=state, **known).exit_status() == status


def test_slurms_word_for_an_end_is_told_where_it_says_more():
    killed = SlurmJob("7", state="OUT_OF_MEMORY", reason="OutOfMemory", node="n1")
    assert killed.end_words() == "Slurm ended its job 7 on n1: OUT_OF_MEMORY, OutOfMemory"
    assert SlurmJob("7", state="FAILED", reason="NonZeroExitCode").end_words() is None


def test_a_slurm_that_is_not_there_takes_nothing_for_now(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    engine = slurm.SlurmEngine(tmp_path / "slurm")
    (refused,) = engine.start([claim()])
    assert isinstance(refused, NotPlaced)
    assert not refused.is_final
    with pytest.raises(NoAnswer, match="sinfo cannot be started"):
        engine.nodes()


def test_this_machine_has_what_is_left_of_it():
    engine = local.LocalEngine(memory_mib=8_192, gpus=2)
    held = [ComputeSpec(cores=2, memory_gib=1), ComputeSpec()]
    room = engine.room(held, slots=4)
    assert room.most == Amounts(cores=4, memory_mib=8_192, gpu=1.0)
    assert room.left == Amounts(cores=1, memory_mib=7_168, gpu=1.0)
    assert local.LocalEngine(gpus=0).room([], slots=4).most.gpu == 0


def test_a_run_is_given_the_gpu_of_which_most_is_left(monkeypatch):
    class Child:
        def poll(self):
            return None

    given = []
    monkeypatch.setattr(local, "begin", lambda _, environment: given.append(environment) or Child())
    engine = local.LocalEngine(gpus=2)
    shares = [claim(gpu=gpu) for gpu in (0.6, 0.3, 0.3, 0.3)]
    engine.start([*shares, claim()])
    assert [each.get("CUDA_VISIBLE_DEVICES") for each in given[:4]] == ["0", "1", "1", "0"]
    assert given[4].get("CUDA_VISIBLE_DEVICES") == local.os.environ.get("CUDA_VISIBLE_DEVICES")
    # Of the first a tenth is left, of the second four.
    assert engine.room([], slots=9).left.gpu == pytest.approx(0.4)


@pytest.fixture
def dashboard():
    """A stand-in for Ray's dashboard: it answers what it is told to, and notes what it is asked."""

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self):
            self.answer(None)

        def do_POST(self):
            self.answer(
                loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or "{}")
            )

        def answer(self, body):
            server.asked.append((self.path, body, self.headers.get("Authorization")))
            status, told = server.answers[self.path]
            text = dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    server.asked, server.answers = [], {}
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def told(name, state, message="a message", status=None):
    return {
        "submission_id": name, "status": state, "message": message, "driver_exit_code": status,
    }  # fmt: skip


def test_a_run_is_one_job_of_ray_and_its_token_goes_with_it(dashboard, monkeypatch):
    monkeypatch.setenv("RAY_AUTH_TOKEN", "secret")
    dashboard.answers = {"/api/jobs/": (200, {})}
    engine = ray.RayEngine(f"http://127.0.0.1:{dashboard.server_port}", "/opt/a b/python")
    named = {"accelerator_type:A100": 0.25, "CPU": 0.5}
    (job,) = engine.start([claim(cores=2, memory_gib=1, gpu=0.25, ray_resources=named)])
    ((_, body, token),) = dashboard.asked
    assert token == "Bearer secret"
    assert body["entrypoint_num_cpus"] == 0.5
    assert body["entrypoint_num_gpus"] == 0.25
    assert body["entrypoint_memory"] == 2**30
    assert body["entrypoint_resources"] == {"accelerator_type:A100": 0.25}
    assert shlex.split(body["entrypoint"]) == [
        "exec", "/opt/a b/python", "-P", "-m", "worker.jobs.execute", "--run", "run1",
        "--attempt", "3",
        "--worker", "worker1", "--keeps-lease",
    ]  # fmt: skip
    assert job.job == "ray branchpoint-run1-3"


@pytest.mark.parametrize(
    ("state", "status", "is_asked", "exit_status", "waits_for"),
    [
        ("PENDING", None, False, None, "Ray: a message"),
        ("RUNNING", None, False, None, None),
        ("SUCCEEDED", 0, False, 0, None),
        ("FAILED", 75, False, Exit.INTERRUPTED, None),
        ("FAILED", None, False, Exit.NOT_BEGUN, None),
        ("STOPPED", None, False, Exit.CANCELLED, None),
        ("STOPPED", None, True, Exit.INTERRUPTED, None),
        (None, None, False, Exit.UNKNOWN, None),
    ],
)
def test_a_state_of_ray_is_an_exit_status(
    dashboard, state, status, is_asked, exit_status, waits_for
):
    listed = [] if state is None else [told("branchpoint-run1-3", state, status=status)]
    dashboard.answers = {
        "/api/jobs/": (200, listed),
        "/api/jobs/branchpoint-run1-3/stop": (200, {"stopped": True}),
    }
    engine = ray.RayEngine(f"http://127.0.0.1:{dashboard.server_port}", "/python")
    job = engine.adopt(claim(), "ray branchpoint-run1-3")
    if is_asked:
        job.ask_to_stop()
    engine.look()
    assert (job.exit_status(), job.waits_for) == (exit_status, waits_for)


def test_a_job_of_ray_that_ran_and_ended_without_a_status_is_a_crash(dashboard):
    engine = ray.RayEngine(f"http://127.0.0.1:{dashboard.server_port}", "/python")
    job = engine.adopt(claim(), "ray branchpoint-run1-3")
    for state in ("RUNNING", "FAILED"):
        dashboard.answers = {"/api/jobs/": (200, [told("branchpoint-run1-3", state)])}
        engine.look()
    assert (job.exit_status(), job.end_words()) == (1, "Ray: a message")


def test_a_node_of_ray_is_told_by_the_names_that_one_can_ask_for(dashboard):
    total = {
        "CPU": 8.0, "GPU": 1.0, "accelerator_type:A100": 1.0, "memory": 2**31, "big": 0.5,
        "object_store_memory": 2**30, "node:10.0.0.1": 1.0, "node:__internal_head__": 1.0,
    }  # fmt: skip
    node = {"node_ip": "10.0.0.1", "state": "ALIVE", "resources_total": total}
    listed = {"data": {"result": {"result": [node]}}}
    dashboard.answers = {"/api/v0/nodes?limit=1000": (200, listed)}
    (seen,) = ray.RayEngine(f"http://127.0.0.1:{dashboard.server_port}", "/python").nodes()
    assert seen.resources == "8 CPU · 1 GPU · 1 accelerator_type:A100 · 0.5 big · 2,048 MiB"


def test_a_ray_that_does_not_answer_takes_nothing_for_now(dashboard):
    address = f"http://127.0.0.1:{dashboard.server_port}"
    engine = ray.RayEngine(address, "/python")
    dashboard.answers = {"/api/jobs/": (401, {}), "/api/v0/nodes?limit=1000": (500, {})}
    (refused,) = engine.start([claim()])
    assert (refused.is_final, "refuses our token" in refused.reason) == (False, True)
    with pytest.raises(NoAnswer, match="answers 500"):
        engine.nodes()
    dashboard.shutdown()
    dashboard.server_close()
    (refused,) = engine.start([claim()])
    assert (refused.is_final, refused.reason.startswith("Ray does not answer at")) == (False, True)


def test_what_ray_calls_malformed_fails_the_run(dashboard):
    dashboard.answers = {"/api/jobs/": (400, "no such resource")}
    engine = ray.RayEngine(f"http://127.0.0.1:{dashboard.server_port}", "/python")
    (refused,) = engine.start([claim()])
    assert refused == NotPlaced('Ray: "no such resource"', is_final=True)


def test_the_token_is_found_where_ray_finds_it(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert ray.auth_token({}) is None
    (tmp_path / ".ray").mkdir()
    (tmp_path / ".ray" / "auth_token").write_text("home\n")
    assert ray.auth_token({}) == "home"
    named = tmp_path / "token"
    named.write_text("named")
    assert ray.auth_token({"RAY_AUTH_TOKEN_PATH": str(named)}) == "named"
    assert ray.auth_token({"RAY_AUTH_TOKEN": "said", "RAY_AUTH_TOKEN_PATH": str(named)}) == "said"
