"""Several processes that ask at once: what is asked of many runs takes minutes of one."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing import get_context

from backend.db.settings import DatabaseSettings
from backend.publication.answered import Answering, Found, Wanted
from backend.publication.gather import Batch
from backend.publisher.parent import be_quiet, end_with_parent
from backend.publisher.reader import MakeApp, reader
from backend.settings import WebSettings

MOST_PROCESSES = 4
# Batches that wait for each process, so that none is idle and answers do not pile up.
AHEAD = 4


@dataclass(frozen=True)
class Source:
    """What a process needs to ask.

    Attributes:
        make_app: Makes the app that answers.
        database: Where the store is.
        web: The settings of the web process.
        token: Of a link to what is published.
    """

    make_app: MakeApp
    database: DatabaseSettings
    web: WebSettings
    token: str


def processes_for(runs: int) -> int:
    """How many processes to ask with: starting one takes as long as the answers of a few runs."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, min(MOST_PROCESSES, cores or 1, runs // 4))


class Several:
    """Asks in so many processes; what they find comes in the order in which it was asked."""

    def __init__(self, source: Source, processes: int) -> None:
        self._processes = processes
        self._pool = ProcessPoolExecutor(
            processes, get_context("spawn"), initializer=_begin, initargs=(source,)
        )

    def work(self, batches: Iterable[Batch]) -> Iterator[Found]:
        """What is found for batches of what is wanted."""
        waiting: deque[Future[list[Found]]] = deque()
        for batch in batches:
            waiting.append(self._pool.submit(_answers, batch))
            if len(waiting) > AHEAD * self._processes:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()

    def close(self) -> None:
        """End the processes; what is not begun is not asked any more."""
        self._pool.shutdown(cancel_futures=True)


class _Asking:
    """What this process asks with, from its first batch to its end."""

    def __init__(self) -> None:
        self.open = ExitStack()
        self.of: Callable[[Wanted], Found] | None = None


_ASKING = _Asking()


def _begin(source: Source) -> None:
    end_with_parent()
    be_quiet()
    app = source.make_app(source.database, source.web)
    ask = _ASKING.open.enter_context(reader(app, source.token))
    _ASKING.of = Answering(ask).of


def _answers(batch: Batch) -> list[Found]:
    if _ASKING.of is None:
        raise RuntimeError("the process was not begun")
    return [_ASKING.of(wanted) for wanted in batch]
