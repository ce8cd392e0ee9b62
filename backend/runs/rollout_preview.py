"""What a launch would imagine: for a drawing, with a name for its lines and the same in words."""

from collections.abc import Sequence

from backend.runs.launch_schemas import BranchStart, RolloutPreview
from backend.spec.algorithm import VALUE_EXPANSION, Version
from backend.spec.rollout import AdaptiveLength, LengthSchedule, RolloutLength
from backend.spec.run import RunSpec
from backend.verdict.figures import counted

# Rollouts drawn from each of many states, and from a single one, out of the many that there are.
BRANCHES, CANDIDATES = 3, 5
# A rollout of more than this share of an episode is long enough for its errors to compound.
LARGE_SHARE = 0.25
OPEN_LOOP: Version = "1.0"
EVERYWHERE = "From states scattered over the real data"
STARTS: dict[str, tuple[BranchStart, str]] = {
    "initial": ("initial", "From the first state of an episode"),
    "real_recent": ("latest", "From the latest real states"),
    "real_on_policy": ("latest", "From states that the latest policy visited"),
}
ALONE = "on these rollouts alone; real steps only fit the model."
LEARNED = {
    "pathwise": "The policy climbs the imagined return by its gradient through all of these steps; "
    "real steps only fit the model.",
    "ppo": f"The policy takes PPO's gradient steps {ALONE}",
    "actor_critic": f"The policy takes actor-critic gradient steps {ALONE}",
    "reinforce": f"The policy takes REINFORCE's gradient steps {ALONE}",
    "mve": "The critics' targets look that far ahead; the policy learns at the real states alone.",
    "steve": "The critics' targets weigh every depth up to there by its certainty; the policy "
    "learns at the real states alone.",
}


def rollout_preview(specs: Sequence[RunSpec]) -> RolloutPreview:
    """What the runs imagine; of several kinds of runs, the first that imagines anything."""
    spec = next((each for each in specs if each.algorithm.uses_model), specs[0])
    if not spec.algorithm.uses_model:
        return RolloutPreview(
            sentence="Nothing is imagined: the policy learns from the real trajectory alone.",
            label="",
            start="everywhere",
            lengths=[],
            fan=BRANCHES,
            episode_steps=spec.episode_limit,
        )
    lengths = _lengths(spec, specs)
    drawn = _drawn(lengths)
    kinds = {learner_name(each) for each in specs}
    words = _sentence(spec, lengths, max(drawn)) + _caution(spec)
    if len(kinds) > 1:
        words += f" That is {learner_name(spec)}, one of {len(kinds)} in this grid."
    return RolloutPreview(
        sentence=words,
        label=f"imagined, k = {_range(lengths)}; {_count(spec)}",
        start=_start(spec),
        lengths=drawn,
        fan=_fan(spec),
        episode_steps=spec.episode_limit,
    )


def learner_name(spec: RunSpec) -> str:
    """`3.0 with sac`."""
    return f"{spec.algorithm.version} with {spec.improver}"


def _lengths(spec: RunSpec, specs: Sequence[RunSpec]) -> list[RolloutLength]:
    """The lengths of all runs that learn as this one: several constants, or one that varies."""
    alike = [each for each in specs if learner_name(each) == learner_name(spec)]
    lengths = list(dict.fromkeys(each.rollout.length for each in alike))
    constants = [length for length in lengths if isinstance(length, int)]
    return list(constants) if constants else lengths[:1]


