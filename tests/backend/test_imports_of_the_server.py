"""What a server loads before it answers: seconds and megabytes that few pages are worth."""

import gc
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
from scipy.stats import binom

from backend import serve
from backend.groups.estimates import CONFIDENCE, median_cut

LEFT_OUT = {
    "torch", "gymnasium", "mujoco", "scipy.special", "scipy.stats", "scipy.optimize", "pyarrow",
    "psycopg", "alembic", "httpx", "cryptography", "plotly.io._orca",
}  # fmt: skip


def test_a_server_loads_no_library_that_few_pages_need():
    told = "import sys, backend.serve; print(*sys.modules, sep='\\n')"
    loaded = subprocess.run(
        [sys.executable, "-c", told], capture_output=True, check=True, text=True
    )
    assert LEFT_OUT & set(loaded.stdout.split()) == set()


def test_a_server_collects_no_garbage_before_it_serves_and_does_after(monkeypatch):
    seen = []
    loaded = SimpleNamespace(main=lambda: seen.append(gc.isenabled()) or 0)
    monkeypatch.setattr(serve, "import_module", lambda _: loaded)
    try:
        assert serve.main() == 0
    finally:
        gc.enable()
    assert seen == [False]


def test_as_many_values_are_cut_from_either_end_as_the_binomial_says():
    counts = [*range(1, 400), 1_000, 4_999]
    expected = [int(binom.ppf((1.0 - CONFIDENCE) / 2.0, n, 0.5)) - 1 for n in counts]
    np.testing.assert_array_equal([median_cut(n) for n in counts], expected)
