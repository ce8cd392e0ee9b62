"""How a command says no: a sentence for the user, and an exit status for scripts."""

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit statuses, the same for every command. They are part of the interface."""

    OK = 0
    FAILED = 1
    USAGE = 2
    UNREACHABLE = 3
    NOT_FOUND = 4
    CANCELLED = 5
    INTERRUPTED = 130


class Failure(Exception):
    """A command cannot do what was asked.

    Attributes:
        exit_code: What the process leaves with.
    """

    def __init__(self, message: str, exit_code: ExitCode = ExitCode.FAILED) -> None:
        super().__init__(message)
        self.exit_code = exit_code


def bad_input(field: str, value: str, allowed: str) -> Failure:
    """A value that a command cannot take, in the words that the server uses for its own."""
    return Failure(f"{field}: {allowed} (got {value})", ExitCode.USAGE)
