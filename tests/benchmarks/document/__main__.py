"""`python -m tests.benchmarks.document`: the answers to generated requests against the document."""

import argparse
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.document.generated import described, differences


def main() -> int:
    """Print every difference. Returns 1 when there is one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=100, help="For each operation.")
    asked = parser.parse_args()
    began = time.monotonic()
    with TemporaryDirectory() as folder, described(Path(folder), asked.examples) as schema:
        sent, found = differences(schema)
    for each in found:
        sys.stdout.write(f"{each.operation} {each.check}\n{each.told}\n\n")
    seconds = time.monotonic() - began
    sys.stdout.write(f"{sent:,} requests in {seconds:.0f} s, {len(found)} differences\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
