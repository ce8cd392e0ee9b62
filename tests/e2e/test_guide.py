"""The guide in a real browser: found, read, searched, and opened beside a form."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.accessible import assert_no_violation


def test_help_leads_to_a_page_and_to_its_section(owner):
    owner.goto("/")
    owner.get_by_role("link", name="Help", exact=True).click()
    expect(owner.get_by_role("heading", level=1)).to_have_text("Guide")
    owner.get_by_role("navigation", name="Guide").get_by_role("link", name="Recipes").click()
    expect(owner.get_by_role("heading", level=1)).to_have_text("Recipes")
    owner.goto("/help/glossary#one-step-error-ε")
    expect(owner.get_by_role("heading", name="One-step error ε")).to_be_in_viewport()


def test_words_are_searched_by_keyboard_and_without_the_server(owner):
    owner.goto("/help/figures")
    expect(owner.get_by_role("heading", level=1)).to_be_visible()
    owner.context.set_offline(True)
    owner.keyboard.press("/")
    owner.keyboard.type("full disk")
    result = owner.get_by_role("search").get_by_role("link", name="A full disk")
    expect(result).to_be_visible()
    owner.keyboard.press("ArrowDown")
    expect(owner.get_by_role("search").get_by_role("link").first).to_be_focused()
    result.click()
    expect(owner).to_have_url(re.compile("/help/operations.*#a-full-disk$"))
    expect(owner.get_by_role("heading", name="A full disk")).to_be_in_viewport()


def test_a_mark_explains_beside_a_half_filled_form(owner):
    owner.goto("/launch")
    seeds = owner.get_by_role("textbox", name="Seeds")
    seeds.fill("0-6")
    owner.get_by_role("button", name="Help: New runs").click()
    expect(owner.get_by_role("dialog", name="The form")).to_be_visible()
    owner.keyboard.press("Escape")
    expect(owner.get_by_role("dialog")).to_have_count(0)
    expect(owner.get_by_role("button", name="Help: New runs")).to_be_focused()
    expect(seeds).to_have_value("0-6")


def test_somebody_who_was_not_let_in_may_read_it(stranger):
    stranger.goto("/help/verdicts")
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Verdicts, warnings and trust")
    expect(stranger.get_by_role("link", name="Queue", exact=True)).to_have_count(0)


def test_a_page_that_is_not_there_says_so(owner):
    owner.goto("/help/nothing")
    expect(owner.get_by_role("heading", level=1)).to_have_text("There is no such page")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_every_page_of_it_can_be_used_by_all(owner, scheme, width):
    owner.emulate_media(color_scheme=scheme)
    owner.set_viewport_size({"width": width, "height": 900})
    for page in ("", "/figures", "/spec", "/recipes"):
        owner.goto(f"/help{page}")
        expect(owner.get_by_role("heading", level=1)).to_be_visible()
        assert owner.evaluate("document.documentElement.scrollWidth") <= width
        assert_no_violation(owner)
