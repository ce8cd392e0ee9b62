"""The outer loop: schedules that are applied, ends that are told apart, states that come back."""

from tests.benchmarks.mutations.mutation import Changes

CORE = "tests/worker/mbrl"
PITFALLS = (f"{CORE}/test_pitfalls.py",)

VERSIONS = (
    Changes(
        "worker/mbrl/collector.py",
        PITFALLS,
        (
            ("torch.tensor([step.terminated])", "torch.tensor([step.ended])"),
            ("torch.tensor([step.terminated])", "torch.tensor([False])"),
            ("None if step.ended else step.obs_next", "None if step.terminated else step.obs_next"),
        ),
    ),
    Changes(
        "worker/mbrl/versions/model_based.py",
        PITFALLS,
        (
            ("        self._steps = self._length.at(env_step)\n", ""),
            ("self._steps = self._length.at(env_step)", "self._steps = self._length.at(0)"),
            ("self._length.observe(profiles)", "del profiles"),
        ),
    ),
    Changes(
        "worker/mbrl/versions/short_rollouts.py",
        PITFALLS,
        (
            ("starts, self._steps, generator, self._lost()", "starts, 1, generator, self._lost()"),
            ("spec.policy.real_ratio,\n", "1.0,\n"),
        ),
    ),
    Changes(
        "worker/mbrl/versions/gradients_in_model.py",
        PITFALLS,
        (
            ("taught, self._fresh_starts(), self._steps, generator", "taught, self._fresh_starts(), 1, generator"),
            ("self._fresh_starts(),\n                self._steps,", "self._fresh_starts(),\n                1,"),
            ("view(elites, -1).mean(dim=1)", "view(-1, elites).mean(dim=0)"),
        ),
    ),
    Changes(
        "worker/mbrl/versions/expanded_values.py",
        PITFALLS,
        (
            ('weighted=spec.improver == "steve"', 'weighted=spec.improver == "mve"'),
        ),
    ),
    Changes(
        "worker/mbrl/versions/planned.py",
        PITFALLS,
        (
            ('open_loop=spec.algorithm.version == "1.0"', "open_loop=False"),
        ),
    ),
    Changes(
        "worker/mbrl/versions/real_policy_gradient.py",
        (f"{CORE}/test_improvers.py",),
        (
            ("steps.obs[1:] == steps.obs_next[:-1]", "steps.obs[1:] == steps.obs[1:]"),
            ("(lengths.cumsum(0) - lengths)", "lengths.cumsum(0)"),
        ),
    ),
    Changes(
        "worker/mbrl/schedule.py",
        PITFALLS,
        (
            (' and spec.algorithm.version != "0.5"', ""),
            ("place = 0 if first else len(stages)", "place = 0"),
        ),
    ),
    Changes(
        "worker/mbrl/generators.py",
        ("tests/worker/test_processes.py",),
        (('hashlib.sha256(f"{seed}/{purpose}".encode()).digest()', 'abs(hash(f"{seed}/{purpose}")).to_bytes(8, "big")'),),
    ),
)  # fmt: skip
