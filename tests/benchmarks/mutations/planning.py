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
            ("returns += self.after.for_steps(missed)", "del missed"),
            ("(going & ~imagined.usable)", "(~imagined.usable)"),
            ("missed += (steps - step) *", "missed += steps *"),
            ("acts[:, step], generator, members", "acts[:, step - 1], generator, members"),
            ("self.spec.particles).mean(dim=2)", "self.spec.particles).amax(dim=2)"),
            ("(found.mean[:, steps:], fresh)", "(fresh, found.mean[:, :-steps])"),
            ("(found.kept[:, :, steps:], last)", "(last, found.kept[:, :, :-steps])"),
            ("if not planner.open_loop:", "if planner.open_loop:"),
            ("min(self.spec.replan_every, self.length())", "1"),
            ("self._taken[episodes] += 1", "self._taken[episodes] += 0"),
            ("self._taken[episodes] >= self._planner.executed", "self._taken[episodes] >= self._planner.executed - 1"),
        ),
    ),
    Changes(
        f"{PATH}/search.py",
        TESTS,
        (
            ("scores.topk(min(count, scores.shape[1]), dim=1)", "scores.topk(min(count, scores.shape[1]), dim=1, largest=False)"),
            ("momentum * old + (1.0 - momentum) * new", "momentum * new + (1.0 - momentum) * old"),
            ("deviation = _follow(deviation**power", "_follow(deviation**power"),
            ("power = 2 if is_truncated", "power = 1 if is_truncated"),
            ("0.5 * torch.minimum(mean + 1.0, 1.0 - mean)", "torch.minimum(mean + 1.0, 1.0 - mean)"),
            ("a=-2.0, b=2.0", "a=-3.0, b=3.0"),
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
            ("frequencies ** (-exponent / 2.0)", "frequencies ** (-exponent)"),
            ("both[0] = 1.0", "both[0] = 2.0"),
            ("_follow(warm.mean, torch.full_like(warm.mean, 1.0 / warm.mean.shape[2]), 0.5)", "warm.mean"),
            ("chances = _follow(chances, elites.mean(dim=1), spec.momentum)", "chances = chances"),
            ("plans = 2.0 * _uniform(warm, spec.candidates, generator) - 1.0", "plans = _uniform(warm, spec.candidates, generator)"),
        ),
    ),
)  # fmt: skip
