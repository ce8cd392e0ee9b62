"""The suite: which episodes, which starts, which unit, and whose curves are set side by side."""

from tests.benchmarks.mutations.mutation import Changes

WORKER = ("tests/worker/test_suites.py",)
FILE = ("tests/backend/db/test_suite_file.py",)
SHARED = ("tests/backend/groups/test_shared_suite.py",)

SUITES = (
    Changes(
        "worker/mbrl/evaluation/suite.py",
        WORKER,
        (("self.windows.until(horizon)", "self.windows.until(horizon + 1)"),),
    ),
    Changes(
        "worker/jobs/run_suite.py",
        WORKER,
        (
            ("off <= SAME", "off <= 100 * SAME"),
            ("np.arange(1, len(file.lengths))", "np.arange(len(file.lengths) - 1)"),
        ),
    ),
    Changes(
        "backend/db/suite_file.py",
        FILE,
        (
            ("if suite.checksum != told:", "if False:"),
            ("last <= self.lengths", "last <= 1 + self.lengths"),
            ('("format", "environment", "horizon")', '("format", "environment")'),
        ),
    ),
    Changes(
        "backend/groups/shared_suite.py",
        SHARED,
        (
            ("if checksum == most", "if checksum"),
            ("bool(most) and not why", "bool(most)"),
            ('run.version != "model-free" and run.provenance', "run.provenance"),
        ),
    ),
)
