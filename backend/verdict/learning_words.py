"""Whether a run learned, in words; where that cannot be told, why."""

from backend.spec.measures import Measures
from backend.verdict.figures import counted, figure
from backend.verdict.learned import Change, change_in, has_fallen_back

# With fewer there is no telling, and with fewer than eight a run that learned is often missed.
FEWEST, FEW = 6, 8


def learning(measures: Measures, *, is_over: bool) -> str:
    """One sentence or two, of a run with an evaluation."""
    told, learned = ("learned", "did not learn") if is_over else ("learns", "has not learned")
    if measures.not_finite_since is not None:
        since = f"since real step {measures.not_finite_since:,}"
        return f"It {learned}: its real return is not finite {since}."
    if unknown := _unknown(measures, is_over=is_over):
        return f"Whether it {told} cannot be said{unknown}."
    change = change_in(measures)
    if change is None or change.half_width is None:
        return f"Whether it {told} cannot be said: {_unmeasured(measures)}."
    if change.half_width == 0.0:
        each = counted(measures.compared or 1, "evaluation")
        level = figure(measures.late or 0.0)
        return (
            f"It {learned}: the real return was {level} at each of the first and the last {each}."
        )
    if change.is_clear and change.by < 0.0:
        return f"It got worse: the real return fell by {_amount(change, measures)}."
    verb = "rose" if change.is_clear else "changed"
    known = f"It {told}" if change.is_clear else f"It {learned} clearly"
    if not change.is_clear and measures.evaluations < FEW:
        known = f"Whether it {told} is not clear from {counted(measures.evaluations, 'evaluation')}"
    said = f"{known}: the real return {verb} by {_amount(change, measures)}."
    return said + _fallen_back(measures)


def _unknown(measures: Measures, *, is_over: bool) -> str:
    """Why nothing can be told of a change; empty where something can."""
    count, each = measures.evaluations, measures.compared or 0
    for which, finite in (("first", measures.early_finite), ("last", measures.late_finite)):
        if finite is not None and finite < each:
            lost = f"{each - finite} of the {which} {each}" if each > 1 else f"the {which} one"
            return (
                f": of its real returns {lost} {'is' if each - finite == 1 else 'are'} not finite"
            )
    early, late = measures.early, measures.late
    if early is None or late is None:
        return ": no real return is a finite number"
    if count >= FEWEST:
        return ""
    shown = figure(late) if count == 1 else f"{figure(early)}, then {figure(late)}"
    if count > 2:
        shown = f"{figure(early)} at the first, {figure(late)} at the last"
    yet = "" if is_over else " yet"
    return f"{yet} from {counted(count, 'evaluation')}, too few to tell (real return {shown})"


def _unmeasured(measures: Measures) -> str:
    ends = f"from {figure(measures.early or 0.0)} to {figure(measures.late or 0.0)}"
    return f"the real return went {ends}, and how much of that may be chance is not known"


def _amount(change: Change, measures: Measures) -> str:
    by = abs(change.by) if change.is_clear else change.by
    width = figure(change.half_width or 0.0)
    each = f"means of the first and the last {counted(measures.compared or 1, 'evaluation')}"
    return (
        f"{figure(by)} \N{PLUS-MINUS SIGN} {width} of reward per episode (95 % interval), "
        f"from {figure(measures.early or 0.0)} to {figure(measures.late or 0.0)} ({each})"
    )


def _fallen_back(measures: Measures) -> str:
    """That a run has lost what it had."""
    if measures.evaluations < FEW or not has_fallen_back(measures):
        return ""
    if measures.best_mean is None or measures.best_until is None:
        return ""
    each = counted(measures.compared or 1, "evaluation")
    return (
        f" It has fallen back: the mean of {each} up to real step {measures.best_until:,} was "
        f"{figure(measures.best_mean)}."
    )
