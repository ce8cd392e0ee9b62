"""The diagnostics."""

from tests.benchmarks.mutations.mutation import Changes

MBRL = "worker/mbrl/evaluation"
CORE = "tests/worker/mbrl"

DIAGNOSTICS = (
    Changes(
        f"{MBRL}/open_loop.py",
        (f"{CORE}/test_diagnostics.py",),
        (
            # sees a later observation; takes the action of another step
            ("model.expected(obs, windows.act[:, step])", "model.expected(windows.obs[:, step], windows.act[:, step])"),
            ("model.expected(obs, windows.act[:, step])", "model.expected(obs, windows.act[:, step - 1])"),
            ("episode.act[first : first + horizon]", "episode.act[:horizon]"),
            ("episode.rewards[first : first + horizon]", "episode.rewards[:horizon]"),
            ("lengths[(len(lengths) - 1) // 2]", "lengths[-1]"),
        ),
    ),
    Changes(
        f"{MBRL}/horizon_error.py",
        (f"{CORE}/test_diagnostics.py",),
        (
            ("along.windows.obs[:, 1:]", "along.windows.obs[:, :-1]"),
            (".square().mean(dim=2).sqrt()", ".square().sum(dim=2).sqrt()"),
            (".square().mean(dim=2).sqrt()", ".abs().mean(dim=2)"),
            ("(predicted - observed) / scale", "(predicted - observed) * scale"),
        ),
    ),
    Changes(
        f"{MBRL}/reward_bias.py",
        (f"{CORE}/test_diagnostics.py",),
        (("along.rewards - along.windows.rewards", "along.windows.rewards - along.rewards"),),
    ),
    Changes(
        f"{MBRL}/naive_predictors.py",
        (f"{CORE}/test_naive_predictors.py",),
        (
            ("return obs + self.change", "return obs - self.change"),
            ("level - centre @ slopes", "level"),
            ("return obs + said[:, :-1], said[:, -1]", "return said[:, :-1], said[:, -1]"),
            (".unsqueeze(1)\n    return torch.cat((slopes", ".unsqueeze(1) * 2\n    return torch.cat((slopes"),
        ),
    ),
    Changes(
        f"{MBRL}/probabilistic_scores.py",
        (f"{CORE}/test_probabilistic_scores.py",),
        (
            ("from_world - apart / 2.0", "from_world - apart"),
            ("count * (count - 1) / 2.0", "count * count / 2.0"),
            ("(drawn <= observed).sum", "(drawn < observed).sum"),
            ("1.0 - 1.0 / (draws + 1) ** 2", "2.0"),
        ),
    ),
    Changes(
        f"{MBRL}/variance_parts.py",
        (f"{CORE}/test_probabilistic_scores.py",),
        (
            ("apart - chance * (elites - 1) / (elites * DRAWS)", "apart"),
            ("var(dim=0, correction=0)", "var(dim=0)"),
            ("generator, members).obs_next", "generator, None).obs_next"),
        ),
    ),
    Changes(
        f"{MBRL}/reaction.py",
        (f"{CORE}/test_reaction_and_endings.py",),
        (
            ("(other - taken) / scale", "(taken - other) / scale"),
            ("length / true_length)", "true_length / length)"),
            ("episode.obs[first + 1 : first + horizon + 1]", "episode.obs[first : first + horizon]"),
        ),
    ),
    Changes(
        f"{MBRL}/imagined_endings.py",
        (f"{CORE}/test_reaction_and_endings.py",),
        (
            ("abs(came - h) <= SLACK", "abs(came - h) < SLACK"),
            ("float(not is_true)", "float(is_true)"),
            ("if episode.terminated]", "]"),
            ("(came == NEVER)", "(came > 0)"),
            ("(SLACK if episode.terminated else 0)", "NEVER"),
        ),
    ),
    Changes(
        f"{MBRL}/q_bias.py",
        (f"{CORE}/test_value_errors.py",),
        (
            ("follows = earned[step] + bonus[step]", "follows = earned[step]"),
            ("judgement.action_value(obs[:-1], act) - earned", "earned - judgement.action_value(obs[:-1], act)"),
            ("torch.arange(steps, 0, -1", "torch.arange(0, steps, 1"),
            ("obs.new_zeros(()) if episode.terminated else", "obs.new_zeros(()) if True else"),
            ("earned[counts].mean().abs()", "earned[counts].mean()"),
        ),
    ),
    Changes(
        f"{MBRL}/value_error.py",
        (f"{CORE}/test_value_errors.py",),
        (("value(along.obs.flatten(0, 1))", "value(along.windows.obs[:, 1:].flatten(0, 1))"),),
    ),
    Changes(
        f"{MBRL}/dimension_error.py",
        (f"{CORE}/test_dimension_and_distance.py",),
        (
            ("along.windows.obs[:, 1:]", "along.windows.obs[:, :-1]"),
            (" / along.scale", ""),
            (".abs()", ""),
            ("steps - 1 : steps", "steps - 1 :"),
        ),
    ),
    Changes(
        f"{MBRL}/distance_error.py",
        (f"{CORE}/test_dimension_and_distance.py",),
        (
            ("apart.amin(dim=1)", "apart.mean(dim=1)"),
            (" / math.sqrt(obs.shape[1])", ""),
            ("error[order]", "error"),
            ("episode.obs[1:]", "episode.obs[:-1]"),
            ("donot_use_mm_for_euclid_dist", "use_mm_for_euclid_dist"),
            ("nearest(obs / scale, known / scale)", "nearest(obs, known)"),
            ("min(len(obs), MOST_STATES)", "len(obs)"),
        ),
    ),
    Changes(
        f"{MBRL}/skill.py",
        (f"{CORE}/test_naive_predictors.py",),
        (
            ("1.0 - error / persistence", "1.0 - persistence / error"),
            ("torch.where(error > 0.0, -torch.inf, 0.0)", "torch.zeros_like(error)"),
            ("mean=skill(error.mean(dim=0), persistence.mean(dim=0)).tolist()", "mean=found.mean"),
        ),
    ),
    Changes(
        f"{MBRL}/evaluator.py",
        (f"{CORE}/test_evaluator.py",),
        (
            ("open_loop(model, windows, subject.scale)", "open_loop(model, windows, 2.0 * subject.scale)"),
            ('"data", self.held_out.episodes', '"data", episodes'),
            ('"current", episodes', '"current", self.held_out.episodes'),
            ("imagined.rewards.sum(dim=1).mean()", "imagined.rewards.sum(dim=1).sum()"),
            ('"return-gap-discounted": self._discount', '"return-gap-discounted": 1.0'),
            ("promised - earned", "earned - promised"),
        ),
    ),
    Changes(
        f"{MBRL}/budget.py",
        (f"{CORE}/test_budget.py",),
        (
            ("/ progress - self._spent - kept", "/ progress - self._spent"),
            ("return min(now, ", "return max(now, "),
            ("taken // full", "taken"),
            ("if full > 0:", "if True:\n            full = max(full, 1)"),
            ("self._spent / max(self._done, 1)", "self._spent / max(self._done - self._spent, 1)"),
        ),
    ),
    Changes(
        f"{MBRL}/evaluator.py",
        (f"{CORE}/test_budget.py",),
        (
            ("self.budget.left(subject.progress, each)", "self.budget.left(1.0, each)"),
            ("subject.is_last and self.budget.taken", "self.budget.taken"),
            ("max(1, int(left / max(each, 1)))", "1"),
            ("(len(imagined) if plans else 1) if full else 0", "1"),
        ),
    ),
    Changes(
        f"{MBRL}/trajectories.py",
        (f"{CORE}/test_trajectories.py",),
        (
            ("evenly_spread(steps - length, BRANCHES_WHEN_PLANNING", "evenly_spread(steps, BRANCHES_WHEN_PLANNING"),
            ("counts = int(steps.counts[:, place].sum())", "counts = len(steps.counts)"),
            ("torch.cat(apart) / scale", "torch.cat(apart) * scale"),
            ("answers_of_the_world(restart, imagined)", "[each.obs for each in imagined]"),
        ),
    ),
    Changes(
        f"{MBRL}/restart.py",
        (f"{CORE}/test_trajectories.py",),
        (
            ("episode.act[now : rollout.start]", "episode.act[now : rollout.start + 1]"),
            ("            back()\n", "            pass\n"),
            ("        if step.ended:\n            break\n", ""),
        ),
    ),
    Changes(
        f"{MBRL}/closed_loop.py",
        (f"{CORE}/test_calibration.py",),
        (
            ("acting(obs, episodes)", "acting(initial, episodes)"),
            ("model.mean(obs, acting", "model.mean(initial, acting"),
        ),
    ),
    Changes(
        f"{MBRL}/full_diagnostics.py",
        (f"{CORE}/test_evaluator.py",),
        (
            ("state_error(reached, real[:, 1:]", "state_error(reached, real[:, :-1]"),
            ("(propagation, covered[0.5])", "(propagation, covered[0.9])"),
        ),
    ),
    Changes(
        f"{MBRL}/return_gap.py",
        (f"{CORE}/test_diagnostics.py", f"{CORE}/test_evaluator.py"),
        (
            ("(imagined - real)", "(real - imagined)"),
            (".cumsum(dim=1)", ".cumsum(dim=0)"),
            ("discount ** torch.arange(imagined.shape[1]", "discount ** torch.arange(1, imagined.shape[1] + 1"),
            ("goes_on = step.valid & ~step.terminated", "goes_on = step.valid"),
            ("rewards[now:, going[~step.valid]]", "rewards[now, going[~step.valid]]"),
            (".mean(dim=2).T", ".sum(dim=2).T"),
            ("row[: len(episode)] = episode.rewards", "row[-len(episode) :] = episode.rewards"),
        ),
    ),
    Changes(
        f"{MBRL}/calibration.py",
        (f"{CORE}/test_calibration.py",),
        (
            ('and model.propagation == "mean"', 'and model.propagation != "mean"'),
            ("(shares.mean(dim=0) - level).abs()", "(shares - level).abs()"),
            ("tail = (1.0 - level) / 2.0", "tail = 1.0 - level"),
            ("share * (len(ranked) + 1) - 1.0", "share * (len(ranked) - 1)"),
            ("var(dim=0, correction=0)", "var(dim=0)"),
            ("apart.mean(dim=1).sqrt()", "apart.sum(dim=1).sqrt()"),
            ("model.means(obs, windows.act[:, step])", "model.means(windows.obs[:, step].unsqueeze(0), windows.act[:, step])"),
            ("(obs / scale).var", "obs.var"),
            ("obs = model.sample(obs, act, generator, members).obs_next", "obs = model.sample(windows.obs[:, step].repeat(PARTICLES, 1), act, generator, members).obs_next"),
            ("each - each.mean(dim=0)", "each"),
        ),
    ),
    Changes(
        f"{MBRL}/gradients.py",
        (f"{CORE}/test_gradients.py",),
        (
            ("question.discount**step", "question.discount**(step + 1)"),
            ("(of_start.sum(dim=2, keepdim=True) - of_start) / (rollouts - 1)", "of_start.mean(dim=2, keepdim=True)"),
            ("(of_start - others)", "(of_start + others)"),
            ("to_go.view(horizon, -1, rollouts)", "to_go.view(horizon, 1, -1)"),
            ("mine(slopes) / rollouts", "mine(slopes)"),
            ("flip(0).cumsum(dim=0).flip(0)", "cumsum(dim=0)"),
            (" * imagined.going[:horizon]", ""),
            ("total = imagined.rewards[:horizon].sum()", "total = -imagined.rewards[:horizon].sum()"),
            ("total = imagined.rewards[:horizon].sum()", "total = imagined.rewards[: horizon + 1].sum()"),
            ("going = pays & ~found.terminated", "going = pays"),
            ("stretch.log() / (places + 1)[:, None]", "stretch.log() / (places + 2)[:, None]"),
        ),
    ),
    Changes(
        f"{MBRL}/gradient_spread.py",
        (f"{CORE}/test_gradients.py",),
        (
            ("starts / (starts - 1) * lengths", "lengths"),
            ("above.total_variance / below.total_variance", "below.total_variance / above.total_variance"),
            ("lengths.sum(dim=1) / (len(gradients[0]) - 1)", "lengths.sum(dim=1) / len(gradients[0])"),
            ("(starts - 1) * without", "starts * without"),
        ),
    ),
    Changes(
        f"{MBRL}/stretch.py",
        (f"{CORE}/test_gradients.py",),
        (
            ("_jacobian(found.obs_next, obs).double() @ product", "product @ _jacobian(found.obs_next, obs).double()"),
            ("jacobians * scale.double() / scale.double()[:, None]", "jacobians * scale.double()[:, None] / scale.double()"),
            ("policy.mean_action(obs), generator", "policy.mean_action(obs) + 1.0, generator"),
        ),
    ),
    Changes(
        f"{MBRL}/mismatch.py",
        (f"{CORE}/test_mismatch.py",),
        (
            ("2.0 * across - _mean_apart(x", "across - _mean_apart(x"),
            ("[episode[:, None] != episode]", ""),
            ("(first.obs / scale).double(), (second.obs / scale).double()", "first.obs.double(), second.obs.double()"),
            ("(smaller + not_larger).double().mean()) / (2.0 * len(below))", "smaller.double().mean()) / len(below)"),
            ("dealt[place] == group", "torch.arange(len(place)) % groups == group"),
            ("reach = student_quantile(first + second - 2)", "reach = 1.96"),
            ("truth * (1.0 - truth) * spread", "truth * (1.0 - truth)"),
            ("self._label[out] - left", "left"),
        ),
    ),
    Changes(
        "backend/verdict/growth.py",
        ("tests/backend/verdict/test_growth.py",),
        (
            ("fits[law].aicc <= best.aicc + apart", "fits[law].aicc <= best.aicc"),
            ("and (law in SPECIAL_CASES or fits[law].aicc < simplest)", ""),
            ("likely = _within(fits, laws, CASES[adds])", "likely = []"),
            ("fits[law].shape[0] < 0.0 else", "fits[law].shape[0] > 0.0 else"),
            ("weights = np.where(np.eye(count, dtype=bool), 0.0, measured.starts)", "weights = 1.0 - np.eye(count)"),
            ("weights = np.where(np.eye(count, dtype=bool), 0.0, measured.starts)", "weights = np.where(np.eye(count, dtype=bool), measured.starts, 0.0)"),
            ("pseudo = count * estimates[0] - (count - 1) * estimates[1:]", "pseudo = estimates[1:]"),
            ("/ np.sqrt(count)", "* np.sqrt(count)"),
            ("/ -np.expm1(rate)", ""),
            ("if rate >= 0.0 or np.exp(rate * steps) > LEVELLED:", "if rate >= 0.0:"),
            ("plateau >= DATA_SIZE,", "plateau < DATA_SIZE,"),
            ("if measured.mean[:steps].max() < DATA_SIZE:", "if True:"),
            ("if measured.mean[:steps].max() < DATA_SIZE:", "if False:"),
            ("is_rejected and noise.beyond(best.left) > TOLERABLE_MISFIT", "False"),
            ("is_rejected and noise.beyond(best.left) > TOLERABLE_MISFIT", "is_rejected"),
        ),
    ),
    Changes(
        "backend/verdict/growth_laws.py",
        ("tests/backend/verdict/test_growth.py",),
        (
            ("corrected = along + (1.0 + 4.0 * along) / steps", "corrected = 0.0"),
            ("- rho * scaled[..., :-1]", "+ rho * scaled[..., :-1]"),
            ("scaled = curves / self.spread", "scaled = curves * self.spread"),
            ("return ratio > float(", "return ratio < float("),
            ("n * math.log(unexplained) + penalty", "n * math.log(unexplained)"),
            ("apart = apart - apart.mean(axis=1, keepdims=True)", ""),
            ("np.maximum(safe, 0.0) * (horizon - 1.0)", "np.maximum(safe, 0.0) * horizon"),
            ("np.logaddexp.accumulate(shape, axis=-1)", "shape"),
            ("REFINEMENTS = 3", "REFINEMENTS = 0"),
        ),
    ),
    Changes(
        "worker/mbrl/evaluation/profiles.py",
        (f"{CORE}/test_evaluator.py",),
        (
            ("each.mean(dim=0).tolist() for each in of_each", "each.sum(dim=0).tolist() for each in of_each"),
            ("values[episode == number]", "values[episode != number]"),
            ("[len(each) for each in of_each]", "[1 for each in of_each]"),
        ),
    ),
    Changes(
        "backend/trust/length_advice.py",
        ("tests/backend/trust/test_length_advice.py",),
        (
            ("gaps.std(axis=0, ddof=1)", "gaps.std(axis=0)"),
            ("/ count**0.5", "/ count"),
            ("np.maximum(size - half, 0.0) / h", "size / h"),
            ("np.maximum(size - half, 0.0) / h", "np.maximum(size - half, 0.0)"),
            ("(size + half) / h", "size / h"),
            ("gap_per_step(gaps[:, :length]).far <= tolerance", "gap_per_step(gaps[:, :length]).near <= tolerance"),
            ("if gaps.shape[1] < length else", "if gaps.shape[1] < 0 else"),
            ("np.abs(gaps.mean(axis=0))", "gaps.mean(axis=0)"),
            ("factor * measured.gap_tolerance", "measured.gap_tolerance"),
            ("factor * measured.tolerance", "measured.tolerance"),
            ("if by_error <= by_gap else", "if by_error < by_gap else"),
            ("if by_gap == len(surely) else", "if by_gap < 0 else"),
        ),
    ),
)  # fmt: skip
