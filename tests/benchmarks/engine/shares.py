"""Where the time of an update of SAC and of a gradient step of a fit goes.

    python -m tests.benchmarks.engine.shares

Their matrix products are counted (FLOP) and each is timed alone, on matrices that lie in memory as
they do there: that is the processor's own product speed, and what no code around them can shorten.
"Share" is the time of the products alone, divided by that of all. Each operation is timed where it
is done, below autograd; what is in none of them is Python, autograd and torch's dispatch.
Sizes are the defaults on Hopper: SAC 2 x 256 and 7 members of 4 x 200, batches of 256. CPU time,
the least of the rounds, since others on the processor can only lengthen it.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

from tests.benchmarks.engine import hopper
from tests.benchmarks.engine.race import Contestant, arguments, settle
from tests.benchmarks.engine.sac import ours as sac
from worker.jobs.build import set_switches
from worker.mbrl.dynamics.ensemble_fit import draw_bootstrap, normalised
from worker.mbrl.dynamics.learned_model import new_model
from worker.mbrl.generators import Generators

CPU = torch.device("cpu")
PRODUCTS = {"aten::bmm": 0, "aten::baddbmm": 1}
"""Products by name, and the place of the first factor among what they take."""
ALONE_CALLS = 40
SHOWN = 20


class Lie(NamedTuple):
    """How a matrix lies in memory."""

    shape: tuple[int, ...]
    strides: tuple[int, ...]

    def random(self) -> Tensor:
        """A matrix that lies so."""
        pairs = zip(self.shape, self.strides, strict=True)
        length = 1 + sum((size - 1) * stride for size, stride in pairs)
        return torch.randn(length).as_strided(self.shape, self.strides)


class Product(NamedTuple):
    """One batched product of matrices."""

    left: Lie
    right: Lie

    @property
    def flop(self) -> int:
        """A multiplication and an addition for each of its terms."""
        members, rows, inner = self.left.shape
        return 2 * members * rows * inner * self.right.shape[2]

    def seconds(self) -> float:
        """Least CPU seconds of it alone."""
        left, right = self.left.random(), self.right.random()
        out = left.bmm(right)
        taken = []
        for _ in range(ALONE_CALLS):
            started = time.process_time()
            torch.bmm(left, right, out=out)
            taken.append(time.process_time() - started)
        return min(taken)


class Seen(NamedTuple):
    """An operation as it was done once."""

    name: str
    product: Product | None
    seconds: float


class Watch(TorchDispatchMode):
    """Times each operation, below autograd."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[Seen] = []

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        name = func.overloadpacket._qualified_op_name
        product = None
        if (first := PRODUCTS.get(name)) is not None:
            pair = args[first : first + 2]
            product = Product(*(Lie(tuple(each.shape), each.stride()) for each in pair))
        started = time.process_time()
        result = func(*args, **(kwargs or {}))
        self.seen.append(Seen(name, product, time.process_time() - started))
        return result


def watched(work: Callable[[], int], rounds: int) -> tuple[list[Seen], int]:
    """Each operation of a round at its least time over the rounds, and the units of a round."""
    least: list[Seen] = []
    for _ in range(rounds):
        with Watch() as watch:
            units = work()
        pairs = zip(watch.seen, least or watch.seen, strict=True)
        least = [min(pair, key=lambda each: each.seconds) for pair in pairs]
    return least, units


def fits() -> Contestant:
    """Gradient steps of a fit on 5,000 transitions, an epoch at a time."""
    generators = Generators.seeded(0, CPU)
    real = hopper.our_buffer(hopper.record(), CPU)
    model = new_model(hopper.spec(version="3.0"), hopper.TASK, generators, CPU)
    data = real.columns.unpack(real.rows)
    model.fit.ensemble.normaliser.refit(data)
    rows = torch.arange(4_096)
    made = normalised(model.fit.ensemble, data, rows, rows)
    bootstrap = draw_bootstrap(rows, model.fit.spec.members, generators.fit)

    def work() -> int:
        model.fit._epoch(made, bootstrap, generators.fit)
        return 4_096 // model.fit.spec.batch_size

    return Contestant("gradient step of a fit", work)


def updates() -> Contestant:
    """Updates of SAC."""
    whole = sac(hopper.record(), 256, CPU, cuda_graphs=False)
    return Contestant("update of SAC", whole.work)


def least(work: Callable[[], int], rounds: int) -> float:
    """CPU seconds of a unit."""
    taken = []
    for _ in range(rounds):
        started = time.process_time()
        units = work()
        taken.append((time.process_time() - started) / units)
    return min(taken)


def told(contestant: Contestant, rounds: int) -> Iterator[str]:
    """The lines about one of them."""
    contestant.work()
    seen, units = watched(contestant.work, rounds)
    products = Counter(each.product for each in seen if each.product is not None)
    flop = sum(each.flop * count for each, count in products.items()) / units
    alone = sum(each.seconds() * count for each, count in products.items()) / units
    whole = least(contestant.work, rounds)
    spent, calls = Counter[str](), Counter[str]()
    for each in seen:
        spent[each.name] += each.seconds / units
        calls[each.name] += 1
    yield (
        f"{contestant.name}: {1e3 * whole:.2f} ms, {flop / 1e6:.0f} MFLOP in "
        f"{products.total() / units:.0f} products: {flop / whole / 1e9:.0f} GFLOP/s. Products "
        f"alone {1e3 * alone:.2f} ms, {flop / alone / 1e9:.0f} GFLOP/s: share {alone / whole:.2f}. "
        f"All operations {1e3 * spent.total():.2f} ms."
    )
    for name, seconds in spent.most_common(SHOWN):
        yield f"  {1e6 * seconds:7.0f} us in {calls[name] / units:6.1f} x {name}"


def main() -> None:
    """Count, time and print."""
    asked = arguments(__doc__, rounds=9).parse_args()
    settle("tests.benchmarks.engine.shares")
    set_switches()
    for contestant in (updates(), fits()):
        for line in told(contestant, asked.rounds):
            print(line, flush=True)


if __name__ == "__main__":
    main()
