"""What a run is, in few words."""

AUTO = "auto"


def learner_words(version: str, improver: str) -> str:
    """`version 2.5, ppo`; the improver is left out where the version's usual one was taken."""
    named = f"version {version}" if version[:1].isdigit() else version
    return named if improver == AUTO else f"{named}, {improver}"


def rollout_words(rollout_length: str, start: str) -> str:
    """`rollout length 5 from real uniform states`; empty without a model.

    Planners and value expansion choose no states.
    """
    if not rollout_length:
        return ""
    length = f"rollout length {rollout_length}"
    return f"{length} from {start.replace('_', ' ')} states" if start else length


def seconds_to_first_curve(
    status: str, env_steps: int, first_evaluation: int, steps_per_second: float | None
) -> float | None:
    """How long the first evaluation is away at the run's rate; None where nobody can say."""
    missing = first_evaluation - env_steps
    if status != "running" or not steps_per_second or missing <= 0:
        return None
    return missing / steps_per_second


def why_no_line(status: str, level: str | None) -> str:
    """Why a run's log has no line of a level or above. Most runs write nothing below "info"."""
    if level in ("warning", "error"):
        return f"No line is of level {level} or above."
    if status == "queued":
        return "Lines come when the run has started."
    return "Nothing was written yet." if status == "running" else "Nothing was written in this run."
