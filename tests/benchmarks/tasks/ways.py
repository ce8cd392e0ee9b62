"""The five tasks, each by the shortest way that the page offers, by roles and names.

Every way begins on the page where somebody is who wants it done, and ends with a check that it was.
"""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.benchmarks.tasks.hand import Hand
from tests.benchmarks.tasks.store import BOUND, LINK, SHARED, TOKEN, VERSIONS, error_then, wanted

BRANCHPOINT = Path(sys.executable).parent / "branchpoint"
STEP = "50,000"


def launch_a_grid(page: Page) -> Hand:
    """Launch three rollout lengths with five seeds each."""
    page.goto("/")
    hand = Hand(page)
    hand.click(hand.link("Launch"))
    hand.click(page.get_by_role("combobox", name="Rollout length k"))
    for length in ("1", "20"):
        hand.write(length)
        hand.press("Enter")
    hand.click(page.get_by_label("Seeds", exact=True))
    hand.press("Control+a")
    hand.write("0-4")
    hand.click(hand.button("Launch 15 runs"))
    page.wait_for_url("**/experiments/*")
    expect(page.get_by_text("15 queued").first).to_be_visible()
    return hand


def find_the_best(page: Page) -> Hand:
    """Find the run with the best return whose error after ten steps is below a bound."""
    page.goto("/")
    hand = Hand(page)
    hand.click(hand.link("Runs"))
    hand.click(page.get_by_role("combobox", name="Filter by an expression"))
    hand.write(f"error(10) < {BOUND}")
    hand.press("Enter")
    column = page.get_by_role("columnheader", name="real return")
    hand.click(column.get_by_role("button"))
    expect(column).to_have_attribute("aria-sort", "descending")
    first = page.get_by_role("table").get_by_role("row").nth(1)
    expect(first.get_by_text(wanted(), exact=True)).to_be_visible()
    return hand


def compare_versions(page: Page) -> Hand:
    """Compare two versions' error curves at 50,000 steps, with intervals."""
    page.goto("/")
    hand = Hand(page)
    row = page.get_by_role("listitem").filter(has_text=VERSIONS)
    hand.click(row.get_by_role("link", name=re.compile("^Compare")))
    slider = page.get_by_role("slider", name="Training time")
    slider.wait_for()
    hand.click(slider)
    for step in range(90, 40, -10):
        hand.press("ArrowLeft")
        expect(slider).to_have_attribute("aria-valuetext", f"{step},000 real steps")
    expect(page.get_by_text(f"{STEP} real steps").first).to_be_visible()
    error = page.get_by_role("region", name="Per-horizon error")
    error.locator(".js-plotly-plot .scatterlayer .trace path.js-fill").first.wait_for(
        state="attached"
    )
    expect(page.get_by_text("95 % interval over 5 seeds")).to_be_visible()
    expect(page.get_by_role("group", name="Values by group")).to_contain_text(f"{error_then():.3g}")
    return hand


def send_it(page: Page) -> Hand:
    """Send that comparison to a colleague, who sees it as it was left."""
    compare_versions(page)
    hand = Hand(page)
    hand.click(hand.button("Share view"))
    hand.click(hand.button("Make the link"))
    field = page.get_by_label("Copy it now: it is not shown again")
    hand.click(hand.button("Copy"))
    link = field.input_value()
    hand.stop()
    browser = page.context.browser
    assert browser is not None
    _as_a_stranger(browser, link)
    return hand


def run_again(page: Page, url: str, folder: Path) -> Hand:
    """Run a shared run again with one value changed: in the form where that takes a YAML."""
    page.goto("/launch")
    page.get_by_role("button", name=re.compile("^Launch")).first.wait_for()
    if page.get_by_text("YAML", exact=True).count() > 0:
        return run_again_by_form(page)
    return run_again_by_command(page, url, folder)


def run_again_by_command(page: Page, url: str, folder: Path) -> Hand:
    """Run a shared run again with one value changed, from its downloaded spec."""
    page.goto(f"/s/{LINK}")
    expect(page.get_by_role("heading", level=1)).to_contain_text(SHARED)
    hand = Hand(page)
    with page.expect_download() as download:
        hand.click(page.get_by_role("region", name="Spec").get_by_text("Download"))
    download.value.save_as(folder / "run.yaml")
    command = "branchpoint launch run.yaml --set rollout.length=9"
    hand.keys += len(command) + 1
    done = subprocess.run(
        [BRANCHPOINT, *shlex.split(command)[1:]],
        cwd=folder,
        env=os.environ | {"BRANCHPOINT_URL": url, "BRANCHPOINT_TOKEN": TOKEN},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("1 queued"), done.stdout
    return hand


def run_again_by_form(page: Page) -> Hand:
    """The same in the browser: the shared page's YAML becomes a form of one's own instance."""
    own = page.context.new_page()
    own.goto("/")
    page.goto(f"/s/{LINK}")
    expect(page.get_by_role("heading", level=1)).to_contain_text(SHARED)
    hand = Hand(page)
    hand.click(page.get_by_role("region", name="Spec").get_by_text("Copy", exact=True))
    own.bring_to_front()
    hand.page = own
    hand.click(hand.link("Launch"))
    hand.click(own.get_by_text("YAML", exact=True))
    hand.click(own.get_by_role("textbox", name="YAML"))
    hand.press("Control+a", "Control+v")
    expect(own.get_by_label("Seeds", exact=True)).to_have_value("3")
    length = own.get_by_role("combobox", name="Rollout length k")
    hand.click(length)
    hand.press("Backspace")
    hand.write("9")
    hand.press("Enter")
    hand.click(hand.button("Launch 1 run"))
    own.wait_for_url("**/runs/*")
    expect(own.get_by_text("rollout length 9").first).to_be_visible()
    hand.stop()
    own.close()
    return hand


def _as_a_stranger(browser: Browser, link: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(link)
    expect(page.get_by_text(f"{STEP} real steps").first).to_be_visible(timeout=60_000)
    context.close()