def _drawn(lengths: Sequence[RolloutLength]) -> list[int]:
    """All constants; of a length that varies the first, the middle and the last."""
    length = lengths[0]
    if isinstance(length, int):
        return [each for each in lengths if isinstance(each, int)]
    first, last = _ends(length)
    return [first] if first == last else [first, (first + last + 1) // 2, last]


def _ends(length: LengthSchedule | AdaptiveLength) -> tuple[int, int]:
    if isinstance(length, AdaptiveLength):
        return 1, length.largest
    return length.start, length.end


def _range(lengths: Sequence[RolloutLength]) -> str:
    length = lengths[0]
    if isinstance(length, int):
        return ", ".join(str(each) for each in lengths)
    first, last = _ends(length)
    return f"{first} to {last}"


def _start(spec: RunSpec) -> BranchStart:
    if spec.algorithm.version == OPEN_LOOP:
        return "successive"
    if spec.algorithm.plans:
        return "present"
    if spec.improver in VALUE_EXPANSION or spec.rollout.start not in STARTS:
        return "everywhere"
    return STARTS[spec.rollout.start][0]


def _fan(spec: RunSpec) -> int:
    if spec.algorithm.version == OPEN_LOOP:
        return BRANCHES
    if spec.algorithm.plans:
        return CANDIDATES
    return BRANCHES if _fills_a_buffer(spec) else 1


def _fills_a_buffer(spec: RunSpec) -> bool:
    return spec.algorithm.version == "3.0" and spec.improver not in VALUE_EXPANSION


def _count(spec: RunSpec) -> str:
    """How many there are of what the drawing shows a few of."""
    if spec.algorithm.plans:
        return f"{_fan(spec)} of {spec.planning.candidates} candidate plans"
    if spec.improver in VALUE_EXPANSION:
        return "from each state of a batch"
    if _fills_a_buffer(spec):
        return f"{BRANCHES} of {spec.rollout.per_step} per real step"
    return f"{spec.gradient.rollouts} rollouts per gradient"


def _caution(spec: RunSpec) -> str:
    """What becomes of steps that the model itself doubts, where the spec asks for that."""
    rollout, words = spec.rollout, ""
    if rollout.max_disagreement is not None:
        valueless = spec.algorithm.plans or (
            spec.improver == "pathwise" and not spec.gradient.terminal_value
        )
        rest = (
            "the worst reward in the data counts for each step that it misses"
            if valueless or rollout.after_cut_off == "worst"
            else "the value of its last state counts for the rest"
        )
        words += (
            f" A rollout stops where the elites differ by more than {rollout.max_disagreement:g} "
            f"deviations of the data; {rest}."
        )
    if rollout.uncertainty_penalty > 0.0:
        words += (
            f" Each imagined reward is less by {rollout.uncertainty_penalty:g} times the predicted "
            "deviation."
        )
    return words


def _sentence(spec: RunSpec, lengths: Sequence[RolloutLength], longest: int) -> str:
    words = _length_words(lengths)
    if spec.algorithm.plans:
        return _plan_words(spec, words)
    expands = spec.improver in VALUE_EXPANSION
    _, chosen = STARTS.get(spec.rollout.start, ("everywhere", EVERYWHERE))
    start = "From the real states of each batch" if expands else chosen
    is_adaptive = isinstance(lengths[0], AdaptiveLength)
    compounds = not is_adaptive and longest > LARGE_SHARE * spec.episode_limit
    trust = "far enough for its errors to compound"
    if not compounds:
        trust = "before its errors have compounded"
    learned = LEARNED.get(spec.improver) or ""
    if _fills_a_buffer(spec):
        learned = _mixture_words(spec)
    return f"{start} the model imagines {words} and stops, {trust}. {learned}"


def _length_words(lengths: Sequence[RolloutLength]) -> str:
    length = lengths[0]
    if isinstance(length, LengthSchedule):
        first, last = length.between
        return (
            f"{length.start} to {_steps(length.end)}, growing between real steps {first:,} and "
            f"{last:,},"
        )
    if isinstance(length, AdaptiveLength):
        return (
            f"as far as its measured error stays within {length.tolerance:g} standard deviations, "
            f"at most {_steps(length.largest)},"
        )
    constants = [each for each in lengths if isinstance(each, int)]
    if len(constants) == 1:
        return _steps(constants[0])
    return f"{', '.join(map(str, constants[:-1]))} or {_steps(constants[-1])}"


def _steps(length: int) -> str:
    return "one step" if length == 1 else counted(length, "step")


def _mixture_words(spec: RunSpec) -> str:
    ratio = spec.policy.real_ratio
    share = (
        "and from nothing real"
        if ratio == 0.0
        else f"and, for {100.0 * ratio:g} % of every batch, from the real ones"
    )
    return f"The policy learns from the imagined steps {share}."


def _plan_words(spec: RunSpec, length: str) -> str:
    imagined = (
        f"From the present state the model imagines {length} of each of "
        f"{spec.planning.candidates:,} candidate plans."
    )
    if spec.algorithm.version == OPEN_LOOP:
        return (
            f"{imagined} The plan found is executed to its end without looking; only then the next "
            "one is made."
        )
    replanned = "Only the first action of the plan found is executed; then it plans anew."
    if spec.algorithm.version == "0.5":
        replanned += " The model is fitted once, on random steps."
    return f"{imagined} {replanned}"
