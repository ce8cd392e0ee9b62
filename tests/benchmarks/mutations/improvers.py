"""What improves a policy: GAE, REINFORCE, PPO, pathwise, SAC, REDQ, DQN, MVE and STEVE."""

from tests.benchmarks.mutations.mutation import Changes

PATH = "worker/mbrl/policy/improvers"
CORE = "tests/worker/mbrl"
TESTS = (f"{CORE}/test_improvers.py",)
UPDATES = (f"{CORE}/test_update_settings.py",)
CAPTURED = (f"{CORE}/test_captured.py",)
OFF_POLICY = (f"{CORE}/test_off_policy.py", f"{CORE}/test_improvers.py")
GRADIENTS = (f"{CORE}/test_policy_gradients.py", f"{CORE}/test_improvers.py")

IMPROVERS = (
    Changes(
        f"{PATH}/updates.py",
        UPDATES,
        (
            ("self._taken % self._spec.target_update_every == 0", "True"),
            ("env_step % self._spec.update_every == 0", "env_step % self._spec.update_every == 1"),
            ('state.get("taken", 0)', "0"),
        ),
    ),
    Changes(
        f"{PATH}/value_expansion.py",
        UPDATES,
        (("scale * step.reward", "step.reward"),),
    ),
    Changes(
        f"{PATH}/temperature.py",
        UPDATES,
        (("math.log(fixed or 1.0)", "0.0"), ("fixed is None", "True")),
    ),
    Changes(
        f"{PATH}/advantages.py",
        TESTS,
        (
            # bootstraps through termination, or not at a truncation
            ("outcomes.value_next.masked_fill(outcomes.terminated, 0.0)", "outcomes.value_next"),
            ("masked_fill(outcomes.terminated, 0.0)", "masked_fill(~outcomes.continues, 0.0)"),
            ("discount * following - outcomes.value", "discount * following + outcomes.value"),
            ("(discount * decay) *", "discount *"),
            ("(discount * decay) * outcomes.continues.to(surprise.dtype)", "(discount * decay) * torch.ones_like(surprise)"),
            ("surprise[step] + weight[step] * later", "surprise[step] + weight[step - 1] * later"),
            ("discount * continues[step].to(reward.dtype) * later", "discount * later"),
            ("reward[step] + discount * continues", "reward[step] + continues"),
        ),
    ),
    Changes(
        f"{PATH}/captured.py",
        CAPTURED,
        (
            ("kept.copy_(getattr(batch, part))", "getattr(batch, part).copy_(kept)"),
            ("WORK.done += self._captured.work", "WORK.done += 0"),
            ("            WORK.done = before\n", ""),
            ("        self._warm_ups = 0\n        self._captured = None\n", "        self._warm_ups = 0\n"),
            ("self._warm_ups < WARM_UPS", "self._warm_ups <= WARM_UPS"),
            ("spec.cuda_graphs and device.type", "spec.cuda_graphs or device.type"),
        ),
    ),
    Changes(
        f"{PATH}/updates.py",
        (*CAPTURED, f"{CORE}/test_improvers.py"),
        (
            ("self._captured.forget()", "pass"),
            ("self._sums.zero_()", "self._sums = self._sums.new_zeros(len(means))"),
            ("sums.to(self._sums)", "sums"),
            ("        self._count += 1\n", ""),
        ),
    ),
    Changes(
        f"{PATH}/bootstrap.py",
        (f"{CORE}/test_learning_parts.py",),
        (
            ("value_next.masked_fill(terminated, 0.0)", "value_next"),
            ("masked_fill(terminated, 0.0)", "masked_fill(~terminated, 0.0)"),
            ("discount * value_next", "value_next"),
        ),
    ),
    Changes(
        f"{PATH}/policy_gradient.py",
        GRADIENTS,
        (
            ("torch.minimum(ratio * advantage", "torch.maximum(ratio * advantage"),
            ("clamp(1.0 - clip, 1.0 + clip)", "clamp(1.0 - clip, 1.0)"),
            ("return -(objective + self._spec.entropy_bonus", "return (objective + self._spec.entropy_bonus"),
            ("(objective + self._spec.entropy_bonus", "(objective - self._spec.entropy_bonus"),
            ("objective = log_probability * advantage", "objective = log_probability"),
            ("log_probability - before[rows]", "before[rows] - log_probability"),
            ("(chosen - chosen.mean()) / deviation", "chosen / deviation"),
            ("(chosen - chosen.mean()) / deviation", "(chosen - chosen.mean()) * deviation"),
            ("chosen = advantage[counts]", "chosen = advantage.flatten()[: int(counts.sum())]"),
            ("advantage = target - value\n", "advantage = target\n"),
            ("target = advantage + value\n", "target = advantage\n"),
            ("or moved > self._spec.target_kl:", "or moved > math.inf:"),
            ("(change.exp() - 1.0 - change)", "(change.exp() - 1.0)"),
        ),
    ),
    Changes(
        f"{PATH}/policy_and_value.py",
        GRADIENTS,
        (
            ("if math.isfinite(norm):", "if True:"),
            ("norm = float(clip_grad_norm_(list(self.policy.parameters()), limit))", "clip_grad_norm_(list(self.policy.parameters()), limit)\n        norm = float(clip_grad_norm_(list(self.policy.parameters()), limit))"),
        ),
    ),
    Changes(
        f"{PATH}/pathwise.py",
        GRADIENTS,
        (
            ("loss = -self.objective(", "loss = self.objective("),
            ("temperature * surprise).mean()", "-temperature * surprise).mean()"),
            ("surprises.append(-log_probability)", "surprises.append(log_probability)"),
            ("(entropy - self._target_entropy)", "(self._target_entropy - entropy)"),
            ("= -float(policy.action_dims)", "= float(policy.action_dims)"),
            ("self._discount**steps", "self._discount**(steps + 1)"),
            ("gained: Tensor = (weights * earned)", "gained: Tensor = (earned)"),
            ("(reward + bonus).where(rollouts.counts, 0.0)", "reward + bonus"),
            ("(self._discount * weights * following)", "(weights * following)"),
            (".where(rollouts.stops, 0.0)", ""),
            ("open_ended=self._spec.terminal_value", "open_ended=True"),
            ("self.value(rollouts.obs_next) if", "self.value(rollouts.obs) if"),
            ("targets = (advantage + value)", "targets = (advantage - value)"),
        ),
    ),
    Changes(
        f"{PATH}/soft_actor_critic.py",
        OFF_POLICY,
        (
            ("soft = self.soft_values(batch.obs_next, generator)[2].amin(dim=0)", "soft = self.soft_values(batch.obs_next, generator)[2].amax(dim=0)"),
            ("self.soft_values(batch.obs_next", "self.soft_values(batch.obs"),
            ("bootstrapped(batch.reward, batch.terminated, soft", "bootstrapped(batch.reward, batch.terminated & False, soft"),
            ("bonus = -self.temperature * log_probability", "bonus = self.temperature * log_probability"),
            ("values = self.targets(self._pairs", "values = self.critics(self._pairs"),
            ("actor_loss = (temperature * log_probability - promised)", "actor_loss = (temperature * log_probability + promised)"),
            ("actor_loss = (temperature * log_probability - promised)", "actor_loss = (-temperature * log_probability - promised)"),
            ("self.log_temperature * (entropy - self.target_entropy)", "self.log_temperature * (self.target_entropy - entropy)"),
            ("entropy = -log_probability", "entropy = log_probability"),
            ("-float(action_dims)", "float(action_dims)"),
            ("order[: self._kinds.subset]", "order"),
            ('judged.amin(dim=0) if self._kinds.actor_trusts == "smallest" else judged.mean(dim=0)', "judged.amin(dim=0)"),
            ('judged.amin(dim=0) if self._kinds.actor_trusts == "smallest" else judged.mean(dim=0)', "judged.mean(dim=0)"),
            ("lerp_(self.critics.flat, self.spec.target_rate)", "lerp_(self.critics.flat, 1.0 - self.spec.target_rate)"),
            ("judged = self.critics.frozen(", "judged = self.critics("),
            ("errors = (values - target).square().mean(dim=1)", "errors = (values - target).abs().mean(dim=1)"),
        ),
    ),
    Changes(
        f"{PATH}/deep_q.py",
        OFF_POLICY,
        (
            ("best = _values(self.critic, batch.obs_next)", "best = _values(self.target, batch.obs_next)"),
            ("_values(self.target, batch.obs_next).gather", "_values(self.critic, batch.obs_next).gather"),
            ("bootstrapped(batch.reward, batch.terminated, value_next", "bootstrapped(batch.reward, batch.terminated & False, value_next"),
            ("(_values(self.critic, batch.obs) * batch.act).sum(dim=1)", "_values(self.critic, batch.obs).amax(dim=1)"),
            ("1.0 + done * (spec.epsilon - 1.0)", "1.0 + done * (1.0 - spec.epsilon)"),
            ("lerp_(self.critic.flat, self.spec.target_rate)", "lerp_(self.critic.flat, 1.0 - self.spec.target_rate)"),
        ),
    ),
    Changes(
        f"{PATH}/discrete_soft_actor_critic.py",
        OFF_POLICY,
        (
            ("(values - temperature * log_probabilities)", "(values + temperature * log_probabilities)"),
            ("values = self.targets(batch.obs_next.expand(2, -1, -1)).amin(dim=0)", "values = self.targets(batch.obs_next.expand(2, -1, -1)).amax(dim=0)"),
            ("bootstrapped(batch.reward, batch.terminated, soft", "bootstrapped(batch.reward, batch.terminated & False, soft"),
            ("(temperature * log_probabilities - promised)", "(temperature * log_probabilities + promised)"),
            ("self.log_temperature * (entropy - self.target_entropy)", "self.log_temperature * (self.target_entropy - entropy)"),
            ("promised = judged.detach().amin(dim=0)", "promised = judged.amin(dim=0)"),
            ("TARGET_SHARE * math.log(actions)", "-TARGET_SHARE * math.log(actions)"),
        ),
    ),
    Changes(
        f"{PATH}/value_expansion.py",
        OFF_POLICY,
        (
            ("* step.reward + bonus", "* step.reward"),
            ("weight * gained.masked_fill(~alive, 0.0)", "weight * gained"),
            ("weight *= discount", "weight *= 1.0"),
            ("earned, weight = batch.reward, discount", "earned, weight = batch.reward, 1.0"),
            ("weight * values.masked_fill(~alive, 0.0)", "weight * values"),
            ("alive = alive & ~step.terminated", "alive = alive"),
            ("~batch.terminated, torch.ones_like", "torch.ones_like(batch.terminated), torch.ones_like"),
            ("deeper.where(usable, target)", "deeper"),
            ("halted.where(cut_off, target)", "target"),
            ("cut_off = usable & alive & ~step.usable", "cut_off = alive & ~step.usable"),
            ("_repeated(batch, elites), generator, rows, elites", "_repeated(batch, elites), generator, rows, 1"),
            ("sample(obs, act, generator, members, copies)", "sample(obs, act, generator, members)"),
            ("for _ in range(self._length())", "for _ in range(self._length() - 1)"),
            ("[-1].amin(dim=0)", "[-1].amax(dim=0)"),
            ("[-1].amin(dim=0)", "[0].amin(dim=0)"),
            ("weights = 1.0 / (variance + SMALLEST_VARIANCE)", "weights = variance + SMALLEST_VARIANCE"),
            ("weights.sum(dim=0)\n", "len(weights)\n"),
            ("targets.flatten(1, 2).var(dim=1, correction=0)", "targets[:, :, 0].var(dim=1, correction=0)"),
            ("targets.amin(dim=1).mean(dim=1)", "targets.amax(dim=1).mean(dim=1)"),
            ("model.keeping_members if weighted else model", "model"),
        ),
    ),
    Changes(
        "worker/mbrl/policy/tanh_gaussian.py",
        (f"{CORE}/test_policies.py",),
        (
            ("- log_deviation - 0.5 * math.log", "+ log_deviation - 0.5 * math.log"),
            ("(normal - squash)", "normal"),
            ("softplus(-2.0 * before)", "softplus(2.0 * before)"),
            ("0.5 * math.log(2.0 * math.pi)", "0.5 * math.log(math.pi)"),
            ("mean + log_deviation.exp() * noise\n        return before.tanh(), log", "mean + log_deviation.exp().detach() * noise\n        return before.tanh(), log"),
            ("return -self.sample(obs, generator)[1]", "return self.sample(obs, generator)[1]"),
            ("(SMALLEST_LOG_DEVIATION + above).clamp(max=LARGEST_LOG_DEVIATION)", "log_deviation.clamp(SMALLEST_LOG_DEVIATION, LARGEST_LOG_DEVIATION)"),
        ),
    ),
    Changes(
        "worker/mbrl/policy/categorical.py",
        (f"{CORE}/test_policies.py",),
        (
            ("return -(log_probabilities.exp() * log_probabilities)", "return (log_probabilities.exp() * log_probabilities)"),
            ("scores.argmax(dim=1)", "scores.argmin(dim=1)"),
        ),
    ),
    Changes(
        "worker/mbrl/policy/value_function.py",
        GRADIENTS,
        (
            ("values * self.scale + self.shift", "values * self.scale"),
            ("(targets - self.shift) / self.scale", "(targets - self.shift)"),
            ("rate = FOLLOW if bool(self.fitted) else 1.0", "rate = FOLLOW"),
        ),
    ),
    Changes(
        "worker/mbrl/versions/progress.py",
        TESTS,
        (
            ("share < self._spec.improved_members", "share > self._spec.improved_members"),
            ("(returns > self._last)", "(returns < self._last)"),
        ),
    ),
)  # fmt: skip
