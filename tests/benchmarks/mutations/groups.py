"""What is said of groups of seeds: statistics, references, estimates, how they are grouped."""

from tests.benchmarks.mutations.mutation import Changes

TESTS = "tests/backend"

GROUPS = (
    Changes(
        "backend/statistics/shares.py",
        (f"{TESTS}/statistics/test_seed_numbers.py",),
        (
            ("known >= threshold", "known > threshold"),
            ("n - count + 1, TAIL", "n - count, TAIL"),
            ("count + 1, n - count, 1.0 - TAIL", "count, n - count, 1.0 - TAIL"),
        ),
    ),
    Changes(
        "backend/statistics/location.py",
        (f"{TESTS}/statistics/test_seed_numbers.py",),
        (
            ("(ordered[cut], ordered[n - 1 - cut])", "(ordered[cut], ordered[-cut])"),
            ("stdtrit(kept - 1", "stdtrit(n - 1"),
            ("np.clip(ordered, ordered[cut], ordered[n - 1 - cut])", "ordered"),
            ("np.sqrt(n) / kept", "np.sqrt(n) / n"),
            ("not np.isnan(low)", "True"),
            ("np.ldexp(moved, -exponent).std(axis=0, ddof=1)", "moved.std(axis=0, ddof=1)"),
            ("ordered[..., cut : n - cut]", "ordered[..., cut:]"),
        ),
    ),
    Changes(
        "backend/statistics/profile.py",
        (f"{TESTS}/statistics/test_several_runs.py",),
        (
            ("known > tau", "known >= tau"),
            ("len(known)) for count", "np.isfinite(known).sum()) for count"),
        ),
    ),
    Changes(
        "backend/statistics/diverged.py",
        (f"{TESTS}/statistics/test_seed_numbers.py",),
        (("known, -np.inf)", "known, np.inf)"), ("np.sort(np.where(", "(np.where(")),
    ),
    Changes(
        "backend/statistics/censored.py",
        (f"{TESTS}/statistics/test_censored.py",),
        (
            ("(median_low, min, max)", "(median_low, min, min)"),
            ("at_least != at_most", "False"),
            ("float(at_least)", "float(at_most)"),
            ("HALF * each.is_beyond", "0.0 * each.is_beyond"),
            ('float("inf") if self.is_beyond', "self.at + 1.0 if self.is_beyond"),
        ),
    ),
    Changes(
        "backend/statistics/apart.py",
        (f"{TESTS}/statistics/test_apart.py",),
        (
            ("less.high < more.low", "less.high <= more.low"),
            ("less.most.at < more.least.at", "less.median.at < more.median.at"),
            ("2.0 / comb", "1.0 / comb"),
            (
                "or less.most.is_beyond:\n        return False",
                "or more.most.is_beyond:\n        return False",
            ),
        ),
    ),
    Changes(
        "backend/statistics/payable.py",
        (f"{TESTS}/statistics/test_payable.py",),
        (("if end == bound", "if end != bound"),),
    ),
    Changes(
        "backend/groups/coverage.py",
        (f"{TESTS}/groups/test_coverage.py",),
        (
            ("return max(each for each in table if each <= n)", "return max(table)"),
            ("1.0 - 2.0 * scipy.special.bdtr", "1.0 - scipy.special.bdtr"),
            ("if len(enough) < 2", "if len(enough) < 1"),
        ),
    ),
    Changes(
        "backend/statistics/pooled.py",
        (f"{TESTS}/statistics/test_several_runs.py",),
        (
            ("random.integers(0, len(each)", "random.integers(0, 1"),
            ("(RESAMPLES, len(each))", "(RESAMPLES, 1)"),
            ("TAIL, 1.0 - TAIL", "4 * TAIL, 1.0 - 4 * TAIL"),
            ("trimmed_mean(np.sort(np.concatenate(known)))", "np.mean(np.concatenate(known))"),
            ("np.sort(np.concatenate(drawn, axis=1), axis=1)", "np.concatenate(drawn, axis=1)"),
            ('1.0 - TAIL], method="inverted_cdf"', "1.0 - TAIL]"),
        ),
    ),
    Changes(
        "backend/groups/references.py",
        (f"{TESTS}/groups/test_references.py",),
        (
            ("(value - self.random)", "(value - self.trained)"),
            ("limits != {longest}", "not limits"),
            ("high <= low", "high < low"),
            ('if not each["noise"]', 'if each["noise"] >= 0'),
        ),
    ),
    Changes(
        "backend/statistics/improvement.py",
        (f"{TESTS}/statistics/test_seed_numbers.py",),
        (
            ('("left", "right")', '("right", "right")'),
            ("(m + n) / 2.0 - 1.0", "(m + n) / 2.0"),
            ("truth / (1.0 + truth)", "truth / (2.0 - truth)"),
            ("spread / (m * n)", "spread / (m + n)"),
        ),
    ),
    Changes(
        "backend/statistics/learning.py",
        (f"{TESTS}/statistics/test_seed_numbers.py",),
        (
            (">= threshold", "> threshold"),
            ("len(ended) < count", "len(ended) < 1"),
            ("(ended / count).sum()", "ended.sum() / count"),
        ),
    ),
    Changes(
        "backend/groups/estimates.py",
        (
            f"{TESTS}/groups/test_estimates.py",
            f"{TESTS}/statistics/test_payable.py",
            f"{TESTS}/statistics/test_seed_numbers.py",
        ),
        (
            ("/ 2.0)) - 1", "/ 2.0))"),
            ("stdtrit(np.maximum(counts - 1, 1)", "stdtrit(np.maximum(counts, 1)"),
            ("np.maximum(low, least)", "low"),
            ("np.minimum(high, most)", "high"),
            ("holds & np.isfinite(low)", "holds"),
            ("& (mean <= most)", "& (mean <= mean)"),
            ("(1 + CONFIDENCE) / 2", "CONFIDENCE"),
            ("squares / np.maximum(n - 1, 1)", "squares / np.maximum(n, 1)"),
            ("deviation / np.sqrt(np.maximum(n, 1))", "deviation"),
            ("n >= FEWEST_FOR_INTERVAL", "n > 1"),
            ("mean - half_width, mean + half_width", "mean - half_width, mean"),
            ("finite & (curves > 0.0)", "finite & (curves >= 0.0)"),
            ("_student(np.log(np", "_student(np.log10(np"),
            ("| (is_none & finite.any(0))", ""),
            ("left=np.nan, right=np.nan", "left=None, right=None"),
            ("np.where(touched, lost, values)", "values"),
        ),
    ),
    Changes(
        "backend/groups/grouping.py",
        (f"{TESTS}/groups/test_grouping.py",),
        (
            ("if path in m.values}) > 1", "if path in m.values}) > 2"),
            ("len({member.seed for member in self.members})", "len(self.members)"),
            ("short.count(label) == 1", "True"),
            ("if apart > told:", "if True:"),
            ("hexdigest()[:MARK_LENGTH]", "hexdigest()[:1]"),
        ),
    ),
    Changes(
        "backend/groups/members.py",
        (f"{TESTS}/groups/test_grouping.py",),
        (
            ('frozenset({"seed", "spec_version"})', 'frozenset({"spec_version"})'),
            ("member.values.get(path, NOT_READ)", "member.values.get(path)"),
            ("own[path] if path in own", "own[path] if False"),
            ("return tag in member.tags", "return True"),
            ('return (0, float(value), "")', "return (0, 0.0, text_of(value))"),
        ),
    ),
    Changes(
        "backend/groups/deciding_settings.py",
        (f"{TESTS}/groups/test_grouping.py",),
        (
            ("if is_read(path, version, improver)", "if True"),
            ('values["algorithm.improver"] = usual_improver(version, info.actions)', "pass"),
        ),
    ),
    Changes(
        "backend/groups/missing.py",
        (f"{TESTS}/groups/test_missing.py",),
        (
            ("env_step < first_evaluation(run)", "env_step <= first_evaluation(run)"),
            ("needs in DEAR", 'needs == "diagnostic"'),
            ('needs != "returns" and', 'needs == "model" and'),
            ("run.version not in PLANNING and", "run.version in PLANNING and"),
        ),
    ),
)
