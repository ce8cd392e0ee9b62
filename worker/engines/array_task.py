"""What a job of Slurm does first: become the run that it is for.

    python -P -m worker.engines.array_task WORKER RUN:ATTEMPT [RUN:ATTEMPT ...]

Of an array each task takes the run at its own place. It becomes that run in this very process, so
that a signal to the job reaches it and nothing stands between.
"""

import os
import runpy
import signal
import sys
from collections.abc import Mapping, Sequence

from worker.engines.protocol import MODULE


def run_arguments(arguments: Sequence[str], environment: Mapping[str, str]) -> list[str]:
    """What is said to the process of the run that this task is for.

    Raises:
        SystemExit: When there is no run at its place.
    """
    worker, *runs = arguments
    place = int(environment.get("SLURM_ARRAY_TASK_ID", "0"))
    if place >= len(runs):
        raise SystemExit(f"task {place} of a job for {len(runs)} runs")
    run_id, attempt = runs[place].split(":")
    return ["--run", run_id, "--attempt", attempt, "--worker", worker, "--keeps-lease"]


if __name__ == "__main__":
    # Loading takes a while: a signal that comes meanwhile waits until the run can save for it.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    sys.argv[1:] = run_arguments(sys.argv[1:], os.environ)
    runpy.run_module(MODULE, run_name="__main__", alter_sys=True)
