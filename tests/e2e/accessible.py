"""What axe finds on a page as it stands."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

STILL = """() => document.getAnimations().every((each) => each.playState !== "running"
  || each.effect.getComputedTiming().endTime === Infinity)"""


def assert_no_violation(page: Page) -> None:
    """Fail with axe's report where it finds anything, once nothing fades in or out any more."""
    page.emulate_media(reduced_motion="reduce")
    page.wait_for_function(STILL)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def assert_no_violation_in_either_theme(page: Page) -> None:
    """Fail with axe's report where it finds anything."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert_no_violation(page)


def assert_fits(page: Page) -> None:
    """Fail where a page stays wider than its window; a figure may be drawn anew for it just now."""
    page.wait_for_function("() => document.documentElement.scrollWidth <= window.innerWidth")
