"""Which of torch's float32 matrix products a run takes: the fastest of those that are float32.

torch has MKL's by default, and oneDNN's after `set_float32_matmul_precision("medium")`. Which are
faster depends on the processor: on AMD's Zen 5 oneDNN's took half the time of MKL's, on one of
Intel's a tenth more. And "medium" allows oneDNN to round what it multiplies to bfloat16, which it
does where the processor has such products (AMX): three digits are left. So both are measured.
"""

import json
import os
import platform
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import torch
from torch import Tensor

Products = Literal["highest", "medium"]

# The hidden layer of two critics on one batch.
SHAPE = (2, 256, 256)
ROUNDS = 9
# Float32 errs by 1e-7 or so of the result, bfloat16 by 3e-3.
LARGEST_ERROR = 1e-5
# Where one is the faster one it is so by far; less may be noise, and then torch's default stands.
LEAST_GAIN = 1.2
FILE = "matrix-products.json"


@dataclass(frozen=True)
class Choice:
    """The products that were chosen, and why.

    Attributes:
        products: The name of the setting of torch.
        gain: Time of torch's default divided by that of oneDNN's products.
        error: Root mean square error of oneDNN's products, in that of the result.
    """

    products: Products
    gain: float
    error: float

    @property
    def words(self) -> str:
        """What a run's log says."""
        if self.error > LARGEST_ERROR:
            return (
                "matrix products are MKL's, which are float32: oneDNN's round to bfloat16 on this "
                f"processor (relative error {self.error:.0e})"
            )
        name = "MKL's" if self.products == "highest" else "oneDNN's"
        return (
            f"matrix products are {name}: oneDNN's take {1 / self.gain:.2f} of the time of MKL's "
            "on this processor, with float32 either way"
        )


def judged(gain: float, error: float) -> Choice:
    """The choice that these measurements lead to."""
    is_better = error <= LARGEST_ERROR and gain >= LEAST_GAIN
    return Choice("medium" if is_better else "highest", gain, error)


@cache
def measured() -> Choice:
    """Measure both, in turns, in a few milliseconds; once for each process.

    The least CPU time of each counts: others on the processor can only lengthen it.
    """
    generator = torch.Generator().manual_seed(0)
    left, right = (torch.randn(SHAPE, generator=generator) for _ in range(2))
    before = torch.get_float32_matmul_precision()
    times: dict[Products, list[float]] = {"highest": [], "medium": []}
    try:
        for _ in range(ROUNDS):
            for products, taken in times.items():
                torch.set_float32_matmul_precision(products)
                taken.append(_seconds(left.bmm, right))
        torch.set_float32_matmul_precision("medium")
        exact = left.double() @ right.double()
        error = float(
            (left.bmm(right) - exact).square().mean().sqrt() / exact.square().mean().sqrt()
        )
    finally:
        torch.set_float32_matmul_precision(before)
    return judged(min(times["highest"]) / min(times["medium"]), error)


def _seconds(multiply: Callable[[Tensor], Tensor], by: Tensor) -> float:
    started = time.process_time()
    multiply(by)
    return time.process_time() - started


def remembered(folder: Path) -> Choice:
    """What was measured on this processor with this torch, or is measured now.

    Kept beside the database, so that the same spec and seed give the same run on one machine even
    where two measurements would not agree.
    """
    file = folder / FILE
    key = _here()
    known = _read(file)
    if key not in known:
        known[key] = asdict(measured())
        draft = file.with_name(f"{FILE}.{os.getpid()}")
        folder.mkdir(parents=True, exist_ok=True)
        draft.write_text(json.dumps(known, indent=1), encoding="utf-8")
        draft.replace(file)
    return judged(known[key]["gain"], known[key]["error"])


def in_force() -> dict[str, str]:
    """The products that this process takes, and where: kept in checkpoints."""
    return {"products": torch.get_float32_matmul_precision(), "where": _here()}


def take_again(kept: Mapping[str, str]) -> None:
    """Go on with the products of a checkpoint, so that a run goes on bit for bit.

    Where the processor or torch is another one the numbers differ anyway, and what is kept says
    nothing of the products there.
    """
    if kept.get("where") == _here():
        torch.set_float32_matmul_precision(kept["products"])


def _here() -> str:
    return f"{processor()}, torch {torch.__version__}"


@cache
def processor() -> str:
    """The processor's name where Linux tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor())


def _read(file: Path) -> dict[str, dict[str, float]]:
    try:
        known: dict[str, dict[str, float]] = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known
