"""Every page in both themes and at both widths: no accessibility violation, nothing too wide."""

import pytest
from playwright.sync_api import expect

from tests.e2e.accessible import assert_fits, assert_no_violation

PAGES = ("/", "/runs", "/launch", "/compare", "/queue", "/nowhere")


@pytest.fixture(params=["light", "dark"])
def scheme(request):
    return request.param


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_accessibility_violation(owner, scheme, path):
    owner.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    owner.goto(path)
    expect(owner.get_by_role("heading", level=1)).to_be_visible()
    assert_no_violation(owner)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_a_phone(owner, path):
    owner.set_viewport_size({"width": 390, "height": 844})
    owner.goto(path)
    expect(owner.get_by_role("heading", level=1)).to_be_visible()
    assert_fits(owner)


@pytest.mark.parametrize(
    "address",
    [
        "/compare?runs=,,&h=x&step=-1&policy=?",
        "/compare?experiment=nope&filter=((&panels=error?x|%7C|steps?series=%00&zoom=a:1:0,b&baseline=%F0",
        "/compare?runs=0&diagnostic=%00&series=%3Cx%3E&sort=--cpu&group=,",
        "/launch?set=1&seeds=%00",
        "/runs?sort=%F0&limit=x",
    ],
)
def test_a_malformed_address_does_not_break_a_page(owner, address):
    owner.goto(address)
    expect(owner.get_by_role("heading", level=1)).to_be_visible()
    expect(owner.get_by_text("Something went wrong")).to_have_count(0)
