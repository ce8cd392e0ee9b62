"""A curve from a paper: given once with its source, drawn dashed beside the runs, sent along."""

import pytest
from playwright.sync_api import expect

from tests.e2e.accessible import assert_no_violation_in_either_theme
from tests.e2e.conftest import patient

SOURCE = "Chua et al. 2018, figure 3"
CSV = "step,value,low,high\n500,-1300,-1400,-1200\n2500,-600,-700,-500\n5000,-180,-260,-120\n"
DASHED = """figure => (figure._fullData ?? [])
  .filter(trace => trace.mode === "lines" && trace.line.dash === "dash" && trace.x.length === 3)
  .map(trace => [trace.name, Array.from(trace.x), Array.from(trace.y)])"""


@pytest.fixture
def comparison(pictured, pictures):
    """A comparison of Pendulum's runs, with what stands below its figures opened."""
    pictured.set_viewport_size({"width": 1440, "height": 1400})
    pictured.goto(pictures.pages["compare-few"])
    pictured.get_by_text("Published curves: lines of papers").click()
    return pictured


def dashed(page):
    """The dashed lines of the returns that have the curve's three points."""
    figure = page.get_by_role("region", name="Real and model return").locator(".js-plotly-plot")
    expect(figure.locator(".scatterlayer .trace").first).to_be_attached()
    return figure.evaluate(DASHED)


def until_dashed(page, count):
    figure = page.get_by_role("region", name="Real and model return").locator(".js-plotly-plot")
    page.wait_for_function(
        f"([figure, count]) => ({DASHED})(figure).length === count",
        arg=[figure.element_handle(), count],
    )


@pytest.fixture
def kept(comparison):
    """The same page after a curve was given in its form; it is deleted at the end."""
    page = comparison
    page.get_by_role("button", name="Add a published curve").click()
    form = page.get_by_role("dialog", name="A published curve")
    form.get_by_role("textbox", name="Title").fill("PETS")
    form.get_by_role("textbox", name="Source", exact=True).fill(SOURCE)
    expect(form.get_by_role("textbox", name="Task")).to_have_value("Pendulum-v1")
    file = {"name": "pets.csv", "mimeType": "text/csv", "buffer": CSV.encode()}
    form.locator("input[type=file]").set_input_files(file)
    expect(form.get_by_role("textbox", name="Points")).to_have_value(CSV)
    form.get_by_role("button", name="Keep the curve").click()
    expect(form).to_have_count(0)
    yield page
    page.get_by_role("button", name="Delete PETS").click()
    expect(page.get_by_role("button", name="Delete PETS")).to_have_count(0)


def test_what_is_wrong_with_a_curve_is_said_with_its_row(comparison):
    comparison.get_by_role("button", name="Add a published curve").click()
    form = comparison.get_by_role("dialog", name="A published curve")
    form.get_by_role("textbox", name="Title").fill("PETS")
    form.get_by_role("textbox", name="Source", exact=True).fill(SOURCE)
    form.get_by_role("textbox", name="Points").fill(CSV.replace("2500", "much"))
    form.get_by_role("button", name="Keep the curve").click()
    expect(form.get_by_text("row 3, column step")).to_be_visible()
    assert_no_violation_in_either_theme(comparison)


def test_a_curve_is_drawn_dashed_with_its_source_and_goes_with_a_link(kept, browser):
    until_dashed(kept, 1)
    ((name, steps, values),) = dashed(kept)
    assert name == "PETS, as published"
    assert (steps, values) == ([500, 2500, 5000], [-1300, -600, -180])
    returns = kept.get_by_role("region", name="Real and model return")
    expect(returns.get_by_text(f"PETS ({SOURCE})")).to_be_visible()
    table = kept.get_by_role("group", name="Published curves")
    expect(table.get_by_role("row").filter(has_text="PETS")).to_contain_text("500 to 5,000")

    kept.get_by_role("button", name="Share view").click()
    kept.get_by_role("button", name="Make the link").click()
    link = kept.get_by_label("Copy it now: it is not shown again").input_value()
    kept.keyboard.press("Escape")
    reader = patient(browser.new_context())
    reader.goto(link)
    until_dashed(reader, 1)
    reader.context.close()


def test_a_curve_is_left_undrawn_deleted_and_brought_back(kept):
    until_dashed(kept, 1)
    drawn = kept.get_by_role("checkbox", name="drawn in the figures")
    drawn.focus()
    kept.keyboard.press("Space")
    until_dashed(kept, 0)
    kept.wait_for_url("**published=false**")
    kept.keyboard.press("Space")
    until_dashed(kept, 1)
    kept.get_by_role("button", name="Delete PETS").click()
    until_dashed(kept, 0)
    kept.get_by_role("button", name="Undo").click()
    until_dashed(kept, 1)
