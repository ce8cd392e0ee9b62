"""A published page in a real browser: from a plain file server below a path, and as a file."""

import functools
import http.server
import json
import threading

import numpy as np
import pytest
from playwright.sync_api import expect

from backend.db import profiles, queue, series
from backend.db.session import Database
from backend.db.settings import DatabaseSettings
from backend.db.status import Status
from backend.runs.launch import launch
from backend.runs.launch_schemas import LaunchRequest
from tests.e2e.conftest import patient

SCRIPT = "<script>window.attacked = true</script>"
STEPS = np.arange(1, 4_001)
EVALUATIONS = (1_000, 4_000)
HORIZON = np.arange(1, 11)


def curve(step, seed):
    mean = 0.1 * HORIZON * (1 + seed / 10) * step / 1_000
    none = np.empty((0, len(HORIZON)))
    return profiles.StoredProfile(
        "", "horizon-error", "current", step, "mean", HORIZON, mean, mean, mean, mean,
        np.full(len(HORIZON), 3), none, np.empty(0, int),
    )  # fmt: skip


def plant(instance):
    """Two runs with a hostile name, whose lines are thinned."""
    database = Database(DatabaseSettings(data=instance.data))
    with database.transaction() as session:
        asked = LaunchRequest(experiment_name="to publish", name=f"{SCRIPT}", seeds=[0, 1])
        runs = launch(session, asked).runs
        for seed, _ in enumerate(runs):
            claim = queue.claim(session, "planter", 3_600)
            values = np.sin(STEPS / 300) + seed
            keys = ("return/real", "return/model")
            series.append(
                session, claim, {key: series.Points(STEPS, values, STEPS * 0.1) for key in keys}
            )
            profiles.save(session, claim, [curve(step, seed) for step in EVALUATIONS])
            queue.finish(session, claim, Status.SUCCEEDED)
    database.dispose()


@pytest.fixture(scope="module")
def folder(instance, tmp_path_factory):
    """What `branchpoint publish` made of them."""
    plant(instance)
    place = tmp_path_factory.mktemp("host") / "below" / "a path"
    made = instance.command(
        "publish",
        "to publish",
        "--to",
        str(place),
        "--note",
        f"Look at **this** {SCRIPT}",
        "--licence",
        f"CC BY {SCRIPT}",
    )
    assert made.returncode == 0, made.stderr
    assert made.stdout.startswith("file:///")
    return place


@pytest.fixture(scope="module")
def host(folder):
    """A plain file server, of which the page is one folder among others."""
    served = functools.partial(Quiet, directory=str(folder.parent.parent))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), served)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/below/a%20path/"
    server.shutdown()
    server.server_close()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        """No log of requests."""


@pytest.fixture(params=["host", "file"])
def page(request, browser, folder):
    address = folder.joinpath("index.html").as_uri()
    if request.param == "host":
        address = request.getfixturevalue("host")
    context = browser.new_context(accept_downloads=True)
    page = patient(context)
    errors, asked = [], []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda each: asked.append(each.url))
    page.goto(address)
    yield page
    assert errors == []
    assert page.evaluate("window.attacked") is None
    own = address.split("index.html")[0]
    assert [url for url in asked if not url.startswith((own, "blob:", "data:"))] == []
    context.close()


def test_the_page_works_without_a_server(page):
    expect(page.get_by_role("heading", level=1)).to_have_text("to publish")
    expect(page.get_by_text("unchanged since")).to_be_visible()
    note = page.get_by_role("region", name="What its author says")
    expect(note).to_contain_text("Look at this")
    expect(note.locator("script")).to_have_count(0)
    expect(page.get_by_role("contentinfo")).to_contain_text(f"CC BY {SCRIPT}")
    figures = page.locator("figure .main-svg")
    expect(figures.first).to_be_visible()
    slider = page.get_by_role("slider", name="Training time")
    slider.press("ArrowLeft")
    expect(page.get_by_text("1,000 real steps").first).to_be_visible()
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as waited:
        # By key: figures that are still drawn move the menu under a pointer.
        page.get_by_role("button", name="returns, CSV").press("Enter")
    lines = waited.value.path().read_text().splitlines()
    assert len(lines) == 1 + 2 * 2 * len(STEPS)
    with page.expect_download() as waited:
        page.get_by_role("button", name="Specs and versions").click()
    assert len(json.loads(waited.value.path().read_text())) == 2


def test_a_run_of_it_opens_and_leads_back(page):
    page.get_by_role("link", name=SCRIPT).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(SCRIPT)
    expect(page.locator("figure .main-svg").first).to_be_visible()
    page.get_by_role("link", name="As published").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("to publish")


def test_a_choice_that_was_not_published_says_so(page):
    expect(page.locator("figure .main-svg").first).to_be_visible()
    before = page.url.split("#")[0]
    page.goto(
        f"{before}#/s/published?step=1000&policy=data&scale=log&ref=none&sum=sum&changed=true"
    )
    expect(page.get_by_text("This choice was not published").first).to_be_visible()
    page.get_by_role("link", name="As published").click()
    expect(page.get_by_text("This choice was not published")).to_have_count(0)
