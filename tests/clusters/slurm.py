"""A real Slurm of one node, as plain processes in a folder of its own: munged, slurmctld, slurmd.

It listens on the loopback interface alone, has no accounting, and is gone with its folder. Needs
root, and Debian's packages slurm-wlm and munge.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch")
SYSTEM_PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])
CONF = """
ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge/socket
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
SlurmctldPort={ctld}
SlurmdPort={slurmd}
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=1,batch_sched_delay=0,sched_min_interval=100000
OverTimeLimit=0
KillWait=20
MinJobAge=300
ReturnToService=2
MailProg=/bin/true
NodeName={host} NodeAddr=127.0.0.1 CPUs={cpus} RealMemory={memory} State=UNKNOWN
PartitionName=main Nodes={host} Default=YES MaxTime=INFINITE State=UP
PartitionName=other Nodes={host} MaxTime=1 State=UP
"""


def missing():
    """Why no Slurm can be started here; None where one can."""
    lacking = [name for name in PROGRAMS if shutil.which(name, path=SYSTEM_PATH) is None]
    if lacking:
        return f"no {', '.join(lacking)}: install slurm-wlm and munge"
    return None if os.geteuid() == 0 else "slurmd must be started by root"


def free_port():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


@dataclass
class Slurm:
    """A cluster.

    Attributes:
        folder: All its files.
        environment: What its clients must be told.
    """

    folder: Path
    environment: dict
    processes: dict = field(default_factory=dict)

    def start(self, name, *arguments, user=None):
        """Start one of its daemons in the foreground."""
        command = [shutil.which(name, path=SYSTEM_PATH), *arguments]
        if user is not None:
            command = [shutil.which("runuser", path=SYSTEM_PATH), "-u", user, "--", *command]
        with (self.folder / f"{name}.out").open("ab") as output:
            self.processes[name] = subprocess.Popen(
                command, env=self.environment, stdin=subprocess.DEVNULL,
                stdout=output, stderr=output, start_new_session=True,
            )  # fmt: skip

    def start_controller(self):
        self.start("slurmctld", "-D")

    def kill(self, name):
        process = self.processes.pop(name)
        process.kill()
        process.wait()

    def kill_jobs(self):
        """End what its jobs left, which would outlive its daemons: they know this folder."""
        mine = f"SLURM_CONF={self.folder}/slurm.conf".encode()
        daemons = {process.pid for process in self.processes.values()}
        for entry in Path("/proc").glob("[0-9]*"):
            # Most are not ours, and some are gone by now.
            with suppress(OSError):
                if int(entry.name) not in daemons and mine in (entry / "environ").read_bytes():
                    os.kill(int(entry.name), signal.SIGKILL)

    def ask(self, *command):
        """What a client prints; it must succeed."""
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False, timeout=60
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def until_in(self, states):
        """Wait until the node is in one of these states."""
        deadline = time.monotonic() + 60
        while True:
            done = subprocess.run(
                ["sinfo", "-h", "-p", "main", "-o", "%T"],
                env=self.environment, capture_output=True, text=True, check=False,
            )  # fmt: skip
            if done.stdout.strip() in states:
                return
            assert time.monotonic() < deadline, (
                f"the node is in none of {states}: {done.stdout}{done.stderr}"
            )
            time.sleep(0.2)


@contextmanager
def a_slurm(folder, cpus=2):
    """A cluster of one node with so many cores, up and idle."""
    folder.mkdir(parents=True, exist_ok=True)
    munge = folder / "munge"
    munge.mkdir()
    host = socket.gethostname().partition(".")[0]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20 - 512
    conf = folder / "slurm.conf"
    conf.write_text(
        CONF.format(
            host=host, folder=folder, ctld=free_port(), slurmd=free_port(), cpus=cpus, memory=memory
        )
    )
    key = munge / "key"
    key.write_bytes(os.urandom(128))
    key.chmod(0o600)
    for place in (munge, key):
        shutil.chown(place, "munge", "munge")
    munge.chmod(0o711)
    for name in ("state", "spool"):
        (folder / name).mkdir()
    slurm = Slurm(folder, os.environ | {"SLURM_CONF": str(conf), "PATH": SYSTEM_PATH})
    try:
        slurm.start(
            "munged", "--foreground", f"--socket={munge}/socket", f"--key-file={key}",
            f"--pid-file={munge}/pid", f"--log-file={munge}/log", f"--seed-file={munge}/seed",
            user="munge",
        )  # fmt: skip
        slurm.start_controller()
        slurm.start("slurmd", "-D", "-N", host)
        slurm.until_in({"idle"})
        yield slurm
    finally:
        slurm.kill_jobs()
        for name in reversed(list(slurm.processes)):
            slurm.processes[name].terminate()
        for process in slurm.processes.values():
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


# Leases are long enough for a job that waits, which its agent alone keeps.
QUICK = {
    "BRANCHPOINT_ENGINE": "slurm",
    "BRANCHPOINT_SLOTS": "20",
    "BRANCHPOINT_ENGINE_SECONDS": "0.3",
    "BRANCHPOINT_LEASE_SECONDS": "20",
    "BRANCHPOINT_HEARTBEAT_SECONDS": "0.5",
    "BRANCHPOINT_POLL_SECONDS": "0.1",
    "BRANCHPOINT_CHECKPOINT_SECONDS": "0.2",
    "BRANCHPOINT_CHECKPOINT_SHARE": "1",
}


@contextmanager
def an_agent(slurm, settings, end=signal.SIGTERM):
    """A worker that hands runs over to this Slurm."""
    told = QUICK | {"BRANCHPOINT_DATA": str(settings.data)}
    process = subprocess.Popen([sys.executable, "-m", "worker"], env=slurm.environment | told)
    try:
        yield process
    finally:
        process.send_signal(end)
        process.wait(timeout=30)
