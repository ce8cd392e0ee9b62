"""What is said of measured runs: trust, the alarm, and figures."""

from tests.benchmarks.mutations.mutation import Changes

TESTS = "tests/backend"

TRUST = (
    Changes(
        "backend/trust/comparison.py",
        (f"{TESTS}/trust/test_comparison.py",),
        (
            # one place early; beyond what was measured; upside down
            ("len(known.data.mean)) - 1", "len(known.data.mean)) - 2"),
            ("min(int(length), len(known.current.mean), len(known.data.mean))", "int(length)"),
            (
                "float(known.current.mean[place]) / before",
                "before / float(known.current.mean[place])",
            ),
            ('growth.kinds[0] == "power"', 'growth.kinds[0] != "power"'),
            ("None if measured is None else error_growth(measured)", "None"),
            ("100.0 * share", "share"),
            ('"raised" if raised else "quiet"', '"quiet" if raised else "raised"'),
        ),
    ),
    Changes(
        "backend/trust/run_trust.py",
        (f"{TESTS}/trust/test_trust.py", f"{TESTS}/trust/test_comparison.py"),
        (
            ("float(points.values[-1])", "float(points.values[0])"),
            ('curves.get((run_id, "data")),', 'curves.get((run_id, "current")),'),
            ('skills.get((run_id, "current"))', 'skills.get((run_id, "data"))'),
        ),
    ),
    Changes(
        "backend/verdict/advised_length.py",
        (f"{TESTS}/trust/test_trust.py", f"{TESTS}/trust/test_comparison.py"),
        (
            ("wanted.tolerance if isinstance(wanted, AdaptiveLength) else TOLERANCE", "TOLERANCE"),
            ("abs(returns[lasting[0]]) / steps[lasting[0]]", "abs(returns[lasting[0]])"),
            ("np.flatnonzero(steps > 0)[-1:]", "np.flatnonzero(steps > 0)[:1]"),
            ("GAP_SHARE * earned if", "earned if"),
            ("& np.isfinite(other_value)", "& True"),
        ),
    ),
    Changes(
        "backend/groups/final_returns.py",
        (f"{TESTS}/trust/test_trust.py", f"{TESTS}/trust/test_comparison.py"),
        (('env_step, "right")', 'env_step, "left")'),),
    ),
    Changes(
        "backend/verdict/break_even.py",
        (f"{TESTS}/verdict/test_break_even.py",),
        (
            ("tally.never == tally.n else", "tally.never else"),
            ("if found.behind == found.again - found.at:", "if found.behind:"),
            ("if ours > theirs", "if ours >= theirs"),
            ("if len(lost) < last - first + 1:", "if len(lost) < last - first:"),
            ("if tally.episodes and tally.low != tally.high", "if tally.episodes"),
            ("len(known) == 1 else None", "known else None"),
        ),
    ),
    Changes(
        "backend/spec/break_even.py",
        (f"{TESTS}/verdict/test_break_even.py",),
        (
            ("if not skill > 0.0]", "if skill <= 0.0]"),
            ("if not skill > 0.0]", "if not skill >= 0.0]"),
            ("h > at and skill > 0", "skill > 0"),
            ("ahead + 1 if ahead < horizon", "ahead if ahead < horizon"),
            ("ahead + 1 if ahead < horizon", "ahead + 1 if ahead <= horizon"),
            ("math.inf if self.at is None", "0.0 if self.at is None"),
            ("self.behind == self.horizon", "self.at == 1"),
        ),
    ),
    Changes(
        "backend/db/break_even.py",
        (f"{TESTS}/verdict/test_break_even.py",),
        (
            ("len(ours) < FEWEST_EPISODES", "len(ours) <= FEWEST_EPISODES"),
            ("(count - 1) / count", "1.0 / count"),
            ("student(count - 1)", "student(count)"),
            ("starts @ leads / starts.sum()", "leads.mean(axis=0)"),
            (
                "~(mean - half > 0.0), ~(mean + half > 0.0)",
                "mean - half <= 0.0, mean + half <= 0.0",
            ),
            ("16.0 * Z**3", "18.0 * Z**3"),
        ),
    ),
    Changes(
        "backend/verdict/growth_tally.py",
        (f"{TESTS}/trust/test_cells.py", f"{TESTS}/verdict/test_growth_words.py"),
        (
            ("order=_fastest(said) + most / tally.n / 2", "order=_fastest(said)"),
            ("return max(place", "return min(place"),
            ("(-each[1], -_fastest(each[0]))", "-each[1]"),
            ("if 2 * most <= tally.n:", "if 2 * most < tally.n:"),
            ("values())[MOST_VERDICTS:]", "values())[:MOST_VERDICTS]"),
        ),
    ),
    Changes(
        "backend/verdict/growth_words.py",
        (f"{TESTS}/verdict/test_growth_words.py",),
        (
            ("sorted(growth.kinds, key=KINDS.index)", "growth.kinds"),
            ("plateau > BEYOND_DATA", "plateau < BEYOND_DATA"),
            ("return growth.at_data_size and growth.plateau is None", "return growth.at_data_size"),
            ("exponent.value < 1.0", "exponent.value > 1.0"),
        ),
    ),
    Changes(
        "backend/verdict/growth_of_curves.py",
        (f"{TESTS}/verdict/test_growth_words.py",),
        (
            ("math.copysign(1.0, end)", "1.0"),
            ("/ math.sqrt(count)", "* 0.0"),
            ('growth(measured, "summed") if', "growth(measured) if"),
            (" if bool((measured.mean > 0.0).all()) else None", ""),
        ),
    ),
    Changes(
        "backend/verdict/length_advice.py",
        (f"{TESTS}/verdict/test_length_advice.py",),
        (
            ("if not value <= limit", "if not value < limit"),
            ("return step\n", "return step + 1\n"),
            ("_longest(measured, 1.0 / SENSITIVITY)", "_longest(measured, SENSITIVITY)"),
        ),
    ),
    Changes(
        "backend/trust/gradient_stretch.py",
        (f"{TESTS}/trust/test_trust.py",),
        (
            ("known[-1]", "known[0]"),
            ("math.log(factor) / horizon", "math.log(factor)"),
            ("low=low, high=high", "low=high, high=low"),
            ("if step == horizon", "if step <= horizon"),
        ),
    ),
    Changes(
        "backend/trust/cells.py",
        (f"{TESTS}/trust/test_cells.py",),
        (
            ("used > allowed", "used >= allowed"),
            ("0.5 * value.median.is_beyond", "0.0 * value.median.is_beyond"),
            ("if not ranges_apart(least, most)", "if ranges_apart(least, most)"),
            ("if not intervals_apart(cheap.cpu, dear.cpu)", "if False"),
            ("if alone is not None and value.mean is not None:", "if alone is not None:"),
            ("most < NOTICEABLE * least", "most <= NOTICEABLE * least"),
            ("order=raised / tally.n", "order=float(raised)"),
            ("known.sort(key=lambda each: each[0])", "known.sort(key=lambda each: -each[0])"),
        ),
    ),
    Changes(
        "backend/verdict/exploitation.py",
        (f"{TESTS}/verdict/test_exploitation.py",),
        (
            ("real_change > FOLLOWED * told.model_change", "real_change > told.model_change"),
            ("min(opened, *seen.gaps[-2:]) > least", "opened > least"),
            ("if told.model_change <= 0.0 or", "if"),
            ("min(gap, gap - gap_then) <= least", "gap <= least"),
            ("min(gap, gap - gap_then) <= least", "gap - gap_then <= least"),
            ("min(seen.gaps[-LASTING:]) <= STILL", "seen.gaps[-1] <= STILL"),
            ("max(NOTICEABLE * seen.scale, seen.clear_since)", "NOTICEABLE * seen.scale"),
            ("max(NOTICEABLE * seen.scale, seen.clear_since)", "seen.clear_since"),
            ("if len(seen.steps) < FEWEST + LASTING:", "if len(seen.steps) < LASTING:"),
            ("if told.real_change > 0.0 else told", "if told.real_change > 9.0 else told"),
            ("max(spread(earned), median", "min(spread(earned), median"),
            ("max(NOTICEABLE * seen.scale, seen.clear_gap)", "NOTICEABLE * seen.scale"),
            ("max(NOTICEABLE * seen.scale, seen.clear_real, seen.clear_gap)", "0.0"),
            ("best = max(range", "best = min(range"),
            ("if paid >= levels[best])", "if paid >= levels[-1])"),
            ("then - now <= 0.5 * fell", "then - now <= 2.0 * fell"),
            ("if min(gaps) > max(", "if max(gaps) > max("),
            ("FAR_FROM_TWO = 3.0", "FAR_FROM_TWO = 0.9"),
            ("WINDOWS = (5, 12)", "WINDOWS = (5, 5)"),
            (", seen.last_believable()):", ",):"),
            ("enumerate(self.gaps) if gap <= 0.0", "enumerate(self.gaps) if gap <= 1e9"),
            ("NEXT_TO_NOTHING * max(off, LEAST_PAY)", "0.0"),
            (
                "return max(SELDOM * off, LEAST_PAY, *paid, bounds.most or 0.0)",
                "return SELDOM * off",
            ),
            ("(ceil(max(paid, 0.0)), max(promised, 0.0))", "(0, max(promised, 0.0))"),
            ("[-2 if len(self.gaps) >= TRIMMED_FROM else -1]", "[-1]"),
            ("if min(fell, opened, *seen.gaps[-2:]) <=", "if min(fell, opened) <="),
            ("min(last) > bounds.most + slack", "min(last) > bounds.most"),
            ("min(last) > bounds.most", "max(last) > bounds.most"),
            ("max(last) < bounds.least - slack", "max(last) < bounds.least - 1e9"),
            ("return self.kind in EXPLOITING", "return self.kind is not None"),
            ("max(gaps) < -max(below", "max(gaps) < -max(above"),
        ),
    ),
    Changes(
        "backend/verdict/learned.py",
        (f"{TESTS}/verdict/test_learned.py",),
        (
            ("max(width, abs(by))", "width"),
            ("ndtri(1.0 - chance / 2.0)", "ndtri(1.0 - chance)"),
            ("* (each - 1)\n    width", "* each\n    width"),
            ("* (each - 1) / (each - lost)", "* each / (each - lost)"),
            ("(1.0 - lag / each) * kept**lag", "kept**lag"),
            ("4.0 * max(found, 0.0)", "0.0"),
            ("min(max(found, 0.0), MOST_CORRELATED)", "max(found, 0.0)"),
            ("first = second = 1.0 / each", "first = second = 1.0 / each**3"),
        ),
    ),
    Changes(
        "backend/db/learning.py",
        (f"{TESTS}/db/test_learning.py", f"{TESTS}/statistics/test_seed_numbers.py"),
        (
            ("/ (x[-1] - x[0])", "/ x[-1]"),
            ("3, evaluations // 4)", "3, evaluations // 3)"),
            ("early.std(ddof=1)", "early.std()"),
            ("(others >= abs(change) * EXACT)", "(others > abs(change) * EXACT)"),
            ("each[1:] @ each[:-1]", "each[1:] @ each[1:]"),
            ("real.steps[at + each - 1]", "real.steps[at]"),
            ("numbers[-1] + 1 if", "numbers[-1] if"),
            ("before = real.values[:-each]", "before = real.values"),
        ),
    ),
    Changes(
        "backend/verdict/robust.py",
        (f"{TESTS}/verdict/test_exploitation.py",),
        (
            ("away[int(SHARE * (len(away) - 1))]", "away[-1]"),
            ("SHARE, OF_NORMAL = 2.0 / 3.0", "SHARE, OF_NORMAL = 1.0 / 2.0"),
            ("abs(step - usual) for step", "abs(step) for step"),
            ("if len(ordered) >= TRIMMED_FROM else 0", "if False else 0"),
            ("return median(slopes) *", "return sum(slopes) / len(slopes) *"),
            ("* (steps[-1] - steps[0])", ""),
        ),
    ),
    Changes(
        "backend/verdict/warnings.py",
        (f"{TESTS}/verdict/test_verdict.py",),
        (
            ('("real-return-fell", "real', '("overpromise", "real'),
            ("figure(-judged.real_change)", "figure(judged.real_change)"),
            ("figure(judged.latest)", "figure(judged.earned)"),
            ("if count > 1 else", "if count > 2 else"),
            ("'rose by only' if change > 0.0", "'rose by only' if change < 0.0"),
        ),
    ),
    Changes(
        "backend/spec/measures.py",
        (f"{TESTS}/verdict/test_exploitation.py", f"{TESTS}/db/test_measures.py"),
        (
            ("at * before // LATEST_KEPT", "at"),
            ("max(0, count - LATEST_KEPT)", "max(1, count - LATEST_KEPT)"),
        ),
    ),
)

