"""Where the program `branchpoint` begins and ends."""

import sys

from backend.cli.command_table import application
from backend.cli.terminal.failure import ExitCode, Failure
from backend.cli.terminal.output import note


def main() -> None:
    """Run the command line and leave with the exit status that `branchpoint --help` lists."""
    try:
        application(sys.argv[1:])()
    except Failure as failure:
        note(f"error: {failure}")
        sys.exit(failure.exit_code)
    except SystemExit as leaving:
        # Click leaves with 1 where the reader has gone, as `| head` does when it has enough.
        if isinstance(leaving.__context__, BrokenPipeError):
            sys.exit(ExitCode.OK)
        raise


if __name__ == "__main__":
    main()
