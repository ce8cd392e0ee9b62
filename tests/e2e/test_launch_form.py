"""The launch form as it is used: by keyboard alone, from a pasted text, and left half-way."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.e2e.accessible import assert_fits, assert_no_violation

# Keys that reach any field of the page, however it grows.
MOST_TABS = 120
GRID = """\
environment: {id: Pendulum-v1}
rollout:
  start: real_uniform
  length: [1, -5]
model: {hidden: [32, 32], members: 3, elites: 2}
seed: [0, 1]
"""


def tab_to(page, what):
    """Press Tab until the element has the focus."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if what.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{MOST_TABS} times Tab do not lead to {what}")


def test_a_grid_of_two_fields_is_launched_by_keyboard_alone(owner, instance):
    owner.goto("/")
    tab_to(owner, owner.get_by_role("link", name="Launch", exact=True))
    owner.keyboard.press("Enter")
    length = owner.get_by_role("combobox", name="Rollout length k")
    expect(length).to_be_visible()
    tab_to(owner, length)
    owner.keyboard.press("Backspace")
    owner.keyboard.type("1,5,20")
    tab_to(owner, owner.get_by_role("textbox", name="Seeds"))
    owner.keyboard.type("0-1")
    tab_to(owner, owner.get_by_role("combobox", name="Experiment"))
    owner.keyboard.type("By keyboard")
    owner.keyboard.press("Escape")
    tab_to(owner, owner.get_by_role("searchbox", name="Search the settings"))
    owner.keyboard.type("model.members")
    tab_to(owner, owner.get_by_role("textbox", name=re.compile("^Ensemble")))
    owner.keyboard.type("5, 7")
    counted = "3 lengths \N{MULTIPLICATION SIGN} 2 members values \N{MULTIPLICATION SIGN} 2 seeds"
    expect(owner.get_by_text(f"{counted} = 12 runs")).to_be_visible()
    owner.keyboard.press("Control+Enter")
    owner.wait_for_url("**/experiments/*")
    expect(owner.get_by_role("heading", level=1)).to_contain_text("By keyboard")
    told = json.loads(instance.command("runs", "--json").stdout)
    mine = [run for run in told["items"] if run["tags"] == [] and "members" in run["name"]]
    assert len(mine) == 12
    tab_to(owner, owner.get_by_role("button", name="Cancel what still waits of this launch"))
    owner.keyboard.press("Enter")
    expect(owner.get_by_text("of your launch of 12 still wait")).to_have_count(0)
    instance.command("cancel", *(run["id"] for run in mine))


def test_a_pasted_text_is_refused_at_its_line_mended_and_followed(owner):
    owner.goto("/launch?view=yaml")
    text = owner.get_by_role("textbox", name="YAML")
    expect(text).to_have_value(re.compile("Pendulum-v1"))
    text.fill(GRID)
    place = owner.get_by_role("button", name="line 4, column 3")
    expect(place).to_be_visible()
    expect(owner.get_by_text("allowed: at least 1 (got -5)").first).to_be_visible()
    expect(owner.get_by_role("button", name=re.compile("^Launch"))).to_be_disabled()
    assert_no_violation(owner)
    place.click()
    expect(text).to_be_focused()
    text.fill(GRID.replace("-5", "5").replace("start", "stort"))
    expect(owner.get_by_role("button", name="line 3, column 3")).to_be_visible()
    expect(owner.get_by_text("The YAML says what the form does not")).to_be_visible()
    text.fill(GRID.replace("-5", "5"))
    expect(owner.get_by_text("2 lengths \N{MULTIPLICATION SIGN} 2 seeds = 4 runs")).to_be_visible()
    expect(owner.get_by_text("In step with the form.")).to_be_visible()
    owner.get_by_role("textbox", name="Seeds").fill("0-4")
    expect(text).to_have_value(re.compile(r"seed: \[0, 1, 2, 3, 4\]"))
    expect(text).to_have_value(re.compile(r"hidden: \[32, 32\]"))


def test_a_draft_survives_a_reload_and_the_menu_and_is_discarded_with_undo(owner):
    owner.goto("/launch")
    owner.get_by_role("textbox", name="Real steps").fill("3000")
    owner.wait_for_url("**3000**")
    owner.reload()
    expect(owner.get_by_role("textbox", name="Real steps")).to_have_value("3000")
    menu = owner.get_by_role("navigation").first
    menu.get_by_role("link", name="Queue").click()
    expect(owner.get_by_role("heading", level=1)).to_have_text("Queue")
    menu.get_by_role("link", name="Launch").click()
    steps = owner.get_by_role("textbox", name="Real steps")
    expect(steps).to_have_value("3000")
    owner.wait_for_url("**3000**")
    owner.get_by_role("button", name="discard draft").click()
    expect(steps).to_have_value("2500")
    owner.get_by_role("button", name="Undo").click()
    expect(steps).to_have_value("3000")
    owner.goto("/launch?set.training.env_steps=700")
    expect(owner.get_by_role("textbox", name="Real steps")).to_have_value("700")


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_opened_form_has_no_accessibility_violation_and_fits(owner, scheme, width):
    owner.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    owner.set_viewport_size({"width": width, "height": 900})
    owner.goto("/launch?set.planning.candidates=0&set.rollout.propagation=mean,ts1&view=yaml")
    owner.get_by_role("searchbox", name="Search the settings").fill("rate")
    expect(owner.get_by_text("1 field to mend")).to_be_visible()
    assert_no_violation(owner)
    assert_fits(owner)
