"""`python -m worker`: run a worker until it is asked to stop."""

import sys

from worker.main import main

sys.exit(main())
