"""What a server loads before it answers: seconds and megabytes that few pages are worth."""

import subprocess
import sys

import numpy as np
from scipy.stats import binom

from backend.groups.estimates import CONFIDENCE, median_cut

LEFT_OUT = {"torch", "gymnasium", "mujoco", "scipy.stats", "scipy.optimize", "plotly.io._orca"}


def test_a_server_loads_no_library_that_few_pages_need():
    told = "import sys, backend.serve; print(*sys.modules, sep='\\n')"
    loaded = subprocess.run(
        [sys.executable, "-c", told], capture_output=True, check=True, text=True
    )
    assert LEFT_OUT & set(loaded.stdout.split()) == set()


def test_as_many_values_are_cut_from_either_end_as_the_binomial_says():
    counts = [*range(1, 400), 1_000, 4_999]
    expected = [int(binom.ppf((1.0 - CONFIDENCE) / 2.0, n, 0.5)) - 1 for n in counts]
    np.testing.assert_array_equal([median_cut(n) for n in counts], expected)
