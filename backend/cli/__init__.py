"""The command line: `branchpoint`. One module per command, imported only when it is called."""

import sys


def main() -> None:
    """Run the command line and leave with the exit status that `branchpoint --help` lists."""
    from backend.cli.commands import application  # noqa: PLC0415 - importing backend.cli stays free
    from backend.cli.failure import Failure  # noqa: PLC0415 - as above

    try:
        application(sys.argv[1:])()
    except Failure as failure:
        sys.stderr.write(f"error: {failure}\n")
        sys.exit(failure.exit_code)
