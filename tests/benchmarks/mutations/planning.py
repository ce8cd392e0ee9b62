"""Planning: what a plan is worth, and CEM, iCEM, MPPI and random shooting."""

from tests.benchmarks.mutations.mutation import Changes

PATH = "worker/mbrl/policy/planning"
TESTS = ("tests/worker/mbrl/test_planning.py",)

PLANNING = (
    Changes(
        f"{PATH}/planner.py",
        TESTS,
        (
            ("going &= ~imagined.terminated", "going &= True"),
            ("returns.masked_fill(broken, UNUSABLE)", "returns"),
            ("broken |= going & ~imagined.usable", "broken |= ~imagined.usable"),
            ("acts[:, step], generator, members", "acts[:, step - 1], generator, members"),
            ("self.spec.particles).mean(dim=2)", "self.spec.particles).amax(dim=2)"),
            ("(found.mean[:, 1:], fresh)", "(fresh, found.mean[:, :-1])"),
            ("(found.kept[:, :, 1:], found.kept[:, :, -1:])", "(found.kept[:, :, :1], found.kept[:, :, :-1])"),
            ("if not self._planner.open_loop:", "if self._planner.open_loop:"),
            ("self._taken[episodes] += 1", "self._taken[episodes] += 0"),
            ("self._taken[episodes] >= self._plans.shape[1]", "self._taken[episodes] >= self._plans.shape[1] - 1"),
        ),
    ),
    Changes(
        f"{PATH}/search.py",
        TESTS,
        (
            ("scores.topk(min(count, scores.shape[1]), dim=1)", "scores.topk(min(count, scores.shape[1]), dim=1, largest=False)"),
            ("momentum * old + (1.0 - momentum) * new", "momentum * new + (1.0 - momentum) * old"),
            ("        mean = _follow(mean, elites.mean(dim=1), spec.momentum)\n        deviation = _follow(deviation, elites.std(dim=1, correction=0), spec.momentum)\n    return Found(mean, mean,", "        mean = _follow(mean, elites.mean(dim=1), spec.momentum)\n    return Found(mean, mean,"),
            ("        mean = _follow(mean, elites.mean(dim=1), spec.momentum)\n        deviation = _follow(deviation, elites.std(dim=1, correction=0), spec.momentum)\n    return Found(elites[:, 0], mean,", "        mean = _follow(mean, elites.mean(dim=1), spec.momentum)\n    return Found(elites[:, 0], mean,"),
            ("return max(2, round(spec.elite_ratio * spec.candidates))", "return spec.candidates"),
            ("torch.cat((plans, kept), dim=1)", "plans"),
            ("kept = elites[:, :carried]", "kept = elites[:, -carried:]"),
            ("carried = round(spec.kept_elites * elite_count(spec))", "carried = max(1, round(spec.kept_elites * elite_count(spec)))"),
            ("if round_ == spec.iterations - 1:", "if False:"),
            ("return Found(elites[:, 0], mean, kept)", "return Found(elites[:, -1], mean, kept)"),
            ("centred / (temperature * spread)", "-centred / (temperature * spread)"),
            ("centred / (temperature * spread)", "centred * temperature / spread"),
            ("centred / (temperature * spread)", "centred / temperature"),
            ("usable = scores.isfinite()", "usable = ~scores.isnan()"),
            (".where(usable, -torch.inf)", ".where(usable, 0.0)"),
            ("frequencies ** (-exponent / 2.0)", "frequencies ** (-exponent)"),
            ("both[0] = 1.0", "both[0] = 2.0"),
            ("_follow(warm.mean, torch.full_like(warm.mean, 1.0 / warm.mean.shape[2]), 0.5)", "warm.mean"),
            ("chances = _follow(chances, elites.mean(dim=1), spec.momentum)", "chances = chances"),
            ("plans = 2.0 * _uniform(warm, spec.candidates, generator) - 1.0", "plans = _uniform(warm, spec.candidates, generator)"),
        ),
    ),
)  # fmt: skip
