"""What a test of the worker does to the processor must not reach the tests after it."""

from collections.abc import Iterator

import pytest
import torch


@pytest.fixture(autouse=True)
def _switches_as_they_were() -> Iterator[None]:
    """Building a trainer flushes denormals to zero, which hypothesis, for one, does not bear."""
    precision = torch.get_float32_matmul_precision()
    yield
    torch.set_flush_denormal(False)
    torch.set_float32_matmul_precision(precision)
