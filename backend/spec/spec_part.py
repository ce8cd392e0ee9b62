"""What the parts of a `RunSpec` share: their base, the field with its unit and source, widths."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Width = Annotated[int, Field(ge=1, le=4_096)]
Widths = Annotated[tuple[Width, ...], Field(min_length=1, max_length=8, strict=False)]

# In which way a rollout length is given; what a version takes is in `algorithm.py`.
LengthKind = Literal["constant", "schedule", "adaptive"]


class Part(BaseModel):
    """A frozen group of settings. Unknown fields and non-finite numbers are refused."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        validate_default=True,
        populate_by_name=True,
        strict=True,
    )


def setting(
    default: object,
    description: str,
    *,
    unit: str = "",
    source: str = "",
    label: str = "",
    **bounds: Any,  # noqa: ANN401 - whatever bounds pydantic knows
) -> Any:  # noqa: ANN401 - pydantic's own Field returns Any
    """A field whose JSON schema carries what the launch form shows beside it.

    Args:
        default: The value when the field is left out.
        description: One sentence for a researcher; the form shows it under the field.
        unit: What one of it is ("real steps", "updates per real step"); empty for names.
        source: Where the default comes from, and where we depart from that source.
        label: A short name for the form; the field's own name when empty.
        **bounds: pydantic bounds (`ge`, `le`, `min_length`, ...).
    """
    extra: dict[str, Any] = {"unit": unit, "source": source} | ({"title": label} if label else {})
    return Field(default, description=description, json_schema_extra=extra, **bounds)
