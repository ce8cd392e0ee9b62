"""A device that refuses what a GPU refuses, for machines that have none."""

import tempfile
from pathlib import Path
from types import ModuleType

import torch
from torch.utils.cpp_extension import load

NAME = "standin"
SOURCE = Path(__file__).with_name("stand_in.cpp")


def stand_in() -> torch.device:
    """Compile it, which takes a C++ compiler, ninja and a minute, and make it known to torch."""
    with tempfile.TemporaryDirectory() as folder:
        compiled = load("stand_in", [str(SOURCE)], build_directory=folder)
        torch.utils.rename_privateuse1_backend(NAME)
        compiled.set_up()
    torch._register_device_module(NAME, _module())
    # Parameters are replaced instead of filled: torch swaps memory between its own devices alone.
    torch.__future__.set_overwrite_module_params_on_conversion(True)
    return torch.device(NAME)


def _module() -> ModuleType:
    """What torch asks a backend's module."""
    module = ModuleType(NAME)
    answers = {
        "is_available": True,
        "is_initialized": True,
        "_is_in_bad_fork": False,
        "current_device": 0,
        "device_count": 1,
    }
    for name, answer in answers.items():
        setattr(module, name, lambda answer=answer: answer)
    return module
