"""Pages with results that no test has time to train for: planted runs, a server of their own."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from backend.cli.instance.tokens import new_sign_in_token
from backend.db import migrate
from backend.db.session import Database
from backend.db.settings import DatabaseSettings
from tests.benchmarks.load.served import process
from tests.benchmarks.screenshots.pages import of_full
from tests.benchmarks.screenshots.store import filled
from tests.e2e.conftest import patient

# A page of each kind; those of the guide and of an empty instance are looked at elsewhere.
LOOKED_AT = (
    "experiments", "experiment", "runs-filtered", "queue", "compare-few", "compare-many",
    "compare-failed", "compare-names", "run-ended", "run-failed-late", "run-live", "run-waits",
    "run-deleted", "share", "share-revoked", "sessions",
)  # fmt: skip
SETTLED = """() => document.querySelector("h1") !== null
  && ![...document.querySelectorAll('[role=status][aria-label^="Loading"]')].some((each) =>
    each.getBoundingClientRect().top < innerHeight)"""


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """The address of a server with planted runs, its database, and the pages to look at."""
    folder = tmp_path_factory.mktemp("planted")
    settings = DatabaseSettings(data=folder)
    migrate.upgrade(settings)
    database = Database(settings)
    pages = {shot.name: shot.path for shot in of_full(filled(database))}
    with process(settings, folder) as (url, _):
        yield url, database, pages
    database.dispose()


@pytest.fixture(scope="module")
def state(browser, planted):
    """A browser that is signed in to it."""
    url, database, _ = planted
    context = browser.new_context(base_url=url)
    context.new_page().goto(f"/?token={new_sign_in_token(database)}")
    yield context.storage_state()
    context.close()


@pytest.fixture
def page(browser, planted, state):
    context = browser.new_context(base_url=planted[0], storage_state=state, reduced_motion="reduce")
    yield patient(context)
    context.close()


@pytest.mark.parametrize("name", LOOKED_AT)
def test_a_page_with_results_has_no_violation_in_either_theme_and_fits_a_phone(page, planted, name):
    for scheme, width in (("light", 1440), ("dark", 390)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(planted[2][name])
        page.wait_for_function(SETTLED)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


def test_a_long_name_leaves_the_numbers_of_a_comparison_in_sight(page, planted):
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(planted[2]["compare-names"])
    row = page.get_by_role("group", name="Values by group").get_by_role("row").nth(1)
    error = row.get_by_role("cell").first
    expect(error).to_have_text("0.252")
    box = error.bounding_box()
    assert box["x"] + box["width"] < 1440


def test_runs_are_compared_by_keyboard_alone(page):
    page.goto("/compare")
    page.get_by_role("button", name="Choose runs").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Runs compared")
    words = dialog.get_by_role("textbox", name="Or single runs")
    expect(words).to_be_focused()
    page.keyboard.type("k = 1, seed")
    boxes = dialog.get_by_role("checkbox", name="k = 1, seed")
    expect(boxes).to_have_count(5)
    for _ in range(2):
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
    page.keyboard.press("Tab")
    while not dialog.get_by_role("button", name="Compare 2 runs").evaluate(
        "button => button === document.activeElement"
    ):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="Values by group")).to_be_visible()
    slider = page.get_by_role("slider", name="Training time")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    expect(slider).to_have_attribute("aria-valuetext", "4,500 real steps")
    page.wait_for_url("**step=4500**")
