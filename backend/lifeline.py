"""The lifeline of a child process: its standard input, whose other end its parent holds open.

However a parent ends, the system closes what it held open, and its children read the end of their
input. So a child learns of it on every system, and of a parent that was killed as well.
"""

import os
import signal
import threading
from collections.abc import Callable

OPTION = "--lifeline"
"""Says on the command line of a child that its standard input is a lifeline."""

STDIN = 0


def ask_to_stop() -> None:
    """Ask this process to stop, as Ctrl-C in a terminal would."""
    os.kill(os.getpid(), signal.SIGTERM)


def end_with_parent(
    seconds: float,
    stop: Callable[[], None] = ask_to_stop,
    at_last: Callable[[], None] = lambda: None,
    outlive: Callable[[], None] = lambda: None,
) -> None:
    """From now on, stop this process once its parent is gone.

    Args:
        seconds: How long it may take to stop. Then it is killed, with all that it started.
        stop: Asks it to stop.
        at_last: What is done just before it is killed.
        outlive: Returns once it is to stop; until then it goes on without its parent.
    """

    def watch() -> None:
        while os.read(STDIN, 1024):
            pass
        outlive()
        stop()
        # A sleep can fail where the clock is set meanwhile; a wait does not.
        threading.Event().wait(seconds)
        try:
            at_last()
        finally:
            _kill()

    threading.Thread(target=watch, name="lifeline", daemon=True).start()


def _kill() -> None:
    """End this process, and those that it started where it leads a group of its own."""
    if os.getpgrp() == os.getpid():
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)
