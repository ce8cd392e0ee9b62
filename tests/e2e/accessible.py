"""What axe finds on a page as it stands."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def assert_no_violation_in_either_theme(page: Page) -> None:
    """Fail with axe's report where it finds anything."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


def assert_fits(page: Page) -> None:
    """Fail where a page stays wider than its window; a figure may be drawn anew for it just now."""
    page.wait_for_function("() => document.documentElement.scrollWidth <= window.innerWidth")
