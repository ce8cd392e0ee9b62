"""What to do about a failed run, from the reason that it gives."""

import re

ADVICE = (
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


def failure_advice(reason: str | None, attempt: int, max_attempts: int) -> str:
    """The advice that fits the reason, and how often it was tried."""
    found = (words for sign, words in ADVICE if re.search(sign, reason or "", re.IGNORECASE))
    advice = next(found, OTHERWISE)
    return f"{advice} It was tried {attempt} of {max_attempts} times." if attempt > 1 else advice
