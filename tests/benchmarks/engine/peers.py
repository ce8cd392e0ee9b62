"""The peers, stable-baselines3 and mbrl (facebookresearch/mbrl-lib), in their own environment.

`python -m tests.benchmarks.engine.peers [--into FOLDER]`, run by the project's own interpreter,
makes it: a virtual environment that sees the project's packages, so that torch and numpy are the
same on both sides, and holds the peers besides. Their own bounds on other packages are set aside
(`--no-deps`): mbrl 0.2.0 asks for a gymnasium and a hydra that this Python cannot take, and what is
used of it here works with later ones.
"""

import argparse
import importlib
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
# Inside the environment whose packages it shows: ignored by git, and gone when that one goes.
FOLDER = ROOT / ".venv" / "peers"
PACKAGES = (
    "stable-baselines3==2.9.2",
    "mbrl==0.2.0",
    "hydra-core==1.3.2",
    "omegaconf==2.3.0",
    "antlr4-python3-runtime==4.9.3",
    "termcolor",
    "tqdm",
)


def peer(module: str) -> Any:
    """A module of a peer, untyped as they come; where there is none, how to get it and the end."""
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        raise SystemExit(
            f"{error}. The peers live in an environment of their own: make it with\n"
            "  .venv/bin/python -m tests.benchmarks.engine.peers\n"
            f"and run the benchmark with {FOLDER.relative_to(ROOT)}/bin/python"
        ) from error


def install(folder: Path) -> None:
    """Make the environment, or bring it up to date."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    asked = [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    own = Path(subprocess.run(asked, stdout=subprocess.PIPE, text=True, check=True).stdout.strip())
    # `addsitedir`, not a plain path: the project is installed as editable, by a .pth file in there.
    line = f"import site; site.addsitedir({sysconfig.get_path('purelib')!r})\n"
    (own / "project.pth").write_text(line)
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-deps", *PACKAGES], check=True)
    # mbrl's wheel brings its own tests as a package of that name, which would hide ours.
    shutil.rmtree(own / "tests", ignore_errors=True)


def main() -> None:
    """Make the environment and say what is in it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, default=FOLDER, help="default: .venv/peers")
    folder = parser.parse_args().into.resolve()
    if sys.prefix == sys.base_prefix:
        parser.error("run it with the project's own interpreter, .venv/bin/python")
    install(folder)
    told = "import torch, numpy, stable_baselines3 as s, mbrl.models; "
    told += "print(f'torch {torch.__version__}, numpy {numpy.__version__}, "
    told += "stable-baselines3 {s.__version__}, mbrl 0.2.0')"
    subprocess.run([folder / "bin" / "python", "-c", told], check=True)


if __name__ == "__main__":
    main()
