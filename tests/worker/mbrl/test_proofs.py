"""What is equal by definition is equal to the last bit, and LQR's gradients are the analytic ones.

All in float64. Proofs of single formulas stand beside their own tests: the error in
`test_diagnostics`, gradients in `test_gradients`, mismatch in `test_mismatch`, the growth law in
`tests/backend/trust`.
"""

import pytest
import torch

from backend.spec.grid import parse
from backend.spec.training import EvaluationSpec
from tests.worker.mbrl.models import LinearModel, after
from tests.worker.mbrl.test_gradients import LinearGaussian
from worker.mbrl.dynamics.model import ImaginedStep
from worker.mbrl.environment import Step, Task
from worker.mbrl.evaluation.evaluator import Evaluator
from worker.mbrl.evaluation.gradients import Question, imagine, pathwise
from worker.mbrl.evaluation.subject import Subject
from worker.mbrl.generators import Generators
from worker.mbrl.policy.improvers.pathwise import Pathwise
from worker.mbrl.policy.policy import NetworkPolicy
from worker.mbrl.policy.value_function import ValueFunction

F64, CPU = torch.float64, torch.device("cpu")


def pendulum(obs, act):
    """A swing, element by element: a product of matrices may round by the number of its rows."""
    angle, speed = obs[..., 0], obs[..., 1]
    faster = speed - 0.3 * angle.sin() + 0.2 * act[..., 0]
    return torch.stack((angle + 0.1 * faster, faster), dim=-1)


class Truth:
    """The world itself as a model; it pays minus the squared angle and ends beyond 2."""

    propagation = "mean"

    def mean(self, obs, act):
        return pendulum(obs, act)

    def expected(self, obs, act):
        return pendulum(obs, act), -obs[:, 0].square()

    def means(self, obs, act):
        return pendulum(obs, act.expand(*obs.shape[:-1], -1)).expand(2, -1, -1)

    def draw_members(self, count, generator):
        del count, generator

    def sample(self, obs, act, generator, members=None):
        del generator, members
        reached = pendulum(obs, act)
        fine = torch.ones(len(obs), dtype=torch.bool)
        return ImaginedStep(reached, -obs[:, 0].square(), reached[:, 0].abs() > 2.0, fine, fine)


class World:
    def __init__(self):
        self.state, self.time = torch.zeros(2, dtype=F64), 0

    def reset(self, seed):
        generator = torch.Generator().manual_seed(seed)
        self.state = 2.0 * torch.rand(2, generator=generator, dtype=F64) - 1.0
        self.time = 0
        return self.state

    def step(self, action):
        paid = float(-self.state[0].square())
        self.state, self.time = pendulum(self.state, action), self.time + 1
        return Step(self.state, paid, abs(float(self.state[0])) > 2.0, self.time == 40)

    def saved_moment(self):
        return None


class Swinging(NetworkPolicy):
    """Pushes along with the speed, by a gain: some episodes end beyond 2."""

    def __init__(self, gain):
        self.gain = gain

    def decide(self, obs):
        return (self.gain * obs[:, 1:]).clamp(-1.0, 1.0)

    def explore(self, obs, generator):
        del generator
        return self.decide(obs)


def test_a_model_that_is_the_truth_has_no_error_and_no_gap_to_the_last_bit():
    """Errors, divergence and gap, over episodes that end early and such that do not."""
    spec = EvaluationSpec(episodes=8, horizon=30, diagnostics_budget=1.0)
    task = Task(2, 1, "continuous", 40, None, None, World)
    evaluator = Evaluator(spec, task, Generators.seeded(3, CPU), CPU, 0.9)
    scale = torch.tensor([[0.0, 0.0], [0.2, 6.0]], dtype=F64)
    behaviour = Swinging(0.1).acting(1, None)
    subject = Subject(Swinging(0.6), Truth(), behaviour, scale, None, torch.zeros(()), 5, 100, True)
    found = evaluator.evaluate(subject)
    curves = {(p.kind, p.policy): p for p in found.profiles}
    for kind in (
        ("horizon-error", "data"),
        ("horizon-error", "current"),
        ("closed-loop-error", "current"),
        ("return-gap", "current"),
        ("return-gap-discounted", "current"),
    ):
        for curve in (curves[kind].mean, curves[kind].q10, curves[kind].q90):
            assert curve == [0.0] * 30, kind
    assert found.values["return/gap"] == pytest.approx(0.0, abs=1e-13)
    assert found.values["episode/length"] < 40


