"""The dynamics model: units, likelihood, fit, propagation, rollouts, lengths and replay."""

from tests.benchmarks.mutations.mutation import Changes

PATH = "worker/mbrl/dynamics"
CORE = "tests/worker/mbrl"
PARTS = (f"{CORE}/test_learning_parts.py",)
FIT = (f"{CORE}/test_fit.py", f"{CORE}/test_learning_parts.py")
CUT_OFF = (f"{CORE}/test_cut_off.py", f"{CORE}/test_improvers.py")
CHOICES = (f"{CORE}/test_rollout_choices.py",)

MODELS = (
    Changes(
        f"{PATH}/normaliser.py",
        FIT,
        (
            ("act), dim=-1) - self.input_mean) / self.input_scale", "act), dim=-1) - self.input_mean) * self.input_scale"),
            ("act), dim=-1) - self.input_mean)", "act), dim=-1) + self.input_mean)"),
            ("(self._raw_targets(data) - self.target_mean) / self.target_scale", "self._raw_targets(data) / self.target_scale"),
            ("outputs * self.target_scale + self.target_mean", "outputs * self.target_scale"),
            ("inputs.std(dim=0, correction=0)", "inputs.std(dim=0, correction=0) ** 2"),
            ("return before + raw", "return before - raw"),
            ("data.obs_next - data.obs\n", "data.obs - data.obs_next\n"),
            ("deviation.where(deviation > SMALLEST_DEVIATION, 1.0)", "deviation.clamp_min(SMALLEST_DEVIATION)"),
            ("self.high.copy_(high + margin)", "self.high.copy_(high)"),
        ),
    ),
    Changes(
        f"{PATH}/ensemble_loss.py",
        FIT,
        (
            ("torch.exp(-prediction.log_variance)", "torch.exp(prediction.log_variance)"),
            ("(weighted + prediction.log_variance)", "(weighted - prediction.log_variance)"),
            ("math.log(2.0 * math.pi)", "math.log(math.pi)"),
            ("return 0.5 * squared.mean(dim=(1, 2))", "return squared.mean(dim=(1, 2))"),
            ("2.0 * likelihood.sum()", "likelihood.sum()"),
            ("+ BOUND_WEIGHT * spread", "- BOUND_WEIGHT * spread"),
            ("termination.sum() +", "0.0 * termination.sum() +"),
        ),
    ),
    Changes(
        f"{PATH}/gaussian_ensemble.py",
        FIT,
        (
            ("high - softplus(high - log_variance)", "high + softplus(high - log_variance)"),
            ("low + softplus(log_variance - low)", "low - softplus(log_variance - low)"),
            ("elite_weights.copy_(weights[members])", "elite_weights.copy_(weights[: len(members)])"),
            ("self.log_variance_low.detach()[self.elites]", "self.log_variance_low.detach()[: len(self.elites)]"),
        ),
    ),
    Changes(
        f"{PATH}/ensemble_fit.py",
        FIT,
        (
            # elites that disagree with the restored weights; one bootstrap shared by all members
            ("        best.restore()\n        errors = self.holdout_errors(data)\n", "        errors = self.holdout_errors(data)\n        best.restore()\n"),
            ("        best.restore()\n", ""),
            ("errors.argsort()[: self.spec.elites]", "errors.argsort(descending=True)[: self.spec.elites]"),
            ("return training[draws]", "return training[draws[:1].expand_as(draws)]"),
            ("better = errors < (1.0 - IMPROVEMENT) * self._errors", "better = errors < self._errors"),
            ("stale = 0 if improved else stale + 1", "stale = stale + 1"),
            ("slope.add_(weights, alpha=decay)", "slope.add_(weights, alpha=-decay)"),
            ("self.targets.index_select(0, rows)", "self.targets.index_select(0, self.training[: len(rows)])"),
            ("self.inputs.index_select(0, rows)", "self.inputs.index_select(0, self.training[: len(rows)])"),
            ("and epochs < most:", "and epochs <= most:"),
            ("until = min(epochs + per_round, most)", "until = epochs + per_round"),
            ("stale < self.spec.patience,\n", "stale <= self.spec.patience,\n"),
            ("summed += inputs.shape[1] * float(found.mean())", "summed += 512 * float(found.mean())"),
        ),
    ),
    Changes(
        f"{PATH}/holdout.py",
        PARTS,
        (
            ("block).double() * GOLDEN_RATIO + offset", "block).double() * GOLDEN_RATIO + offset + len(numbers)**0.5"),
            ("numbers // block", "numbers"),
            ("position < share", "position > share"),
            ("LARGEST_HOLDOUT / max(len(numbers), 1)", "1.0"),
        ),
    ),
    Changes(
        f"{PATH}/learned_model.py",
        FIT,
        (("trained = ~judged if", "trained = judged | True if"),),
    ),
    Changes(
        f"{PATH}/model.py",
        (*CHOICES, *PARTS, f"{CORE}/test_cut_off.py"),
        (
            ('if self.propagation != "tsinf":', "if True:"),
            ("members is None\n            else by_member", "True\n            else by_member"),
            ("prediction.log_variance.mul(0.5).exp()", "prediction.log_variance.exp()"),
            ("every.mean.mean(dim=0), None, logit", "every.mean[0], None, logit"),
            ("repeat(copies) < logit.detach()", "repeat(copies) > logit.detach()"),
            ("return logit.detach() > 0.0", "return logit.detach() < 0.0"),
            ("logit.sigmoid().mean(dim=0).logit()", "logit.mean(dim=0)"),
            ("scaled.var(dim=0, correction=0)", "scaled.var(dim=0)"),
            ("self.means(obs, act) / self.ensemble", "self.means(obs, act) * self.ensemble"),
            ("self.disagreement(obs, act) <= self.max", "self.disagreement(obs, act) > self.max"),
            ("self.rules.reward(obs, act, reached[:, :-1])", "self.rules.reward(obs, act, obs)"),
            ("lengths.amax(dim=0)", "lengths.amin(dim=0)"),
            ("sigma = sigma[..., :-1]", "sigma = sigma"),
            ("log_variance.mul(0.5).exp() * self", "log_variance.exp() * self"),
            ("exp() * self.ensemble.normaliser.target_scale", "exp()"),
            ("return self.usable & ~self.terminated", "return self.usable"),
            ("return self.valid & self.trusted", "return self.valid"),
        ),
    ),
    Changes(f"{PATH}/deals.py", CHOICES, (("chosen[order] * size + ranks", "chosen * size + ranks"),)),
    Changes(
        f"{PATH}/branches.py",
        PARTS,
        (
            ("obs = step.obs_next[going]", "obs = step.obs_next[step.usable]"),
            ("rows.append(packed[step.usable])", "rows.append(packed)"),
            ("for depth in range(1, length + 1):", "for depth in range(1, length):"),
            ("terminated += int((step.usable & step.terminated).sum())", "terminated += int(step.usable.sum())"),
        ),
    ),
    Changes(
        f"{PATH}/trajectory_batch.py",
        (f"{CORE}/test_improvers.py",),
        (
            ("going = counts & ~step.terminated", "going = counts"),
            ("counts = going & step.usable", "counts = going"),
            ("self.counts & following & ~self.terminated", "self.counts & following"),
            ("return self.counts & following &", "return self.counts &"),
            ("self.counts & ~self.continues & ~self.terminated", "self.counts & ~self.continues"),
            ("self.counts & ~self.continues & ~self.terminated", "self.counts & ~self.terminated"),
            ("left * (going & ~counts).long()", "left * (~counts).long()"),
            ("return earned + after.for_steps(self.missed.sum(dim=0))", "return earned"),
            ("self.reward.where(self.counts, 0.0)", "self.reward"),
            ("left * (going & ~counts).long()", "(going & ~counts).long()"),
        ),
    ),
    Changes(
        f"{PATH}/cut_off.py",
        CUT_OFF,
        (
            ("return self.worst_reward() / (1.0 - discount)", "return self.worst_reward()"),
            ("worst * (1.0 - discount ** steps.to(worst.dtype)) / (1.0 - discount)", "worst * steps"),
            ("return halted.where(missed > 0, at_horizon)", "return at_horizon"),
            ("return values.where(missed > 0, at_horizon)", "return at_horizon"),
            ("values if open_ended else torch.zeros_like(values)", "values"),
            ('if self.rule == "bootstrap" and value_next is not None', 'if value_next is not None'),
            ("torch.ones_like(lost.terminated)", "lost.terminated"),
        ),
    ),
    Changes(
        f"{PATH}/rollout_length.py",
        CHOICES,
        (
            ("if tolerable < length:", "if tolerable < length - 1:"),
            ("(1.0 - wanted.hysteresis) * wanted.tolerance", "wanted.tolerance"),
            ("min(max(length, safe), wanted.largest)", "max(length, safe)"),
            ("[max(errors) for errors in", "[min(errors) for errors in"),
            ("if not error <= limit:", "if error > limit:"),
            ("return max(tolerable, 1)", "return tolerable"),
        ),
    ),
    Changes(
        "backend/spec/rollout.py",
        ("tests/backend/spec/test_run.py",),
        (
            ("min(max(env_step, first), last) - first", "max(env_step, first) - first"),
            ("(self.end - self.start) // (last - first)", "(self.end - self.start) // last"),
        ),
    ),
    Changes(
        f"{PATH}/start_states.py",
        CHOICES,
        (
            ("draw_latest_slots(count, self._steps, generator)", "draw_slots(count, generator)"),
            ('"real_on_policy": lambda: RealLatest(real, spec.model.fit_every)', '"real_on_policy": lambda: RealUniform(real)'),
            ('"real_recent": lambda: RealLatest(real, spec.rollout.recent)', '"real_recent": lambda: RealUniform(real)'),
            ('"initial": lambda: Initial(task, seeds)', '"initial": lambda: RealUniform(real)'),
        ),
    ),
    Changes(
        "worker/mbrl/replay/real_buffer.py",
        PARTS,
        (
            # overwrites what is old, not what is oldest
            ("self._ring[slots % len(self._ring)] = rows", "self._ring[slots % max(len(self._ring) // 2, 1)] = rows"),
            ("self._ring[slots % len(self._ring)] = rows", "self._ring[: len(rows)] = rows"),
            ("newest - (newest - slots) % capacity", "slots"),
            ("torch.arange(self.added - count, self.added", "torch.arange(self.added - count - 1, self.added - 1"),
        ),
    ),
    Changes(
        "worker/mbrl/replay/model_buffer.py",
        PARTS,
        (("self._sizes[-(self.refits - 1) :]", "self._sizes[-self.refits :]"),),
    ),
    Changes(
        "worker/mbrl/replay/batches.py",
        PARTS,
        (
            ("round(self.real_ratio * self.size)", "round((1.0 - self.real_ratio) * self.size)"),
            ("len(self.imagined) == 0", "len(self.imagined) < 0"),
        ),
    ),
    Changes(
        f"{PATH}/model.py",
        (f"{CORE}/test_fast_paths.py",),
        (
            ("clamp(normaliser.low, normaliser.high)", "clamp_max(normaliser.high)"),
            ("clamp(normaliser.low, normaliser.high)", "clamp_min(normaliser.low)"),
        ),
    ),
    Changes(
        "worker/mbrl/networks/stacked_mlp.py",
        PARTS,
        (
            ("torch.bmm(kept[2 * layer].transpose(1, 2), gradient, out=gradients[layer][0])", "torch.bmm(kept[2 * layer].transpose(1, 2), -gradient, out=gradients[layer][0])"),
            ("flat.storage_offset() + self.start", "self.start"),
            ("torch.split(inputs, inputs.shape[1] if inputs.is_cuda else CHUNK_ROWS, dim=1)", "[inputs[:, :CHUNK_ROWS]]"),
            ("_passed(inputs, self.flat.detach(), self.layout)", "_passed(inputs, self.flat, self.layout)"),
        ),
    ),
)  # fmt: skip
