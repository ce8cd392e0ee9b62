"""Diagnostics that no longer see what they are made for, on the corruption tests alone.

Their closed-form tests notice such changes as well. These rows say that the corruption tests can
fail: that their order of models and their faults are no order that anything would pass.
"""

from tests.benchmarks.mutations.mutation import Changes

CORE = "worker/mbrl/evaluation"
ORDERED = ("tests/worker/mbrl/test_corruptions.py",)
OWN_FAULTS = ("tests/worker/mbrl/test_corruptions_of_verdicts.py",)

CORRUPTIONS = (
    Changes(
        f"{CORE}/horizon_error.py",
        ORDERED,
        (
            # the bias of the mean state, in which opposite errors cancel
            (".square().mean(dim=2).sqrt()", ".mean(dim=2).abs()"),
            # the first dimension alone, which a second one that does not move hardly touches
            ("((predicted - observed) / scale)", "((predicted - observed) / scale)[..., :1]"),
        ),
    ),
    Changes(
        f"{CORE}/open_loop.py",
        ORDERED,
        # the later observations are seen
        (("model.expected(obs, windows", "model.expected(windows.obs[:, step], windows"),),
    ),
    Changes(
        f"{CORE}/closed_loop.py",
        ORDERED,
        # the policy answers another state
        (("acting(obs, episodes)", "acting(0.0 * obs, episodes)"),),
    ),
    Changes(f"{CORE}/skill.py", ORDERED, (("1.0 - error / persistence", "1.0 - error"),)),
    Changes(f"{CORE}/value_error.py", ORDERED, (("apart.abs()", "(0.0 * apart).abs()"),)),
    Changes(
        f"{CORE}/probabilistic_scores.py",
        ORDERED,
        (
            # the spread alone; the places themselves, not how far they are from the middle
            ("from_world - apart / 2.0", "apart / 2.0"),
            ("(places - 0.5).square()", "places"),
        ),
    ),
    Changes(
        f"{CORE}/calibration.py",
        ORDERED,
        (
            ("(shares.mean(dim=0) - level).abs()", "shares.mean(dim=0)"),
            ("tail = (1.0 - level) / 2.0", "tail = 0.0"),
        ),
    ),
    Changes(
        f"{CORE}/reaction.py",
        ORDERED,
        (
            ("(imagined * real).sum(dim=2)", "(real * real).sum(dim=2)"),
            ("(other - taken) / scale", "(other - start[:, None]) / scale"),
            ("(length / true_length)", "(true_length / true_length)"),
        ),
    ),
    Changes(
        f"{CORE}/variance_parts.py",
        OWN_FAULTS,
        (
            # means of draws differ by chance; members are mixed
            (" - chance * (elites - 1) / (elites * DRAWS)", ""),
            ("each.var(dim=1).mean(dim=0)", "each.flatten(0, 1).var(dim=0)"),
            (".repeat_interleave(DRAWS * starts)", ".repeat(DRAWS * starts)"),
        ),
    ),
    Changes(
        f"{CORE}/mismatch.py",
        OWN_FAULTS,
        (("return _last_near(is_near, value, 0.0)", "return _last_near(is_near, value, 1.0)"),),
    ),
    Changes(
        f"{CORE}/return_gap.py",
        OWN_FAULTS,
        (("(imagined - real)).cumsum", "(imagined - real).abs()).cumsum"),),
    ),
    Changes(
        f"{CORE}/imagined_endings.py",
        OWN_FAULTS,
        (
            ("float(abs(came - h) <= SLACK)", "float(came - h <= SLACK)"),
            ("float(not is_true)", "0.0"),
            ("obs = now.obs_next", "obs = obs"),
        ),
    ),
    Changes(
        f"{CORE}/q_bias.py",
        OWN_FAULTS,
        (
            ("(judgement.action_value(obs[:-1], act) - earned)", "(earned - earned)"),
            ("bias.std(correction=0)", "bias.mean()"),
        ),
    ),
    Changes(
        f"{CORE}/calibration.py",
        OWN_FAULTS,
        (
            # members begin each step where the first one came to; the spread of squares
            ("obs = model.means(obs, ", "obs = model.means(obs[:1], "),
            (".var(dim=0, correction=0)\n        spread", ".square().mean(dim=0)\n        spread"),
        ),
    ),
)
