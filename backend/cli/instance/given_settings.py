"""The settings that the environment gives, refused in sentences."""

import subprocess
import sys
from typing import TypeVar

from pydantic import ValidationError
from pydantic_settings import BaseSettings

from backend.cli.terminal.failure import ExitCode, Failure
from backend.spec.refused_settings import refusals

Settings = TypeVar("Settings", bound=BaseSettings)


def given(kind: type[Settings]) -> Settings:
    """Settings of this kind.

    Raises:
        Failure: When a variable holds what is not allowed.
    """
    try:
        return kind()
    except ValidationError as error:
        raise Failure("\n".join(refusals(error)), ExitCode.USAGE) from error


def refuse_wrong_worker_settings() -> None:
    """Ask the worker whether it would start with this environment.

    Raises:
        Failure: When it would not, with its own words.
    """
    # In a process of its own: the backend never imports the worker.
    done = subprocess.run(
        [sys.executable, "-P", "-m", "worker.settings"],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise Failure(done.stderr.strip(), ExitCode.USAGE)
