"""The algorithm version: which of the lecture's versions a run follows."""

from typing import Literal

from backend.spec.part import Part, setting

Version = Literal["model-free", "3.0"]


class AlgorithmSpec(Part):
    """The lecture's version number. The other parts hold its four choices."""

    version: Version = setting(
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
