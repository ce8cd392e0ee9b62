"""What can be wrong with a run, by name, and how grave it is."""

from typing import Literal

WarningKind = Literal[
    "model-error",
    "cut-off",
    "not-finite",
    "loss",
    "exploitation",
    "real-return-fell",
    "overpromise",
    "impossible-promise",
    "pessimistic-model",
]
Severity = Literal["severe", "caution"]
