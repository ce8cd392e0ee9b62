"""Imagined rollouts: ours against mbrl's.

10,000 branches of 5 steps from real states, 7 members, 5 elites, TS1, a SAC policy of 2 x 256 that
explores, and all transitions put into the model buffer. Both models were fitted once before. No
branch ends early. Milliseconds are CPU time of all 50,000 model steps. The second part of the table
is ours with `compute.rollout_precision` = bfloat16, copying the networks included.
"""

from collections.abc import Iterator
from typing import Any

import gymnasium
import torch

from tests.benchmarks.engine import hopper
from tests.benchmarks.engine.peers import peer
from tests.benchmarks.engine.race import (
    Contestant,
    apply,
    arguments,
    device_of,
    race,
    rows,
    settle,
    show,
)
from worker.mbrl.dynamics.branches import branch
from worker.mbrl.dynamics.learned_model import new_model
from worker.mbrl.dynamics.model import EnsembleModel
from worker.mbrl.dynamics.rollout_precision import (
    model_in_bfloat16,
    multiplies_bfloat16,
    policy_in_bfloat16,
)
from worker.mbrl.generators import Generators
from worker.mbrl.materials import Materials
from worker.mbrl.policy.improvers.off_policy import off_policy_updates
from worker.mbrl.policy.policy import Policy
from worker.mbrl.replay.model_buffer import ModelBuffer

TARGETS = {"float32": 1.4, "bfloat16": 2.2}
BRANCHES, LENGTH, WIDTH = 10_000, 5, 256
DIMS = hopper.OBSERVATION_DIMS, hopper.ACTION_DIMS


def ours(recorded: hopper.Recorded, device: torch.device) -> tuple[dict[str, Contestant], int]:
    """Ours by precision, as version 3.0 drives it, and how many epochs its model was fitted for."""
    generators = Generators.seeded(0, device)
    real = hopper.our_buffer(recorded, device)
    model = new_model(hopper.spec(version="3.0"), hopper.TASK, generators, device)
    materials = Materials(hopper.spec(WIDTH), hopper.TASK, real, generators, device)
    agent = off_policy_updates(materials).agent
    imagined = ModelBuffer(real.columns.total, 1, device)
    epochs = model.refit(real, generators).epochs

    def roll(steps: EnsembleModel, policy: Policy) -> int:
        starts = real.columns.unpack(real.draw(BRANCHES, generators.rollouts)).obs
        branches = branch(steps, policy, starts, LENGTH, generators.rollouts)
        imagined.add_refit(branches.rows)
        # A prediction far out of range is cut off, and then ours does less.
        if len(branches.rows) < 0.999 * BRANCHES * LENGTH:
            raise RuntimeError(f"{branches.invalid} branches were cut off")
        return 1

    def full() -> int:
        return roll(model.steps, agent.policy)

    def short() -> int:
        return roll(model_in_bfloat16(model.steps), policy_in_bfloat16(agent))

    return {"float32": Contestant("ours", full), "bfloat16": Contestant("ours", short)}, epochs


def mbrl(recorded: hopper.Recorded, epochs: int, device: torch.device) -> Contestant:
    """mbrl's `rollout_model_and_populate_sac_buffer`."""
    environment: gymnasium.Env[Any, Any] = gymnasium.make(hopper.ENVIRONMENT)
    models = peer("mbrl.models")
    model = hopper.mbrl_model(*DIMS, device)
    real = hopper.mbrl_buffer(recorded)
    hopper.mbrl_fit(
        model, models.ModelTrainer(model, optim_lr=1e-3, weight_decay=5e-5), real, epochs
    )
    never = peer("mbrl.env.termination_fns").no_termination
    steps = models.ModelEnv(environment, model, never, generator=torch.Generator(device))
    sac = hopper.mbrl_sac(DIMS[0], environment.action_space, WIDTH, device)
    agent = peer("mbrl.planning.sac_wrapper").SACAgent(sac)
    imagined = hopper.empty_mbrl_buffer(BRANCHES * LENGTH)
    roll = peer("mbrl.algorithms.mbpo").rollout_model_and_populate_sac_buffer

    def work() -> int:
        roll(steps, real, agent, imagined, True, LENGTH, BRANCHES)
        return 1

    return Contestant("mbrl ModelEnv", work)


def lines(rounds: int, device: torch.device) -> Iterator[str]:
    """The table."""
    apply("ours")
    recorded = hopper.record()
    by_precision, epochs = ours(recorded, device)
    their = mbrl(recorded, epochs, device)
    for precision, our in by_precision.items():
        if precision == "bfloat16" and not multiplies_bfloat16(device):
            yield "bfloat16: skipped, this processor does not multiply it (runs stay in float32)"
            continue
        timings = race([our, their], rounds, device)
        yield from rows(f"10,000 rollouts x 5, ours {precision}", timings, TARGETS[precision])


def main() -> None:
    """Time and print."""
    asked = arguments(__doc__).parse_args()
    device = device_of(asked)
    settle("tests.benchmarks.engine.rollouts")
    show(lines(asked.rounds, device))


if __name__ == "__main__":
    main()
