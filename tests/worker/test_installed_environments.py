"""A package that is installed brings its own task, and a run learns in it."""

import json
import subprocess
import sys
from pathlib import Path

import gymnasium
import numpy as np
import pytest
import torch
from gymnasium.spaces import Box

from worker.environments.gymnasium_environment import GymnasiumEnvironment
from worker.environments.validation import refused_tasks
from worker.mbrl.diverged import Diverged
from worker.mbrl.environment import SimulatorFault

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = """
import gymnasium
import numpy as np
from gymnasium.spaces import Box

from backend.spec.environments import EnvironmentInfo

INFO = EnvironmentInfo("Orchard/Swing-v0", 2, 1, "continuous", 20, known_termination=True)
WRONG = "Orchard/Swing-v0"
PICTURES = EnvironmentInfo("Orchard/Pictures-v0", (96, 96, 3), 1, "continuous", 20, False)
NAMED = EnvironmentInfo("orchard:Orchard/Swing-v0", 2, 1, "continuous", 20, False)
CLAIMED = EnvironmentInfo("Orchard/Swing-v0", 3, 1, "continuous", 20, False)


class Swing(gymnasium.Env):
    observation_space = Box(-np.inf, np.inf, (2,), np.float32)
    action_space = Box(-2.0, 2.0, (1,), np.float32)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.state = self.np_random.uniform(-1.0, 1.0, 2).astype(np.float32)
        return self.state, {}

    def step(self, action):
        turn = np.array([[0.9, 0.1], [-0.1, 0.9]], np.float32)
        self.state = turn @ self.state + 0.1 * np.float32(action[0])
        return self.state, -float(self.state @ self.state), False, False, {}


def register():
    gymnasium.register("Orchard/Swing-v0", Swing, max_episode_steps=20)
"""
ENTRIES = """[branchpoint.simulators]
orchard = orchard:register

[branchpoint.environments]
swing = orchard:{name}
"""
RUN = """
from backend.spec.grid import parse
from worker.environments.gymnasium_environment import GymnasiumEnvironment
from worker.jobs.build import build_trainer

assert GymnasiumEnvironment("Orchard/Swing-v0", 20).saved_moment() is None
trainer = build_trainer(parse({
    "environment": {"id": "Orchard/Swing-v0"},
    "model": {"hidden": [8], "members": 2, "elites": 1, "fit_every": 40, "patience": 1},
    "policy": {"hidden": [8], "updates_per_step": 1, "batch_size": 32},
    "rollout": {"length": 2, "per_step": 2},
    "training": {"env_steps": 60, "random_steps": 40},
    "evaluation": {"every": 40, "episodes": 1, "horizon": 5},
}))
while not trainer.finished:
    trainer.iterate()
print(trainer.env_steps)
"""


REFUSED = """
from backend.spec.grid import parse
from backend.spec.problems import SpecRefused

try:
    parse({{"environment": {{"id": {name!r}}}}})
except SpecRefused as refused:
    print(refused)
"""


def run_beside(folder, name, script=RUN, package=PACKAGE):
    """Run a script where the package is installed in `folder`."""
    (folder / "orchard.py").write_text(package)
    about = folder / "orchard-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: orchard\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(ENTRIES.format(name=name))
    path = f"import sys; sys.path[:0] = [{str(folder)!r}, {str(ROOT)!r}]\n"
    return subprocess.run(
        [sys.executable, "-c", path + script], capture_output=True, text=True, check=False
    )


def test_a_task_of_an_installed_package_is_learned_in(tmp_path):
    done = run_beside(tmp_path, "INFO")
    assert done.stdout.strip() == "60", done.stderr


def test_an_entry_point_that_is_no_task_is_refused_by_name(tmp_path):
    done = run_beside(tmp_path, "WRONG")
    assert done.returncode != 0
    assert "entry point swing of branchpoint.environments" in done.stderr
    assert "must be an EnvironmentInfo" in done.stderr


def test_a_task_that_no_run_can_learn_in_is_refused_at_launch_with_the_reason(tmp_path):
    done = run_beside(tmp_path, "PICTURES", REFUSED.format(name="Orchard/Pictures-v0"))
    assert done.stdout.startswith("environment.id: cannot be trained here: its observations are")
    assert "(96, 96, 3)" in done.stdout
    assert done.stderr == ""


def test_a_package_cannot_make_an_id_that_imports_a_module_launchable(tmp_path):
    done = run_beside(tmp_path, "NAMED", REFUSED.format(name="orchard:Orchard/Swing-v0"))
    assert "its id names a module to import" in done.stdout


def test_a_task_that_is_not_what_its_package_says_is_refused_with_both(tmp_path):
    done = run_beside(tmp_path, "CLAIMED")
    assert "describes (observation, actions, their length or number)" in done.stderr
    assert "(3, 'continuous', 1), and the task has (2, 'continuous', 1)" in done.stderr


def test_a_run_in_a_broken_simulator_fails_by_the_simulators_name(tmp_path):
    broken = PACKAGE.replace("self.state, -float(self.state @ self.state)", "self.state, np.nan")
    done = run_beside(tmp_path, "INFO", package=broken)
    assert (
        "SimulatorFault: the simulator Orchard/Swing-v0 returned a value that is not finite: the "
        "reward is nan, at step 1 of an episode, after 0 real steps" in done.stderr
    )


