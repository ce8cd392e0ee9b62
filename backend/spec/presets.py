"""The presets that come with Branchpoint: one file each, with its source."""

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


PRESETS: dict[str, Preset] = {name: _read(name) for name in _menu()}
