"""Figures of fields and colours: opened, pointed at, chosen from by keyboard, kept in addresses."""

import json

import pytest
from playwright.sync_api import expect

from tests.e2e.accessible import (
    assert_fits,
    assert_no_violation,
    assert_no_violation_in_either_theme,
)

SMALL = (
    "training.env_steps=400", "training.random_steps=200", "evaluation.every=200",
    "evaluation.episodes=1", "model.hidden=[16,16]", "evaluation.diagnostics_budget=0.05",
)  # fmt: skip


@pytest.fixture(scope="module")
def compared(instance):
    """The address of a comparison of two runs."""
    settings = [part for setting in SMALL for part in ("--set", setting)]
    launched = instance.command("launch", "random-data/pendulum", *settings, "--seeds", "0-1")
    assert launched.returncode == 0, launched.stderr
    told = json.loads(instance.command("runs", "--json").stdout)
    items = told["items"] if isinstance(told, dict) else told
    return f"/compare?runs={','.join(run['id'] for run in items[:2])}"


def test_an_error_is_pointed_at_and_a_range_is_chosen_by_keyboard(owner, compared):
    owner.goto(f"{compared}&map=0&parallel=seed,real_return")
    # While the runs go on the figure says when its first evaluation is, and then draws it.
    cells = owner.get_by_role("region", name="Error by horizon and training time")
    expect(cells.locator(".barlayer path").first).to_be_attached()
    room = cells.locator(".nsewdrag").first
    room.hover()
    expect(cells.locator(".hoverlayer")).to_contain_text("real step")
    lines = owner.get_by_role("region", name="Parallel coordinates")
    expect(lines.get_by_role("status")).to_have_text("All 2 runs are shown; no range is chosen.")
    lines.get_by_role("slider", name="seed from").press("ArrowRight")
    expect(lines.get_by_role("status")).to_have_text("1 of 2 runs is in the range.")
    owner.wait_for_url("**ranges=seed**")
    assert_no_violation(owner)


def test_panels_are_arranged_by_keyboard_kept_in_the_address_and_saved(owner, compared):
    owner.goto(compared)

    def press(name, role="button"):
        owner.get_by_role(role, name=name, exact=True).focus()
        owner.keyboard.press("Enter")

    def order():
        panels = owner.get_by_role("group", name="Panel ", exact=False).all()
        return [panel.get_attribute("aria-label").split(": ")[1] for panel in panels]

    press("Arrange the figures as panels")
    press("add a panel")
    press("Two numbers of runs", "menuitem")
    expect(owner.get_by_role("group", name="Panel 3 of 3: Two numbers of runs")).to_be_visible()
    press("Move Two numbers of runs up")
    expect(owner.get_by_role("group", name="Panel 1 of 3: Two numbers of runs")).to_be_visible()
    assert order() == ["Two numbers of runs", "Per-horizon error", "Returns"]
    press("Remove Returns")
    press("saved comparisons")
    press("Save this view as…", "menuitem")
    expect(owner.get_by_role("textbox", name="Name")).to_be_focused()
    owner.keyboard.type("my panels")
    owner.keyboard.press("Enter")
    expect(owner.get_by_role("button", name="view “my panels”")).to_be_visible()
    assert_no_violation_in_either_theme(owner)
    owner.reload()
    expect(owner.get_by_role("group", name="Panel 2 of 2: Per-horizon error")).to_be_visible()
    assert order() == ["Two numbers of runs", "Per-horizon error"]
    owner.goto("/compare")
    press("saved comparisons")
    press("my panels", "menuitem")
    expect(owner.get_by_role("group", name="Panel 1 of 2: Two numbers of runs")).to_be_visible()
    owner.set_viewport_size({"width": 390, "height": 844})
    assert_fits(owner)
