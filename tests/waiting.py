"""How long tests wait for what other processes and threads do."""

import time

# A ceiling for busy machines, not a wait: what holds is seen at once. Less than a test's own limit.
SOON = 300.0


def until(condition, what="what should come", seconds=SOON):
    """Wait until a condition holds; returns what it gave."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.05)
    return found
