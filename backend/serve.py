"""`python -m backend.serve` runs the web process with the settings of the environment.

What it loads stays, half a million objects: looking through them for garbage again and again took a
fifth of its start. So nothing is collected until the process has all that it needs.
"""

import gc
import sys
from importlib import import_module

PROCESS = "backend.web_process"


def main() -> int:
    """Serve until stopped. Returns 2 when the settings are refused."""
    gc.disable()
    code: int = import_module(PROCESS).main()
    return code


if __name__ == "__main__":
    sys.exit(main())
