"""Many tabs of one browser: all load, all follow, and one stream serves them."""

import os
import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.conftest import CHROMIUM_FLAGS, Instance, patient

TABS = 20
EVENTS = "/api/v1/events"
# Headless tabs are all on screen at once; this is what a tab behind another one is told.
SHOW = """(shown) => {
    Object.defineProperty(document, 'visibilityState',
        { configurable: true, get: () => (shown ? 'visible' : 'hidden') });
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => !shown });
    document.dispatchEvent(new Event('visibilitychange'));
}"""


class Followed:
    """An experiment whose name the tabs show, renamed behind their back."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.context = context
        self.api = f"{url}/api/v1/experiments"
        made = self._ask("post", self.api)
        self.path = f"/experiments/{made['id']}"
        self.api = f"{self.api}/{made['id']}"

    def _ask(self, method: str, url: str) -> dict:
        self.name = f"Name {uuid.uuid4().hex[:8]}"
        send = getattr(self.context.request, method)
        answer = send(url, data={"name": self.name}, headers={"Branchpoint-Csrf": "1"})
        assert answer.ok, answer.text()
        return answer.json()

    def rename(self) -> None:
        """Give it another name, as somebody else would."""
        self._ask("patch", self.api)

    def open_in(self, page: Page) -> None:
        """Show it in a tab that follows."""
        page.goto(self.path)
        self.is_shown_in(page)
        expect(page.get_by_text("Live", exact=True)).to_be_visible()

    def is_shown_in(self, page: Page) -> None:
        """Expect its present name."""
        expect(page.get_by_role("heading", level=1)).to_contain_text(self.name)


@pytest.fixture
def context(browser: Browser, instance: Instance, signed_in: dict) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=instance.url, storage_state=signed_in)
    patient(context).close()
    yield context
    context.close()


@pytest.fixture
def followed(context: BrowserContext, instance: Instance) -> Followed:
    return Followed(context, instance.url)


def streams(context: BrowserContext) -> list[str]:
    """The streams that are asked for from now on."""
    asked: list[str] = []
    context.on("request", lambda each: EVENTS in each.url and asked.append(each.url))
    return asked


def test_twenty_tabs_open_and_follow_over_one_stream(context, followed):
    asked = streams(context)
    tabs = [context.new_page() for _ in range(TABS)]
    for tab in tabs:
        followed.open_in(tab)
    followed.rename()
    for tab in tabs:
        followed.is_shown_in(tab)
    assert len(asked) == 1


def test_another_tab_takes_over_and_no_change_is_lost(context, followed):
    tabs = [context.new_page() for _ in range(3)]
    for tab in tabs:
        followed.open_in(tab)
    while len(tabs) > 1:
        tabs.pop(0).close()
        followed.rename()
        for tab in tabs:
            followed.is_shown_in(tab)


def test_a_hidden_tab_holds_no_stream_and_catches_up_when_it_is_shown(context, followed):
    tab = context.new_page()
    followed.open_in(tab)
    with tab.expect_event("requestfailed", lambda each: EVENTS in each.url):
        tab.evaluate(SHOW, arg=False)
    asked = streams(context)
    followed.rename()
    tab.wait_for_timeout(1_500)
    assert asked == []
    tab.evaluate(SHOW, arg=True)
    followed.is_shown_in(tab)
    assert len(asked) == 1


def test_a_tab_behind_another_that_follows_catches_up_when_it_is_shown(context, followed):
    behind, front = context.new_page(), context.new_page()
    followed.open_in(behind)
    behind.evaluate(SHOW, arg=False)
    followed.open_in(front)
    followed.rename()
    followed.is_shown_in(front)
    asked = streams(context)
    behind.evaluate(SHOW, arg=True)
    followed.is_shown_in(behind)
    assert asked == []


def test_another_browser_has_a_stream_of_its_own(browser, instance, signed_in, context, followed):
    here = context.new_page()
    followed.open_in(here)
    elsewhere = browser.new_context(base_url=instance.url, storage_state=signed_in)
    asked = streams(elsewhere)
    there = elsewhere.new_page()
    followed.open_in(there)
    assert len(asked) == 1
    here.close()
    followed.rename()
    followed.is_shown_in(there)
    elsewhere.close()


@pytest.fixture
def remembering(browser: Browser) -> Iterator[Browser]:
    """A browser that keeps pages to go back to, as people's do; Playwright's does not."""
    keeping = browser.browser_type.launch(
        executable_path=os.environ.get("CHROMIUM") or None,
        args=list(CHROMIUM_FLAGS),
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield keeping
    keeping.close()


NOTE_RETURN = "addEventListener('pageshow', (e) => { window.wasKept = e.persisted; })"


def test_pages_kept_to_go_back_to_hold_no_stream_and_are_live_again(
    remembering, instance, signed_in
):
    context = remembering.new_context(base_url=instance.url, storage_state=signed_in)
    page = patient(context)
    page.add_init_script(NOTE_RETURN)
    followed = Followed(context, instance.url)
    for number in range(8):
        page.goto(f"{followed.path}?visit={number}")
        followed.is_shown_in(page)
    followed.rename()
    were_kept = []
    for _ in range(3):
        page.go_back(wait_until="commit")
        followed.is_shown_in(page)
        were_kept.append(page.evaluate("window.wasKept"))
    # Chromium keeps no page that is still busy when it is left, as on a busy machine.
    assert any(were_kept)
    followed.rename()
    followed.is_shown_in(page)
    context.close()
