"""Where the policy takes the model, and where it takes the world, from one initial state."""

import torch
from jaxtyping import Float
from torch import Tensor

from worker.mbrl.dynamics.model import DynamicsModel
from worker.mbrl.policy.policy import Policy


@torch.no_grad()
def closed_loop(
    model: DynamicsModel, policy: Policy, initial: Float[Tensor, "start obs"], horizon: int
) -> Float[Tensor, "start step obs"]:
    """What the model expects after each step when the policy acts on the model's own states.

    Beside a real episode of the same policy from the same state this shows how far the two part:
    the error of the model, fed back through the policy's answers to it.
    """
    acting = policy.acting(len(initial), None)
    episodes = torch.arange(len(initial), device=initial.device)
    obs = initial
    expected = []
    for _ in range(horizon):
        obs = model.mean(obs, acting(obs, episodes))
        expected.append(obs)
    return torch.stack(expected, dim=1)
