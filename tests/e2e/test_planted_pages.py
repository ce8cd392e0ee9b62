"""Pages with results that no test has time to train for: planted runs, a server of their own."""

import pytest
from playwright.sync_api import expect

from tests.e2e.accessible import (
    assert_fits,
    assert_no_violation,
    assert_no_violation_in_either_theme,
)
from tests.e2e.conftest import patient

# A page of each kind; those of the guide and of an empty instance are looked at elsewhere.
LOOKED_AT = (
    "experiments", "experiment", "runs-filtered", "queue", "compare-few", "compare-many",
    "compare-failed", "compare-names", "compare-panels", "compare-crowd", "compare-maps",
    "runs-grouped", "runs-chosen", "run-ended", "run-failed-late", "run-live", "run-waits",
    "run-deleted", "share", "share-revoked", "sessions",
)  # fmt: skip
SETTLED = """() => document.querySelector("h1") !== null
  && ![...document.querySelectorAll("[role=status]")].some((each) =>
    `${each.ariaLabel ?? ""}${each.textContent}`.startsWith("Loading")
    && each.getBoundingClientRect().top < innerHeight)"""


@pytest.mark.parametrize("name", LOOKED_AT)
def test_a_page_with_results_has_no_violation_in_either_theme_and_fits_a_phone(
    pictured, pictures, name
):
    for scheme, width in (("light", 1440), ("dark", 390)):
        pictured.emulate_media(color_scheme=scheme)
        pictured.set_viewport_size({"width": width, "height": 900})
        pictured.goto(pictures.pages[name])
        pictured.wait_for_function(SETTLED)
        assert_no_violation(pictured)
        assert_fits(pictured)


@pytest.mark.parametrize(("name", "button"), [("queue", "Limits"), ("experiment", "Limit")])
def test_a_limit_is_set_and_taken_away_by_keyboard_alone_on_a_phone(
    pictured, pictures, name, button
):
    pictured.set_viewport_size({"width": 390, "height": 844})
    pictured.goto(pictures.pages[name])
    opener = pictured.get_by_role("button", name=button, exact=True)
    told = pictured.get_by_text("at most 70 at a time")
    for keys, is_told in (("70", True), ("0", False)):
        opener.focus()
        pictured.keyboard.press("Enter")
        field = pictured.get_by_role("dialog").get_by_role("textbox").first
        expect(field).to_be_focused()
        assert_no_violation_in_either_theme(pictured)
        assert_fits(pictured)
        pictured.keyboard.press("Control+a")
        pictured.keyboard.type(keys)
        pictured.keyboard.press("Enter")
        expect(told).to_have_count(int(is_told))
        expect(opener).to_be_focused()


def test_a_long_name_leaves_the_numbers_of_a_comparison_in_sight(pictured, pictures):
    pictured.set_viewport_size({"width": 1440, "height": 900})
    pictured.goto(pictures.pages["compare-names"])
    row = pictured.get_by_role("group", name="Values by group").get_by_role("row").nth(1)
    error = row.get_by_role("cell").first
    expect(error).to_have_text("0.252")
    box = error.bounding_box()
    assert box["x"] + box["width"] < 1440


def test_runs_are_compared_by_keyboard_alone(pictured):
    pictured.goto("/compare")
    pictured.get_by_role("button", name="Choose runs").focus()
    pictured.keyboard.press("Enter")
    dialog = pictured.get_by_role("dialog", name="Runs compared")
    words = dialog.get_by_role("textbox", name="Or single runs")
    expect(words).to_be_focused()
    pictured.keyboard.type("k = 1, seed")
    boxes = dialog.get_by_role("checkbox", name="k = 1, seed")
    expect(boxes).to_have_count(5)
    for _ in range(2):
        pictured.keyboard.press("Tab")
        pictured.keyboard.press("Space")
    pictured.keyboard.press("Tab")
    while not dialog.get_by_role("button", name="Compare 2 runs").evaluate(
        "button => button === document.activeElement"
    ):
        pictured.keyboard.press("Tab")
    pictured.keyboard.press("Enter")
    expect(pictured.get_by_role("group", name="Values by group")).to_be_visible()
    slider = pictured.get_by_role("slider", name="Training time")
    slider.focus()
    pictured.keyboard.press("ArrowLeft")
    expect(slider).to_have_attribute("aria-valuetext", "4,500 real steps")
    pictured.wait_for_url("**step=4500**")


def test_a_view_of_more_runs_than_are_drawn_one_by_one_is_sent_to_a_stranger(
    pictured, pictures, browser
):
    pictured.goto(pictures.pages["compare-crowd"])
    told = "510 runs in 51 groups are too many lines to tell apart"
    expect(pictured.get_by_text(told).first).to_be_visible()
    pictured.get_by_role("button", name="Share view").click()
    expect(pictured.get_by_role("checkbox", name="Frozen")).to_be_disabled()
    pictured.get_by_role("button", name="Make the link").click()
    link = pictured.get_by_label("Copy it now: it is not shown again").input_value()
    reader = patient(browser.new_context(reduced_motion="reduce"))
    reader.goto(link)
    expect(reader.get_by_text(told).first).to_be_visible()
    returns = reader.get_by_role("region", name="Real and model return")
    expect(returns.locator(".scatterlayer .trace").first).to_be_attached()
    expect(reader.get_by_role("group", name="Values by group")).to_contain_text("all 510 runs")
    reader.context.close()
