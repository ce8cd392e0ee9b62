"""Starting a program of the system: always by a list of arguments, which no shell reads."""

import subprocess
from collections.abc import Mapping, Sequence

from worker.engines.protocol import NoAnswer

ANSWER_SECONDS = 30.0


def begin(
    command: Sequence[str],
    environment: Mapping[str, str] | None = None,
    *,
    has_output: bool = False,
) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own; its standard input is a pipe."""
    output = subprocess.PIPE if has_output else None
    return subprocess.Popen(  # noqa: S603 - our own programs; names are arguments, never shell text
        command,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=output,
        start_new_session=True,
    )


def answer(command: Sequence[str]) -> tuple[int, str, str]:
    """Exit status, output and complaint of a program that is over in a moment.

    Raises:
        NoAnswer: When it is not here, or not over in time.
    """
    try:
        process = begin(command, has_output=True)
    except OSError as error:
        raise NoAnswer(f"{command[0]} cannot be started: {error}") from error
    with process:
        try:
            output, complaint = process.communicate(timeout=ANSWER_SECONDS)
        except subprocess.TimeoutExpired as error:
            process.kill()
            raise NoAnswer(f"{command[0]} did not answer in {ANSWER_SECONDS:g} s") from error
    return process.returncode, output.decode(errors="replace"), complaint.decode(errors="replace")
