"""The keys of diagnostics as a request gives them."""

from collections.abc import Collection
from functools import partial
from typing import Annotated

from pydantic import AfterValidator, Field

from backend.spec.curves import CURVES
from backend.spec.series import SERIES


def _described(diagnostics: Collection[str], key: str) -> str:
    if key not in diagnostics:
        raise ValueError(f"allowed: {', '.join(diagnostics)}")
    return key


CurveKey = Annotated[
    str,
    Field(max_length=80, json_schema_extra={"enum": list(CURVES)}),
    AfterValidator(partial(_described, CURVES)),
]
SeriesKey = Annotated[
    str,
    Field(max_length=80, json_schema_extra={"enum": list(SERIES)}),
    AfterValidator(partial(_described, SERIES)),
]
