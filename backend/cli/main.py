"""Where the program `branchpoint` begins and ends."""

import sys

from backend.cli.commands import application
from backend.cli.failure import Failure


def main() -> None:
    """Run the command line and leave with the exit status that `branchpoint --help` lists."""
    try:
        application(sys.argv[1:])()
    except Failure as failure:
        sys.stderr.write(f"error: {failure}\n")
        sys.exit(failure.exit_code)


if __name__ == "__main__":
    main()