A = torch.tensor([[1.02, 0.1, 0.0], [0.0, 0.95, 0.1], [0.0, -0.1, 0.9]], dtype=F64)
B = torch.tensor([[0.0], [0.1], [0.3]], dtype=F64)
Q = torch.diag(torch.tensor([1.0, 0.1, 0.2], dtype=F64))
R = torch.tensor([[0.3]], dtype=F64)
GAIN = [[-0.3, -0.4, -0.8]]
DISCOUNT = 0.95


class Regulated(LinearModel):
    """s' = A s + B a, reward -(s Q s + a R a) of the state and the action before the step."""

    def __init__(self):
        super().__init__(A, B, torch.zeros(3, dtype=F64))

    def sample(self, obs, act, generator, members=None):
        found = super().sample(obs, act, generator, members)
        reward = -(((obs @ Q) * obs).sum(1) + ((act @ R) * act).sum(1))
        return ImaginedStep(found.obs_next, reward, found.terminated, found.valid, found.trusted)


def analytic(start, horizon):
    """Gradient of the return by the gain K: what each action changes now, and of all that follows.

    With P_t the cost of the steps left, P = Q + K'RK + g (A+BK)' P' (A+BK), it is the sum over t of
    -2 g^t (R K + g B' P_t+1 (A+BK)) s_t s_t'. Source: Fazel et al. 2018, lemma 1, for an end.
    """
    gain = torch.tensor(GAIN, dtype=F64)
    closed = A + B @ gain
    costs = [torch.zeros(3, 3, dtype=F64)]
    for _ in range(horizon):
        costs.insert(0, Q + gain.T @ R @ gain + DISCOUNT * closed.T @ costs[0] @ closed)
    state, total = start, torch.zeros(1, 3, dtype=F64)
    for step in range(horizon):
        slope = R @ gain + DISCOUNT * B.T @ costs[step + 1] @ closed
        total -= 2.0 * DISCOUNT**step * torch.outer(slope @ state, state)
        state = closed @ state
    return total


STARTS = torch.randn(4, 3, generator=torch.Generator().manual_seed(5), dtype=F64)
SILENT = 1e-150


@pytest.mark.parametrize("horizon", [1, 2, 5, 20])
def test_the_pathwise_gradient_of_d6_is_the_analytic_one_of_lqr(horizon):
    policy = LinearGaussian(GAIN, SILENT)
    question = Question(
        STARTS, torch.ones(3, dtype=F64), torch.zeros((), dtype=F64), (horizon,), DISCOUNT
    )
    imagined = imagine(Regulated(), policy, question, torch.Generator())
    found = next(pathwise(imagined, policy, (horizon,)))[:, :3]
    expected = torch.cat([analytic(start, horizon) for start in STARTS])
    torch.testing.assert_close(found, expected, rtol=1e-5, atol=0.0)


@pytest.mark.parametrize("horizon", [1, 2, 5, 20])
def test_the_gradient_that_version_2_climbs_is_the_analytic_one_of_lqr(horizon):
    policy = LinearGaussian(GAIN, SILENT)
    spec = parse(
        {
            "algorithm": {"version": "2.0"},
            "policy": {"discount": DISCOUNT},
            "gradient": {"clip_norm": None},
        }
    )
    value = ValueFunction(3, (4,), torch.Generator())
    improver = Pathwise(spec, policy, value, after("bootstrap"))
    improver._log_temperature.data.fill_(-torch.inf)  # of the return alone
    improver.update(Regulated(), STARTS, horizon, torch.Generator())
    expected = -torch.stack([analytic(start, horizon) for start in STARTS]).mean(dim=0)
    torch.testing.assert_close(policy.gain.grad, expected, rtol=1e-5, atol=0.0)
