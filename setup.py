"""What pyproject.toml cannot say: a wheel carries the built page."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

PAGE = Path("frontend/dist")
# Where `backend.settings` looks for the page of an installed wheel.
INSIDE = Path("backend/built_page")


class BuildWithPage(build_py):
    """Copies the page's files beside the modules that serve it."""

    def run(self) -> None:
        """Build the modules, then add the page; an editable install finds it in the checkout."""
        super().run()
        if self.editable_mode:
            return
        if not (PAGE / "index.html").is_file():
            raise FileNotFoundError(f"{PAGE} holds no built page: make wheel builds it first")
        shutil.copytree(PAGE, Path(self.build_lib) / INSIDE, dirs_exist_ok=True)


setup(cmdclass={"build_py": BuildWithPage})
