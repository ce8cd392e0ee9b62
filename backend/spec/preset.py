"""A named starting point for a spec."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backend.spec.algorithm import Improver, Version


@dataclass(frozen=True)
class Preset:
    """A named spec.

    Attributes:
        name: `family/task`.
        title: What it is, for a menu.
        source: Where the settings were published, and where we depart.
        spec: Only what differs from the defaults.
    """

    name: str
    title: str
    source: str
    spec: Mapping[str, Any]


@dataclass(frozen=True)
class PresetTask:
    """An environment with presets of several versions.

    Attributes:
        slug: The end of their names.
        environment: Its id.
    """

    slug: str
    environment: str

    def preset(
        self,
        family: str,
        title: str,
        source: str,
        chosen: tuple[Version, Improver],
        spec: Mapping[str, Any],
    ) -> Preset:
        """The preset of one version and improver."""
        version, improver = chosen
        algorithm = {"version": version, "improver": improver}
        whole = {"environment": {"id": self.environment}, "algorithm": algorithm, **spec}
        return Preset(f"{family}/{self.slug}", f"{title} on {self.environment}", source, whole)
