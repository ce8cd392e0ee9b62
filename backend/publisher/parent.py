"""Processes that end with the one that started them, and say little meanwhile."""

import logging
import os
import signal
import sys
import threading
from multiprocessing import parent_process
from multiprocessing.connection import wait
from types import FrameType

import structlog


def be_quiet() -> None:
    """Log what went wrong and not what was asked: that is asked by nobody but this process."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))


def end_with_parent() -> None:
    """End in good order when asked to, and when the process that started this one is gone."""
    signal.signal(signal.SIGTERM, _exit)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_watch, args=(parent.sentinel,), daemon=True).start()


def _exit(_: int, __: FrameType | None) -> None:
    sys.exit(1)


def _watch(sentinel: int) -> None:
    wait([sentinel])
    os.kill(os.getpid(), signal.SIGTERM)
