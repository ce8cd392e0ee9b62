"""Publications in the background of a web process: few at once, each in a process of its own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context
from multiprocessing.process import BaseProcess

import structlog

from backend.publication.kept_files import KeptFiles

AT_ONCE = 1
STOP_SECONDS = 5.0

log = structlog.get_logger(__name__)


class Publisher:
    """Starts publications in turn. What is left when the web process ends is ended with it.

    Args:
        make: Makes one by its id, in a process that is started for it.
        artifacts: Where the files of publications are kept.
    """

    def __init__(self, make: Callable[[str], None], artifacts: str) -> None:
        self._make = make
        self._artifacts = artifacts
        self._turns = ThreadPoolExecutor(AT_ONCE, "publisher")
        self._processes: set[BaseProcess] = set()

    def start(self, publication_id: str) -> None:
        """Make one when its turn comes. Its row is there already."""
        self._turns.submit(self._run, publication_id)

    def forget(self, publication_ids: Sequence[str]) -> None:
        """Take the files of publications away."""
        for each in publication_ids:
            self._turns.submit(partial(self._remove, each))

    def close(self) -> None:
        """End what is being made, and begin nothing more."""
        self._turns.shutdown(wait=False, cancel_futures=True)
        for process in list(self._processes):
            process.terminate()
            process.join(STOP_SECONDS)

    def _run(self, publication_id: str) -> None:
        process = get_context("spawn").Process(target=self._make, args=(publication_id,))
        self._processes.add(process)
        try:
            process.start()
            process.join()
        finally:
            self._processes.discard(process)

    def _remove(self, publication_id: str) -> None:
        try:
            KeptFiles(self._artifacts, publication_id).remove()
        except OSError:
            log.warning("files of a publication were left behind", publication=publication_id)
