"""Captured updates: on a CPU by a recorder of operations that replays as a CUDA graph does."""

from copy import deepcopy
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from backend.spec.compute import ComputeSpec
from backend.spec.grid import parse
from backend.spec.policy import PolicySpec
from tests.worker.mbrl.test_versions import TINY, measured
from worker.jobs.build import build_trainer
from worker.mbrl.networks.work import WORK
from worker.mbrl.policy.improvers import off_policy
from worker.mbrl.policy.improvers.captured import WARM_UPS, CudaCapture, capture_for
from worker.mbrl.policy.improvers.off_policy import OFF_POLICY
from worker.mbrl.policy.improvers.updates import Updates
from worker.mbrl.replay.transitions import Transitions

DISCRETE = {"dqn", "discrete_sac"}
# Some for which the processor must wait, or whose result has no fixed size: no graph holds them.
UNCAPTURABLE = {"_local_scalar_dense", "nonzero", "masked_select", "unique", "is_nonzero", "equal"}


class Recorder(TorchDispatchMode):
    """Keeps the operations of a piece of work on the tensors that they had.

    Replayed, each result lands where it landed the first time, as a graph's kernels write to the
    addresses of the capture: what the work reads by any other way is what it was then.
    """

    def __init__(self) -> None:
        super().__init__()
        self.operations: list[tuple[Any, Any, Any, Any]] = []
        self.written: dict[int, tuple[Any, Any]] = {}

    def __torch_dispatch__(self, operation, types, args=(), kwargs=None):
        name = operation.overloadpacket.__name__
        assert name not in UNCAPTURABLE, f"{name} cannot be captured"
        kwargs = kwargs or {}
        for place, argument in enumerate(operation._schema.arguments):
            if argument.is_write:
                given = kwargs.get(argument.name, args[place] if place < len(args) else None)
                for tensor in tree_leaves(given):
                    storage = tensor.untyped_storage()
                    self.written.setdefault(storage.data_ptr(), (storage, storage.clone()))
        results = operation(*args, **kwargs)
        self.operations.append((operation, args, kwargs, results))
        return results

    def undo(self) -> None:
        for storage, before in self.written.values():
            storage.copy_(before)

    @torch.no_grad()
    def replay(self) -> None:
        for operation, args, kwargs, results in self.operations:
            again = operation(*args, **kwargs)
            for kept, new in zip(tree_leaves(results), tree_leaves(again), strict=True):
                if isinstance(kept, Tensor) and kept.data_ptr() != new.data_ptr():
                    kept.copy_(new)


class OnCpu:
    """Captures by a `Recorder`, and undoes what recording did: a capture computes nothing."""

    def __init__(self) -> None:
        self.captures = 0

    def warm_up(self, work):
        work()

    def capture(self, work, generator):
        self.captures += 1
        drawn = generator.get_state()
        with Recorder() as recorder:
            work()
        assert len(recorder.operations) > 50
        recorder.undo()
        generator.set_state(drawn)
        return recorder.replay


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def batch(discrete, seed):
    generator = seeded(seed)
    draw = torch.rand(16, 2, generator=generator) * 2 - 1
    act = torch.nn.functional.one_hot(draw.argmax(dim=1), 2).float() if discrete else draw
    return Transitions(
        torch.randn(16, 3, generator=generator),
        act,
        torch.randn(16, 3, generator=generator),
        torch.randn(16, generator=generator),
        torch.rand(16, generator=generator) < 0.3,
    )


def updates(name, *, captured):
    spec = PolicySpec(
        hidden=(8, 8),
        critics=4,
        critic_subset=2,
        epsilon_steps=40,
        target_rate=0.1,
        learning_rate=0.01,
    )
    agent = OFF_POLICY[name](spec, (3, 2), seeded())
    return Updates(agent, spec, OnCpu() if captured else None)


def small_run(version, improver, **compute):
    algorithm = {"version": version, "improver": improver}
    return build_trainer(parse(TINY | {"algorithm": algorithm, "compute": compute}))


def train(made, name, first, last, generator):
    """What the run tells from update to update, five of them a real step."""
    told = []
    for number in range(first, last):
        made.update(batch(name in DISCRETE, number), generator)
        if number % 5 == 4:
            made.agent.after_real_step()
        if number % 10 == 9:
            told.append(made.measured())
    return told


def weights(made):
    return dict(made.agent.state_dict())


@pytest.mark.parametrize("name", OFF_POLICY)
def test_captured_updates_are_the_same_updates_bit_for_bit(name):
    plain, captured = updates(name, captured=False), updates(name, captured=True)
    generators = seeded(7), seeded(7)
    told, work = [], []
    for made, generator in zip((plain, captured), generators, strict=True):
        before = WORK.done
        told.append(train(made, name, 0, 60, generator))
        work.append(WORK.done - before)
    # The diagnostics' share is of all that was computed.
    assert work[0] == work[1] > 0
    assert captured._captured._capture.captures == 1
    assert told[0] == told[1]
    assert len({str(each) for each in told[1]}) == 6
    assert torch.equal(generators[0].get_state(), generators[1].get_state())
    for part, value in weights(plain).items():
        assert torch.equal(value, weights(captured)[part]), part


