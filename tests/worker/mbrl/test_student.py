"""Student's quantiles against scipy's."""

import pytest
from scipy.special import stdtrit

from worker.mbrl.evaluation.student import student_quantile


@pytest.mark.parametrize("degrees", [1, 2, 3, 4, 5, 8, 31, 100])
def test_the_quantile_is_that_of_scipy(degrees):
    assert student_quantile(degrees) == pytest.approx(stdtrit(degrees, 0.975), rel=1e-9)
