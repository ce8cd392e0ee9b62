"""Attacks 8, 9 and 14: paths that lead out, addresses of files, and pickles in their place.

Precedents: CVE-2023-6909, CVE-2024-1560 and CVE-2026-32847 for paths; CVE-2024-1483 and
CVE-2026-64849 for addresses; CVE-2024-24590 and CVE-2025-32434 for pickles. That a pickle is never
loaded is tested where checkpoints are (`tests/worker/test_checkpoints.py`).
"""

from pathlib import Path

import pytest

from backend.db import artifacts, queue
from backend.spec.run import RunSpec

ROOT = Path(__file__).resolve().parents[3]
SECRET = "not for you"
TRAVERSALS = [
    "../secret.txt", "..%2fsecret.txt", "%2e%2e%2fsecret.txt", "%2e%2e/secret.txt",
    "%252e%252e%252fsecret.txt", "..%5csecret.txt", "..\\secret.txt", "....//secret.txt",
    "assets/../../secret.txt", "assets/%2e%2e/%2e%2e/secret.txt", "link.txt", "folder/secret.txt",
    "//secret.txt", "%00secret.txt", "index.html%00../../secret.txt", ".%2e/secret.txt",
]  # fmt: skip


@pytest.fixture
def page(quick_api, tmp_path):
    dist = tmp_path / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "index.html").write_text("the page", "utf-8")
    (tmp_path / "secret.txt").write_text(SECRET, "utf-8")
    (dist / "link.txt").symlink_to(tmp_path / "secret.txt")
    (dist / "folder").symlink_to(tmp_path)
    return quick_api.by()


@pytest.mark.parametrize("path", TRAVERSALS)
def test_path_traversal_in_the_page_s_files_finds_nothing(page, path):
    answer = page.get(f"/{path}")
    assert SECRET not in answer.text
    assert answer.status_code in (200, 404)


@pytest.mark.parametrize("path", ["/etc/passwd", "/proc/self/environ"])
def test_an_absolute_path_is_none(page, path):
    for address in (f"/{path}", f"/assets/{path}", f"/%2f{path}"):
        answer = page.get(f"http://localhost{address}")
        assert answer.text == "the page" or answer.status_code == 404


@pytest.mark.parametrize("path", TRAVERSALS)
def test_path_traversal_in_an_id_or_a_name_finds_nothing(quick_api, run, tmp_path, path):
    (tmp_path / "secret.txt").write_text(SECRET, "utf-8")
    for address in (
        f"runs/{path}",
        f"runs/{path}/logs",
        f"runs/{path}/artifacts",
        f"runs/{path}/spec",
        f"experiments/{path}",
        f"figures/{path}",
        f"shares/{path}",
        f"series?runs={run['id']}&keys={path}&format=csv",
        f"profiles?runs={run['id']}&kind={path}",
    ):
        answer = quick_api.get(address)
        assert SECRET not in answer.text
        assert answer.status_code in (200, 404, 405, 410, 422), (address, answer.text)


@pytest.mark.parametrize(
    "name", ["mine/../x", "mine/..%2fx", "../x", "/x", "mine/a/b", "mine/A", ""]
)
def test_a_preset_s_name_is_no_path(quick_api, tmp_path, name):
    before = sorted(tmp_path.rglob("*"))
    answer = quick_api.post("presets", {"name": name, "title": "x", "spec": {}})
    assert answer.status_code == 422
    assert sorted(tmp_path.rglob("*")) == before


def test_a_download_s_name_is_ours_and_saves_a_file(quick_api, run):
    for path in (
        f"series?runs={run['id']}&format=csv",
        f"trust?runs={run['id']}&format=csv",
        f"figures/returns.html?runs={run['id']}",
    ):
        answer = quick_api.get(path)
        assert answer.status_code == 200, answer.text
        said = answer.headers["content-disposition"]
        assert said.startswith("attachment; filename="), path
        assert set('/\\\r\n;"').isdisjoint(said.removeprefix("attachment; filename=").strip('"'))
        assert answer.headers["x-content-type-options"] == "nosniff"
    shown = quick_api.get(f"runs/{run['id']}/spec?format=yaml")
    assert shown.headers["content-type"].startswith("application/yaml")
    assert shown.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "uri", ["file:///etc/passwd", "http://evil.example/#/../..", "s3://evil/x", "../../x"]
)
def test_no_request_says_where_an_artifact_lies(quick_api, run, uri):
    """The server gives addresses and serves no content; a row with a bad one is only text."""
    for body in ({"artifacts_url": uri}, {"spec": {"artifacts": uri}}, {"uri": uri}):
        assert quick_api.post("runs", body).status_code == 422
        assert quick_api.patch(f"runs/{run['id']}", body).status_code == 422
    with quick_api.database.transaction() as session:
        claim = queue.Claim(run["id"], 1, RunSpec(), "w" * 12)
        artifacts.record(
            session,
            claim,
            artifacts.NewArtifact("checkpoint", "x", uri, 1, "0" * 64, 1),
        )
    answer = quick_api.get(f"runs/{run['id']}/artifacts")
    assert answer.status_code == 200
    assert "root:" not in answer.text
    for path in (f"runs/{run['id']}/artifacts/x", f"artifacts/{uri}"):
        assert quick_api.get(path).status_code == 404


def test_one_place_loads_checkpoints_and_nothing_unpickles():
    found = []
    for file in [*ROOT.glob("backend/**/*.py"), *ROOT.glob("worker/**/*.py")]:
        text = file.read_text("utf-8")
        for word in ("pickle.load", "pickle.Unpickler", "joblib", "cloudpickle", "dill", "shelve"):
            assert word not in text, f"{file} has {word}"
        found += [file.name for _ in range(text.count("torch.load("))]
        if "allow_pickle=True" in text:
            found.append(file.name)
        assert "yaml.unsafe_load" not in text
        # A SafeLoader, with the words of YAML 1.2.
        assert text.count("yaml.load(") == text.count("Loader=PlainLoader)")
    assert found == ["checkpoint.py"]
    assert "weights_only=True" in (ROOT / "worker" / "jobs" / "checkpoint.py").read_text("utf-8")