@pytest.mark.parametrize("name", OFF_POLICY)
def test_a_resumed_run_captures_anew_and_goes_on_the_same(name):
    whole, generator = updates(name, captured=True), seeded(7)
    train(whole, name, 0, 24, generator)
    # Updates that captured something of their own before they are given another state.
    resumed = updates(name, captured=True)
    train(resumed, name, 100, 120, seeded(9))
    resumed.load_state_dict(deepcopy(whole.state_dict()))
    drawn = seeded()
    drawn.set_state(generator.get_state())
    told = train(whole, name, 24, 50, generator)
    assert train(resumed, name, 24, 50, drawn) == told
    assert resumed._captured._capture.captures == 2
    for part, value in weights(whole).items():
        assert torch.equal(value, weights(resumed)[part]), part


def test_a_checkpoint_of_captured_updates_is_one_of_plain_updates():
    captured, plain = updates("sac", captured=True), updates("sac", captured=False)
    generator, drawn = seeded(7), seeded()
    train(captured, "sac", 0, 12, generator)
    plain.load_state_dict(deepcopy(captured.state_dict()))
    drawn.set_state(generator.get_state())
    told = train(captured, "sac", 12, 30, generator)
    assert train(plain, "sac", 12, 30, drawn) == told


def test_another_generator_is_refused():
    made = updates("sac", captured=True)
    train(made, "sac", 0, 5, seeded())
    with pytest.raises(ValueError, match="the generator that it was captured with"):
        train(made, "sac", 5, 6, seeded())


@pytest.mark.parametrize(
    ("version", "improver"), [("model-free", "sac"), ("3.0", "redq"), ("3.0", "sac")]
)
def test_a_whole_run_with_captured_updates_reports_the_same(version, improver, monkeypatch):
    found = []
    for capture in (None, OnCpu()):
        monkeypatch.setattr(off_policy, "capture_for", lambda *_, it=capture: it)
        trainer = small_run(version, improver)
        reports = []
        while not trainer.finished:
            reports.append(trainer.iterate())
        found.append(measured(reports))
    assert capture.captures == 1
    assert found[0] == found[1]


def test_graphs_are_for_runs_that_ask_for_them_and_have_a_gpu():
    cpu, cuda = torch.device("cpu"), torch.device("cuda")
    assert isinstance(capture_for(ComputeSpec(cuda_graphs=True), cuda), CudaCapture)
    assert capture_for(ComputeSpec(cuda_graphs=True), cpu) is None
    assert capture_for(ComputeSpec(), cuda) is None


def test_the_first_updates_are_taken_outright():
    made = updates("sac", captured=True)
    train(made, "sac", 0, WARM_UPS, seeded())
    assert made._captured._capture.captures == 0
    train(made, "sac", WARM_UPS, WARM_UPS + 1, seeded())
    assert made._captured._capture.captures == 1


def test_the_recorder_refuses_what_a_graph_cannot_hold():
    with pytest.raises(AssertionError, match="_local_scalar_dense cannot be captured"), Recorder():
        torch.ones(3).sum().item()


@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device")
@pytest.mark.parametrize("name", OFF_POLICY)
def test_graphs_on_a_gpu_are_the_same_updates(name):
    device = torch.device("cuda")
    found = []
    for capture in (None, CudaCapture()):
        spec = PolicySpec(
            hidden=(64, 64), critics=4, critic_subset=2, epsilon_steps=40, learning_rate=1e-3
        )
        agent = OFF_POLICY[name](spec, (3, 2), seeded()).to(device)
        made = Updates(agent, spec, capture)
        generator = torch.Generator(device).manual_seed(7)
        for number in range(40):
            rows = vars(batch(name in DISCRETE, number)).items()
            made.update(Transitions(**{key: value.to(device) for key, value in rows}), generator)
        found.append((made.measured(), weights(made)))
    assert found[1][0] == pytest.approx(found[0][0], rel=1e-4)
    for part, value in found[0][1].items():
        torch.testing.assert_close(found[1][1][part], value, rtol=1e-3, atol=1e-5)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device")
@pytest.mark.parametrize("version", ["model-free", "3.0"])
def test_whole_runs_on_a_gpu_capture_their_updates(version, monkeypatch):
    replays = []
    capture = CudaCapture.capture
    monkeypatch.setattr(CudaCapture, "capture", lambda *given: replays.append(1) or capture(*given))
    for cuda_graphs in (False, True):
        trainer = small_run(version, "sac", device="cuda", cuda_graphs=cuda_graphs)
        while not trainer.finished:
            trainer.iterate()
        assert len(replays) == cuda_graphs
