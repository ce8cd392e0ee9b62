"""Updates captured once as a CUDA graph, then replayed: one launch for all of their operations."""

from collections.abc import Callable
from typing import NamedTuple, Protocol, cast

import torch
from torch import Generator

from backend.spec.compute import ComputeSpec
from worker.mbrl.networks.work import WORK
from worker.mbrl.replay.transitions import Transitions

Step = Callable[[Transitions, Generator], None]
# As in torch's notes on CUDA graphs: what is set up lazily is set up by then.
WARM_UPS = 3
# torch does not say what it takes.
_new_stream = cast("Callable[[], torch.cuda.Stream]", torch.cuda.Stream)


class Capture(Protocol):
    """A way to keep a sequence of tensor operations and to do them again."""

    def warm_up(self, work: Callable[[], None]) -> None:
        """Do `work` as it will be captured, without keeping it."""

    def capture(self, work: Callable[[], None], generator: Generator) -> Callable[[], None]:
        """Keep the operations of `work`, which need not be done; the result does them.

        Done again, they read and write the same memory, and draw on from `generator`.
        """


class CudaCapture:
    """CUDA graphs."""

    def warm_up(self, work: Callable[[], None]) -> None:
        """Do `work` on a stream of its own, as captures are."""
        stream = _new_stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            work()
        torch.cuda.current_stream().wait_stream(stream)

    def capture(self, work: Callable[[], None], generator: Generator) -> Callable[[], None]:
        """Keep the kernels of `work`; nothing is computed meanwhile."""
        graph = torch.cuda.CUDAGraph()
        graph.register_generator_state(generator)
        with torch.cuda.graph(graph):
            work()
        return graph.replay


def capture_for(spec: ComputeSpec, device: torch.device) -> Capture | None:
    """CUDA graphs, where a run asks for them and computes on a GPU."""
    return CudaCapture() if spec.cuda_graphs and device.type == "cuda" else None


class Captured(NamedTuple):
    """A captured step: what it reads, what it draws from, how to take it, and what that takes."""

    batch: Transitions
    generator: Generator
    replay: Callable[[], None]
    work: int


class CapturedStep:
    """A step that is taken outright a few times, then captured, and replayed from there on.

    Every batch must have the shape of the first, and the generator be the same. What else the step
    reads must stay where it is in memory, until it is told to forget.
    """

    def __init__(self, step: Step, capture: Capture) -> None:
        self._step = step
        self._capture = capture
        self._warm_ups = 0
        self._captured: Captured | None = None

    def __call__(self, batch: Transitions, generator: Generator) -> None:
        """Take the step."""
        if self._warm_ups < WARM_UPS:
            self._warm_ups += 1
            self._capture.warm_up(lambda: self._step(batch, generator))
            return
        if self._captured is None:
            before = WORK.done
            replay = self._capture.capture(lambda: self._step(batch, generator), generator)
            self._captured = Captured(batch, generator, replay, WORK.done - before)
            WORK.done = before
        if generator is not self._captured.generator:
            raise ValueError("a captured step draws from the generator that it was captured with")
        for part, kept in vars(self._captured.batch).items():
            kept.copy_(getattr(batch, part))
        self._captured.replay()
        # The networks are not asked again, so nobody else counts.
        WORK.done += self._captured.work

    def forget(self) -> None:
        """Capture anew: what the step reads is somewhere else by now."""
        self._warm_ups = 0
        self._captured = None
