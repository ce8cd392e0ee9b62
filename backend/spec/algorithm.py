"""The algorithm version: which of the lecture's versions a run follows."""

from typing import Annotated, Literal

from pydantic import BeforeValidator

from backend.spec.part import Part, setting


def _as_text(version: object) -> object:
    """A version written without quotes, as YAML and forms read it, is the number's own text."""
    is_number = isinstance(version, int | float) and not isinstance(version, bool)
    return f"{version:.1f}" if is_number else version


Version = Literal["model-free", "3.0"]


class AlgorithmSpec(Part):
    """The lecture's version number. The other parts hold its four choices."""

    version: Annotated[Version, BeforeValidator(_as_text)] = setting(
        "3.0",
        "3.0 branches short model rollouts off real states and learns off-policy from "
        "both (MBPO with SAC); "
        "model-free learns from real transitions only (SAC).",
        label="Algorithm version",
        source="CS285 Fall 2023, lecture 12; Janner et al. 2019 (MBPO); Haarnoja et al. 2018 (SAC)",
    )

    @property
    def uses_model(self) -> bool:
        """Whether a dynamics model is fitted and rolled out."""
        return self.version != "model-free"
