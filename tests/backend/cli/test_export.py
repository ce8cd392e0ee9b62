"""What the command line makes of a table before it prints it."""

import subprocess
import sys

# In a process of its own: only there is every thread this one's.
COUNTING = """
import io, os
import pyarrow as pa
from pyarrow import parquet
from backend.cli.commands.export import _rows
def threads():
    return len(os.listdir("/proc/self/task"))
file = io.BytesIO()
parquet.write_table(pa.table({"step": list(range(1000)), "value": [float("nan")] * 1000}), file)
before = threads()
rows = _rows(file.getvalue())
assert rows.count(b"null") == 1000
print(threads() - before)
"""


def test_a_table_is_read_without_starting_a_thread():
    """Arrow's own abort the process when they are still winding down at its end."""
    done = subprocess.run(
        [sys.executable, "-c", COUNTING], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "0"
