"""Figures of fields and colours: opened, pointed at, chosen from by keyboard, kept in addresses."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

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


@pytest.mark.timeout(660)
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
    found = Axe().run(owner)
    assert found.violations_count == 0, found.generate_report()
