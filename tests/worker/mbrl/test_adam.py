"""Our Adam beside torch's."""

import subprocess
import sys
from copy import deepcopy

import pytest
import torch

from worker.mbrl.networks.adam import Adam

SIZES = [(40, 30), (7,), ()]
RUN = """
import sys
from backend.spec.grid import parse
from worker.jobs.build import build_trainer
trainer = build_trainer(parse({
    "model": {"hidden": [8], "members": 2, "elites": 1, "most_epochs": 1},
    "policy": {"hidden": [8], "updates_per_step": 1, "batch_size": 16},
    "rollout": {"per_step": 2},
    "training": {"env_steps": 60, "random_steps": 50},
    "evaluation": {"every": 60, "episodes": 1, "horizon": 5},
}))
while not trainer.finished:
    trainer.iterate()
print([name for name in ("torch._dynamo", "torch._inductor") if name in sys.modules])
"""


def parameters():
    generator = torch.Generator().manual_seed(0)
    return [torch.nn.Parameter(torch.randn(size, generator=generator)) for size in SIZES]


def train(own, optimiser, first, last):
    for step in range(first, last):
        generator = torch.Generator().manual_seed(step)
        optimiser.zero_grad()
        for number, parameter in enumerate(own):
            gradient = torch.randn(parameter.shape, generator=generator)
            # The scalar learns every other time only.
            if number < 2 or step % 2:
                parameter.grad = gradient

        optimiser.step()


def test_it_is_torchs_adam_to_the_last_bit():
    ours, theirs = parameters(), parameters()
    train(ours, Adam(ours, 3e-3), 0, 25)
    train(theirs, torch.optim.Adam(theirs, lr=3e-3, fused=True), 0, 25)
    for our, their in zip(ours, theirs, strict=True):
        assert torch.equal(our, their)


def test_it_goes_on_from_a_state_of_torchs():
    """Checkpoints of earlier versions hold one."""
    ours, theirs = parameters(), parameters()
    optimiser, peer = Adam(ours, 3e-3), torch.optim.Adam(theirs, lr=3e-3, fused=True)
    train(theirs, peer, 0, 10)
    optimiser.load_state_dict(deepcopy(peer.state_dict()))
    with torch.no_grad():
        for our, their in zip(ours, theirs, strict=True):
            our.copy_(their)
    train(ours, optimiser, 10, 20)
    train(theirs, peer, 10, 20)
    for our, their in zip(ours, theirs, strict=True):
        assert torch.equal(our, their)


def test_a_state_without_a_parameter_begins_it_anew():
    ours = parameters()
    optimiser = Adam(ours, 3e-3)
    train(ours, optimiser, 0, 4)
    optimiser.load_state_dict({"state": {}})
    told = optimiser.state_dict()["state"]
    assert not any(part.any() for each in told.values() for part in each.values())


def test_moments_of_another_shape_are_refused():
    optimiser = Adam(parameters(), 3e-3)
    state = deepcopy(optimiser.state_dict())
    state["state"][1]["exp_avg_sq"] = torch.zeros(9)
    with pytest.raises(ValueError, match=r"exp_avg_sq has the shape \(9,\)"):
        optimiser.load_state_dict(state)


def test_a_run_does_not_load_torchs_compiler():
    """It takes 70 MB, and more than a second of every run."""
    done = subprocess.run([sys.executable, "-c", RUN], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