NO_SPRING = """class Swing(gymnasium.Env):
    def __init__(self, spring, render_mode=None):
        self.spring = spring
"""
VALIDATE = """
import json

from backend.spec.environments import REGISTERED
from worker.environments.validation import refused_tasks, try_task

try:
    try_task("Orchard/Swing-v0")
except Exception as error:
    print(json.dumps(str(error)))
else:
    print(json.dumps(REGISTERED))
"""


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("Box(-2.0, 2.0, (1,), np.float32)", "Box(-np.inf, np.inf, (1,), np.float32)"),
         "its actions are Box(-inf, inf, (1,), float32)"),
        (("Box(-np.inf, np.inf, (2,), np.float32)", "gymnasium.spaces.Dict({})"),
         "its observations are Dict()"),
        (("class Swing(gymnasium.Env):\n", NO_SPRING),
         "missing 1 required positional argument: 'spring'"),
        (("self.state, -float(self.state @ self.state)", "self.state, np.nan"),
         "the reward is nan, at step 1 of an episode"),
    ],
)  # fmt: skip
def test_a_task_that_cannot_be_made_or_stepped_is_told_by_name_before_any_run(
    tmp_path, change, reason
):
    done = run_beside(tmp_path, "INFO", VALIDATE, PACKAGE.replace(*change))
    assert reason in json.loads(done.stdout)


def test_a_registered_task_that_fits_raises_nothing(tmp_path):
    assert json.loads(run_beside(tmp_path, "INFO", VALIDATE).stdout) == ["Orchard/Swing-v0"]


def test_a_worker_asks_each_task_in_a_process_of_its_own_and_keeps_the_reason():
    told = refused_tasks(["Branchpoint/LQR-v0", "Nowhere-v0"])
    assert list(told) == ["Nowhere-v0"]
    assert "unknown environment" in told["Nowhere-v0"]


HANGS = """
import json

from worker.environments.validation import refused_tasks

if __name__ == "__main__":
    print(json.dumps(refused_tasks(["Orchard/Swing-v0"], seconds=SECONDS)))
"""


@pytest.mark.parametrize(
    ("body", "seconds", "reason"),
    [
        ("import time; time.sleep(600)", 15.0, "it did not take 3 steps within 15 s"),
        (
            "import os; os._exit(9)",
            120.0,
            "BrokenProcessPool: A process in the process pool",
        ),
    ],
)
def test_a_task_that_hangs_or_ends_its_process_holds_no_worker_up(tmp_path, body, seconds, reason):
    made = (
        f"class Swing(gymnasium.Env):\n    def __init__(self, render_mode=None):\n        {body}\n"
    )
    change = ("class Swing(gymnasium.Env):\n", made)
    asked = HANGS.replace("SECONDS", str(seconds))
    done = run_beside(tmp_path, "INFO", asked, PACKAGE.replace(*change))
    assert json.loads(done.stdout.splitlines()[-1])["Orchard/Swing-v0"].startswith(reason)


class Broken(gymnasium.Env):
    """Answers its first reset, or its second step, with what it is told to."""

    observation_space = Box(-np.inf, np.inf, (2,), np.float32)
    action_space = Box(-1.0, 1.0, (1,), np.float32)

    def __init__(self, first=(0.0, 0.0), second=(0.0, 0.0), reward=0.0):
        self.first, self.second, self.reward, self.steps = first, second, reward, 0

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed, options=options)
        return np.array(self.first), {}

    def step(self, action):
        self.steps += 1
        if self.steps < 2:
            return np.zeros(2) + action, 0.0, False, False, {}
        return np.array(self.second) + action, self.reward, False, False, {}


@pytest.fixture
def broken():
    """Makes an environment that answers as it is told."""
    gymnasium.register("Broken-v0", Broken)

    def make(**answers):
        gymnasium.registry["Broken-v0"].kwargs = answers
        return GymnasiumEnvironment("Broken-v0", 20)

    yield make
    del gymnasium.registry["Broken-v0"]


def two_steps(environment):
    environment.reset(0)
    environment.step(torch.zeros(1))
    environment.step(torch.zeros(1))


@pytest.mark.filterwarnings("ignore:overflow encountered in cast")
@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"second": (0.0, np.nan)}, "not finite: observation dimension 1 is nan, at step 2 of an"),
        ({"second": (-np.inf, 0.0)}, "not finite: observation dimension 0 is -inf, at step 2 of"),
        ({"second": (1e300, 0.0)}, "not finite: observation dimension 0 is inf, at step 2 of an"),
        ({"reward": np.nan}, "not finite: the reward is nan, at step 2 of an episode"),
        ({"reward": np.float64(np.inf)}, "not finite: the reward is inf, at step 2 of an episode"),
        ({"reward": 1e39}, r"not finite: the reward is 1e\+39, at step 2 of an episode"),
        ({"first": (np.nan, 0.0)}, "not finite: observation dimension 0 is nan, at a reset"),
        ({"second": (0.0, 0.0, 0.0)}, r"shape \(3,\), and its .* \(2,\), at step 2 of an"),
        ({"first": (0.0,)}, r"of shape \(1,\), and its .* declares \(2,\), at a reset"),
    ],
)
def test_a_simulator_that_answers_wrongly_is_named_with_the_place(broken, answers, words):
    environment = broken(**answers)
    with pytest.raises(SimulatorFault, match=f"the simulator Broken-v0 returned .*{words}"):
        two_steps(environment)


def test_a_policy_that_came_apart_is_not_blamed_on_the_simulator(broken):
    environment = broken()
    environment.reset(0)
    with pytest.raises(Diverged, match="policy diverged"):
        environment.step(torch.tensor([torch.nan]))
