"""The wheel, installed by itself: `branchpoint up` works, and the page is inside."""

import re
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import httpx
import pytest

from tests.backend.cli.conftest import plain_environment
from tests.waiting import until

ADDRESS = re.compile(r"^(http://127\.0\.0\.1:\d+)/\?token=(\S+)$", re.MULTILINE)
SOURCES = ("pyproject.toml", "setup.py", "MANIFEST.in", "README.md", "LICENSE")
FOLDERS = ("backend", "worker", "migrations", "frontend/dist")


@pytest.fixture(scope="module")
def wheel(request, tmp_path_factory) -> Path:
    """Built from a copy, because a build leaves folders behind."""
    root, copy = request.config.rootpath, tmp_path_factory.mktemp("source")
    for name in SOURCES:
        shutil.copy(root / name, copy)
    for name in FOLDERS:
        shutil.copytree(root / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    out = tmp_path_factory.mktemp("wheel")
    pip("wheel", "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", out, copy)
    (built,) = out.glob("*.whl")
    return built


def pip(*arguments: str | Path) -> None:
    """Runs it beside its last argument, and without any index."""
    subprocess.run(
        [sys.executable, "-m", "pip", "--quiet", *map(str, arguments)],
        cwd=Path(arguments[-1]).parent,
        check=True,
    )


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """The `branchpoint` of an environment that has this one's packages, but not this checkout."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False, symlinks=True)
    pip(
        "--python",
        folder / "bin/python",
        "install",
        "--no-deps",
        "--no-index",
        "--no-compile",
        wheel,
    )
    (packages,) = folder.glob("lib/python*/site-packages")
    # Named in a file of paths, their own files of paths, such as this checkout's, are not read.
    shared = [path for path in sys.path if path.endswith("site-packages")]
    (packages / "shared.pth").write_text("\n".join(shared))
    return folder / "bin" / "branchpoint"


def test_it_holds_the_page_the_migrations_and_the_licence(wheel, request):
    names = set(zipfile.ZipFile(wheel).namelist())
    page = request.config.rootpath / "frontend" / "dist"
    built = {path.relative_to(page) for path in page.rglob("*") if path.is_file()}
    assert {f"backend/built_page/{path}" for path in built} <= names
    assert {"migrations/env.py", "migrations/script.py.mako"} <= names
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_it_holds_every_file_of_the_packages_and_nothing_else_of_ours(wheel, request):
    names = zipfile.ZipFile(wheel).namelist()
    root = request.config.rootpath
    ours = {
        str(path.relative_to(root))
        for folder in ("backend", "worker", "migrations")
        for path in (root / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    packed = {
        name
        for name in names
        if ".dist-info/" not in name and not name.startswith("backend/built_page/")
    }
    assert packed == ours


def test_an_instance_of_it_serves_the_page_and_the_api_from_any_folder(installed, tmp_path):
    # Folders of these names where the user stands are not ours, and are left alone.
    for stranger in ("backend", "worker", "migrations"):
        (tmp_path / stranger).mkdir()
        (tmp_path / stranger / "__init__.py").write_text("raise RuntimeError('not ours')")
    output = tmp_path / "output"
    with output.open("wb") as file:
        up = subprocess.Popen(
            [installed, "up", "--port", "0"],
            cwd=tmp_path,
            env=plain_environment(),
            stdout=file,
            stderr=file,
        )
    try:
        until(lambda: ADDRESS.search(output.read_text()) or up.poll() is not None)
        match = ADDRESS.search(output.read_text())
        assert match is not None, output.read_text()
        with httpx.Client(base_url=match[1], trust_env=False) as browser:
            browser.get("/", params={"token": match[2]})
            page = browser.get("/runs").text
            script = re.search(r'src="(/assets/[^"]+\.js)"', page)
            assert script is not None, page
            assert browser.get(script[1]).status_code == 200
            assert browser.get("/api/v1/catalog").json()["presets"]
        assert (tmp_path / "data" / "branchpoint.db").is_file()
    finally:
        up.terminate()
        up.wait(30)
