"""What is wrong with a run, from its numbers: a list that is empty for a run as it should be."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from backend.spec.curves import CURVES
from backend.spec.measures import LOSSES, Measures
from backend.spec.series import SERIES
from backend.verdict.exploitation import exploitation
from backend.verdict.figures import counted, figure

WarningKind = Literal["model-error", "cut-off", "not-finite", "loss", "exploitation"]
Severity = Literal["severe", "caution"]

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
    steps, real, model = zip(*measures.history, strict=True) if measures.history else ((), (), ())
    judged = exploitation(steps, model, real)
    if judged is None or not judged.raised:
        return None
    return Warned(
        "exploitation",
        "caution",
        "exploits its model",
        f"The policy may be exploiting its model: since real step {judged.since:,} the model "
        f"return rose by {figure(judged.model_change)} while the real return changed by "
        f"{figure(judged.real_change)}.",
    )


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
