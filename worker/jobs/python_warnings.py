"""Python's warnings, where a run's reader sees them."""

import warnings
from collections.abc import Callable
from typing import TextIO

from backend.db import logs


def send_warnings(say: Callable[[str, logs.Level], object]) -> None:
    """Python's warnings belong to the run's log, each once."""

    def show(
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        del filename, lineno, file, line
        say(f"{category.__name__}: {message}", "warning")

    warnings.showwarning = show
