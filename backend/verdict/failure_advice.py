"""What to do about a failed run, from the reason that it gives."""

import re

ADVICE = (
    (
        r"SimulatorFault",
        "The fault is the simulator's, not the spec's: what the reason names came from the real "
        "environment. Mend the simulator, then relaunch the run.",
    ),
    (
        r"diverge|not finite|non-finite|nan\b",
        "A loss stopped being a number. A smaller learning rate, more weight decay or shorter "
        "rollouts usually help: start from this run and change one of them.",
    ),
    (
        r"memory|killed by signal 9|signal 9|sigkill",
        "The process was out of memory or was killed from outside. A smaller model or fewer "
        "rollouts per step need less; relaunch when there is room.",
    ),
    (
        r"run's process (ended by itself|was ended by signal)",
        "The run's own process ended while its worker stayed. Code that ends or crashes a process "
        "is the first suspect, such as the simulator {environment}: see the log, try the simulator "
        "alone, then relaunch.",
    ),
    (
        r"lease|attempts|worker",
        "Its workers went away each time. See that a worker stays up, then relaunch; the spec "
        "itself may be fine.",
    ),
    (
        r"environment|gymnasium|mujoco|import",
        "The environment could not be used here. The command branchpoint doctor says what is "
        "missing.",
    ),
)
OTHERWISE = (
    "Read the last lines of the traceback. Start from this run to change its spec, or relaunch it "
    "as it was."
)


def failure_advice(reason: str | None, environment: str, attempt: int) -> str:
    """The advice that fits the reason, and the attempt that failed where it was not the first.

    Args:
        reason: What the run gives.
        environment: Its simulator, which some advice suspects.
        attempt: How often a worker took it. Attempts that were given back count too, so this can be
            more than the attempts that a run may lose.
    """
    found = (words for sign, words in ADVICE if re.search(sign, reason or "", re.IGNORECASE))
    advice = next(found, OTHERWISE).format(environment=environment)
    return f"{advice} This was attempt {attempt}." if attempt > 1 else advice
