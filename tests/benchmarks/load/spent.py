"""Processor time that groups of processes spend, and others that spend as much on nothing."""

import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psutil

SLICE_SECONDS = 0.005


class Spent:
    """Seconds of the processor that processes took since this was made.

    Attributes:
        began: When that was, monotonic seconds.
    """

    def __init__(self, is_one: Callable[[psutil.Process], bool]) -> None:
        self._is_one = is_one
        self._before = self._now()
        self.began = time.monotonic()

    def a_second(self) -> float:
        """Processors that were busy with it, on average; what ended meanwhile is not counted."""
        after, passed = self._now(), time.monotonic() - self.began
        return sum(each - self._before.get(pid, 0.0) for pid, each in after.items()) / passed

    def _now(self) -> dict[int, float]:
        found = {}
        for process in psutil.process_iter():
            try:
                if self._is_one(process):
                    times = process.cpu_times()
                    found[process.pid] = times.user + times.system
            except (psutil.NoSuchProcess, psutil.ZombieProcess):
                continue
        return found


@contextmanager
def burning(processors: float, processes: int) -> Iterator[None]:
    """As many processes that together keep so many processors busy, in slices, with nothing."""
    context = multiprocessing.get_context("spawn")
    share = processors / processes
    burners = [context.Process(target=_burn, args=(share,), daemon=True) for _ in range(processes)]
    for each in burners:
        each.start()
    # Their start is not what is measured.
    time.sleep(3)
    try:
        yield
    finally:
        for each in burners:
            each.terminate()
            each.join()


def _burn(share: float) -> None:
    began = time.monotonic()
    while True:
        if time.process_time() > share * (time.monotonic() - began):
            time.sleep(SLICE_SECONDS)
            continue
        ends = time.process_time() + SLICE_SECONDS
        while time.process_time() < ends:
            pass
