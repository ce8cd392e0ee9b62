"""Where the program `branchpoint` begins and ends."""

import sys

from backend.cli.command_table import application
from backend.cli.terminal.failure import Failure
from backend.cli.terminal.output import note


def main() -> None:
    """Run the command line and leave with the exit status that `branchpoint --help` lists."""
    try:
        application(sys.argv[1:])()
    except Failure as failure:
        note(f"error: {failure}")
        sys.exit(failure.exit_code)


if __name__ == "__main__":
    main()
