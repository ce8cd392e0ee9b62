"""Known rules of termination and reward, and the adapter's two kinds of end."""

from tests.benchmarks.mutations.mutation import Changes

PATH = "worker/environments"
ENDS = ("tests/worker/test_episode_ends.py",)
SPACES = ("tests/worker/test_spaces.py",)
REWARDS = ("tests/worker/test_environments.py",)

ENVIRONMENTS = (
    Changes(
        f"{PATH}/termination.py",
        ENDS,
        (
            ("obs[:, 0] > 0.7", "obs[:, 0] > 0.6"),
            ("obs[:, 1].abs() < 0.2) & (obs", "obs[:, 1].abs() < 0.3) & (obs"),
            ("(obs[:, 0] < 2.0) & (obs[:, 1].abs() < 1.0)", "(obs[:, 0] < 2.0) & (obs[:, 1].abs() < 1.2)"),
            ("(obs[:, 0] <= 1.0) & obs.isfinite()", "(obs[:, 0] <= 1.5) & obs.isfinite()"),
            ("(obs[:, 0] > 1.0) & (obs[:, 0] < 2.0)", "(obs[:, 0] > 0.9) & (obs[:, 0] < 2.0)"),
            ("(obs[:, 1].abs() > 0.2) |", "(obs[:, 1].abs() > 0.25) |"),
            ("cosine_1 * cosine_2 - sine_1 * sine_2)\n    return height <= 1.0", "cosine_1 * cosine_2 + sine_1 * sine_2)\n    return height <= 1.0"),
            ("obs[:, 0] >= 0.45", "obs[:, 0] >= 0.4"),
            ("obs[:, 0] >= 0.5)", "obs[:, 0] >= 0.45)"),
            ("obs[:, 0].abs() > 2.4", "obs[:, 0].abs() > 2.0"),
            ("12.0 * 2.0", "14.0 * 2.0"),
            ("-cosine_1 - (cosine_1", "-cosine_1 + (cosine_1"),
        ),
    ),
    Changes(
        f"{PATH}/rewards.py",
        REWARDS,
        (
            ("0.1 * obs[:, 2].square()", "0.2 * obs[:, 2].square()"),
            ("0.001 * torque", "0.01 * torque"),
            ("100.0 * mountain_car", "10.0 * mountain_car"),
            ("return 1.0 - inverted_pendulum(obs_next)", "return 1.0 + inverted_pendulum(obs_next)"),
            ("obs_next[:, 8:10], dim=1)", "obs_next[:, 7:9], dim=1)"),
            ("0.5 * near + far", "near + far"),
            ("0.1 * torques.square()", "0.1 * act.square()"),
            ("obs_next[:, 0] - 0.1", "obs_next[:, 9] - 0.1"),
        ),
    ),
    Changes(
        f"{PATH}/gymnasium_environment.py",
        ENDS,
        (("bool(terminated), bool(truncated)", "bool(truncated), bool(terminated)"),),
    ),
    Changes(
        f"{PATH}/spaces.py",
        SPACES,
        (
            ("centre + reach * action", "centre - reach * action"),
            ("first + int(action.argmax())", "int(action.argmin())"),
        ),
    ),
)  # fmt: skip