FIGURES = (
    Changes(
        "backend/figures/notes.py",
        (f"{TESTS}/figures/test_diagnostics.py",),
        (
            ("min(each) < max(each)", "min(each) <= max(each)"),
            ("{min(ends):,} a mean", "{max(ends) + 1:,} a mean"),
        ),
    ),
    Changes(
        "backend/figures/end_labels.py",
        (
            f"{TESTS}/figures/test_naive_lines.py",
            f"{TESTS}/figures/test_drawing_axes_and_labels.py",
        ),
        (
            ("if share > 1.0:", "if share > 1e9:"),
            ('" ↓" if share < 0.0', '" ↓" if share < -1e9'),
        ),
    ),
    Changes(
        "backend/figures/naive_lines.py",
        (f"{TESTS}/figures/test_naive_lines.py",),
        (
            ("if known and of > 1:", "if known:"),
            ("curve.mean.cumsum() if summed", "curve.mean if summed"),
            ("drawing.extent if kind == IN_VIEW", "drawing.extent if True"),
        ),
    ),
    Changes(
        "backend/figures/group_curves.py",
        (f"{TESTS}/figures/test_diagnostics.py", f"{TESTS}/figures/test_figures.py"),
        (("if each.policy == policy]", "]"),),
    ),
    Changes(
        "backend/figures/horizon_style.py",
        (f"{TESTS}/figures/test_diagnostics.py", f"{TESTS}/figures/test_figures.py"),
        (('"data": "dash"', '"data": "solid"'),),
    ),
    Changes(
        "backend/figures/over_horizon.py",
        (f"{TESTS}/figures/test_diagnostics.py", f"{TESTS}/figures/test_figures.py"),
        (
            ("curve.mean[curve.count > 0]", "curve.mean"),
            ("yield [int(each.horizon[-1])", "yield [int(each.horizon[0])"),
            ("return curve.q10", "return curve.q50"),
            ("np.where(curve.q10 > 0.0, curve.q10, np.nan)", "curve.q10"),
            ("steps == [asked]", "asked is not None"),
            ("view.scale or curve.scale\n    drawn", 'view.scale or "linear"\n    drawn'),
            ("len(curves), style.groups, asked", "len(curves), 1, asked"),
            ("elif style.groups <= MANY_GROUPS and draws_middle:", "else:"),
        ),
    ),
    Changes(
        "backend/figures/reference_curves.py",
        (f"{TESTS}/figures/test_figures.py",),
        (
            ("np.arange(1, length + 1", "np.arange(0, length"),
            ("horizon * (horizon + 1.0) / 2.0", "horizon**2"),
            ("begun = usable[0]", "begun = min(usable, key=lambda each: abs(each.curve[0]))"),
            ("abs(float(each.curve[0]) - first)", "abs(first - first)"),
            ("if each.is_usable", "if len(each.curve)"),
            ("np.abs(curve) <= IN_VIEW * farthest", "curve <= IN_VIEW * farthest"),
        ),
    ),
    Changes(
        "backend/figures/smoothing.py",
        (f"{TESTS}/figures/test_over_steps.py",),
        (
            ("area / np.where(known, covered, 1.0)", "area"),
            ("grid - window >= x[0]", "grid >= x[0]"),
            ("finite[:-1] & finite[1:]", "finite[:-1]"),
            ("self.y[:-1] / 2 + self.y[1:] / 2", "self.y[1:]"),
            ("((since + until) / 2 - left)", "(until - left)"),
            ("last - first - 1, 0", "last - first, 0"),
        ),
    ),
    Changes(
        "backend/thinning.py",
        (f"{TESTS}/figures/test_over_steps.py",),
        (
            (
                "shown: Indices = finite[kept.astype(np.int64)]",
                "shown: Indices = finite[:: len(finite) // most]",
            ),
            ("(kept_indices(along, y, most), _gaps(y, most))", "(kept_indices(along, y, most),)"),
        ),
    ),
    Changes(
        "backend/figures/axes.py",
        (f"{TESTS}/figures/test_drawing_axes_and_labels.py",),
        (
            ("np.arcsinh(values / self.threshold)", "np.arcsinh(values)"),
            (
                "if all((part > 0).all() for part in lines):",
                "if any((part > -1).any() for part in lines):",
            ),
        ),
    ),
    Changes(
        "backend/figures/trajectories.py",
        (f"{TESTS}/figures/test_trajectories.py",),
        (
            ("0 < length < steps", "0 < length <= steps"),
            ("start + np.arange(len(rows)", "np.arange(len(rows)"),
            ("branch.start for branch in branches], float)", "0 for branch in branches], float)"),
            ('(answers, REAL, said, "dash", 1.25)', '(answers, REAL, said, "solid", 1.25)'),
        ),
    ),
)
