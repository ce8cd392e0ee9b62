"""The presets that come with Branchpoint: one file each, with its source.

They are read when the first is asked for: a server that starts has no need of them yet.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from backend.spec.plain_yaml import read_plain
from backend.spec.preset import Preset, read_preset

FILES = Path(__file__).with_name("preset_files")


def _read(name: str) -> Preset:
    return read_preset(name, (FILES / f"{name}.yaml").read_text("utf-8"))


def _menu() -> list[str]:
    listed, _ = read_plain((FILES / "menu.yaml").read_text("utf-8"))
    if not isinstance(listed, list):
        raise TypeError("menu.yaml is no list of names")
    return [str(name) for name in listed]


class Presets(Mapping[str, Preset]):
    """By name, in the order of the menu."""

    @cached_property
    def _by_name(self) -> dict[str, Preset]:
        return {name: _read(name) for name in _menu()}

    def __getitem__(self, name: str) -> Preset:
        return self._by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)


PRESETS = Presets()
