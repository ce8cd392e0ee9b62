"""What is wrong with a run, from its numbers: a list that is empty for a run as it should be."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from backend.spec.curves import CURVES
from backend.spec.measures import LOSSES, Measures
from backend.spec.series import SERIES
from backend.verdict.exploitation import Exploitation, PartingKind, exploitation_in
from backend.verdict.figures import counted, figure
from backend.verdict.warning_kinds import Severity, WarningKind

# In deviations of the data. A guess of the data's own mean errs by about 1.
FAR_BEYOND = 3.0
# Shares of the imagined rollouts that are cut off: above it a warning, above it a severe one.
NOTICEABLE_SHARE, SEVERE_SHARE = 0.05, 0.5


@dataclass(frozen=True)
class Warned:
    """One thing that is wrong.

    Attributes:
        kind: Which.
        severity: `severe` where the run's results say nothing, `caution` where they say less.
        label: Two or three words, for lists.
        sentence: The whole of it.
    """

    kind: WarningKind
    severity: Severity
    label: str
    sentence: str

    @property
    def guide(self) -> str:
        """Its section of the guide, as page and anchor."""
        return f"verdicts#{SECTIONS[self.kind]}"


SECTIONS: Mapping[WarningKind, str] = {
    "model-error": "model-diverged",
    "cut-off": "rollouts-cut-off",
    "not-finite": "values-not-finite",
    "loss": "loss-not-finite",
    "exploitation": "exploits-its-model",
    "real-return-fell": "real-return-fell",
    "overpromise": "promises-too-much",
    "impossible-promise": "impossible-promise",
    "pessimistic-model": "promises-too-little",
}


def warnings_of(measures: Measures) -> list[Warned]:
    """All that is wrong, the gravest first."""
    found = [warned for rule in RULES if (warned := rule(measures)) is not None]
    return sorted(found, key=lambda warned: warned.severity != "severe")


def _model_error(measures: Measures) -> Warned | None:
    error = measures.error_of_one_step
    if error is None or error < FAR_BEYOND:
        return None
    return Warned(
        "model-error",
        "severe",
        "model diverged",
        f"The model errs by {figure(error)} deviations of the data after a single step: what it "
        "imagines says nothing about the world.",
    )


def _cut_off(measures: Measures) -> Warned | None:
    if not measures.rollouts or measures.cut_off is None:
        return None
    share = measures.cut_off / measures.rollouts
    if share < NOTICEABLE_SHARE:
        return None
    return Warned(
        "cut-off",
        "severe" if share >= SEVERE_SHARE else "caution",
        f"{share:.0%} of rollouts cut off",
        f"{measures.cut_off:,} of {counted(measures.rollouts, 'imagined rollout')} at the latest "
        "fit were cut off: a prediction was not finite or far outside everything observed.",
    )


def _not_finite(measures: Measures) -> Warned | None:
    names = [name for name in measures.not_finite if name not in LOSSES]
    if not names:
        return None
    return Warned(
        "not-finite",
        "severe",
        "values not finite",
        f"Not everything that was measured is a finite number: {_named(names)}.",
    )


def _loss(measures: Measures) -> Warned | None:
    names = [name for name in measures.not_finite if name in LOSSES]
    if not names:
        return None
    return Warned(
        "loss", "severe", "loss not finite", f"A loss stopped being a number: {_named(names)}."
    )


def _exploitation(measures: Measures) -> Warned | None:
    judged = exploitation_in(measures)
    if judged is None or judged.kind is None:
        return None
    kind, label, words = PARTED[judged.kind]
    return Warned(kind, "caution", label, words(judged))


def _parting(judged: Exploitation) -> str:
    return (
        f"The policy may be exploiting its model: since real step {judged.since:,} the model "
        f"return rose by {figure(judged.model_change)} while the real return {_changed(judged)}."
    )


def _changed(judged: Exploitation) -> str:
    change = judged.real_change
    if change == 0.0:
        return "did not change"
    return f"{'rose by only' if change > 0.0 else 'fell by'} {figure(abs(change))}"


def _collapse(judged: Exploitation) -> str:
    return (
        f"The world no longer pays what the model promises: since real step {judged.since:,} the "
        f"real return fell by {figure(-judged.real_change)} to {figure(judged.earned)}, and the "
        f"model return is still {figure(judged.promised)}{_medians(judged)}. At real step "
        f"{judged.at:,} the real return was {figure(judged.latest)}."
    )


def _overpromise(judged: Exploitation) -> str:
    return (
        "The model promises far more than the world pays, at every evaluation since real step "
        f"{judged.since:,}: {figure(judged.promised)} beside {figure(judged.earned)}"
        f"{_medians(judged)}. It is biased, or the policy exploits it."
    )


def _impossible(judged: Exploitation) -> str:
    return (
        f"The model promises what the task cannot pay: a return of {figure(judged.promised)}, "
        f"where no episode can earn more than {_bound(judged)} and those at real step "
        f"{judged.at:,} earned {figure(judged.earned)}."
    )


def _pessimism(judged: Exploitation) -> str:
    beyond = "" if judged.bound is None else f", and no episode can earn less than {_bound(judged)}"
    return (
        f"The model promises far less than the world pays: {figure(judged.promised)} beside "
        f"{figure(judged.earned)}{_medians(judged)}{beyond}. What looks bad to it may be good."
    )


def _medians(judged: Exploitation) -> str:
    count = judged.medians_of
    return f" (medians of {count} evaluations)" if count > 1 else ""


def _bound(judged: Exploitation) -> str:
    return "an unknown return" if judged.bound is None else figure(judged.bound)


PARTED: Mapping[PartingKind, tuple[WarningKind, str, Callable[[Exploitation], str]]] = {
    "parting": ("exploitation", "exploits its model", _parting),
    "outrunning": ("exploitation", "promise outruns the world", _parting),
    "collapse": ("real-return-fell", "real return fell, promise stays", _collapse),
    "overpromise": ("overpromise", "promises too much", _overpromise),
    "impossible": ("impossible-promise", "impossible promise", _impossible),
    "pessimism": ("pessimistic-model", "promises too little", _pessimism),
}


def _named(names: list[str]) -> str:
    labels = {key: each.label for key, each in (*SERIES.items(), *CURVES.items())}
    return ", ".join(labels.get(name, name) for name in names)


RULES: tuple[Callable[[Measures], Warned | None], ...] = (
    _model_error,
    _cut_off,
    _not_finite,
    _loss,
    _exploitation,
)
