"""A browser that is signed out says so in its open page and tells the way back in."""

import pytest
from playwright.sync_api import expect

from tests.e2e.accessible import assert_no_violation
from tests.e2e.conftest import patient


@pytest.fixture
def visitor(browser, instance):
    """A browser of its own, signed in, so that the others stay so."""
    context = browser.new_context(base_url=instance.url, reduced_motion="reduce")
    page = patient(context)
    page.goto(instance.command("open").stdout.strip())
    yield page
    context.close()


def test_a_browser_signs_itself_out(visitor):
    visitor.get_by_role("button", name="Session").click()
    visitor.get_by_role("menuitem", name="Signed-in browsers").click()
    expect(visitor.get_by_text("(this one)")).to_be_visible()
    assert_no_violation(visitor)
    visitor.get_by_role("button", name="Session").click()
    visitor.get_by_role("menuitem", name="Sign out").click()
    expect(visitor.get_by_role("heading", name="Signed out")).to_be_visible()
    visitor.reload()
    expect(visitor.get_by_role("heading", level=1)).to_have_text(
        "Open the address that the server printed"
    )


def test_an_open_page_that_is_signed_out_elsewhere_says_so(visitor, instance):
    expect(visitor.get_by_role("button", name="Session")).to_be_visible()
    mine = instance.command("sessions").stdout.splitlines()[1].split()[0]
    instance.command("sessions", "revoke", mine)
    expect(visitor.get_by_role("heading", name="Signed out")).to_be_visible()
    expect(visitor.get_by_text("branchpoint open")).to_be_visible()
