"""What a step of the slider takes: the error by horizon at one evaluation after another."""

from collections.abc import Iterator

from playwright.sync_api import Page, sync_playwright

from tests.benchmarks.dashboard.api_times import Row
from tests.benchmarks.dashboard.page_times import SCREEN, chromium, opened, settle

STEPS, BACK = 20, 40
# A reader's pace, at which an animation plays too.
PAUSE_MS = 450
# From a key's press until plotly has drawn, and until the frame with it is made.
WATCH = """() => {
  window.__steps = [];
  let begun = null;
  addEventListener("keydown", () => { begun = performance.now(); }, true);
  const plot = document.querySelector("[aria-label='Per-horizon error'] .js-plotly-plot");
  plot.on("plotly_afterplot", () => {
    if (begun === null) return;
    const drawn = performance.now() - begun, pressed = begun;
    begun = null;
    requestAnimationFrame(() => setTimeout(() =>
      window.__steps.push([drawn, performance.now() - pressed])));
  });
}"""


def slider_rows(address: str) -> Iterator[Row]:
    """Steps to later evaluations, one after the other."""
    with (
        sync_playwright() as playwright,
        chromium(playwright) as browser,
        opened(browser, SCREEN) as page,
    ):
        page.goto(address)
        settle(page)
        page.get_by_role("slider", name="Training time").focus()
        for _ in range(BACK):
            page.keyboard.press("ArrowLeft")
        page.wait_for_timeout(3_000)
        page.evaluate(WATCH)
        blocked = page.evaluate("window.__blocked")
        steps = [_step(page, count) for count in range(1, STEPS + 1)]
        blocked = page.evaluate("window.__blocked") - blocked
    yield Row("step of the slider, drawn", [drawn for drawn, _ in steps], "ms")
    yield Row("step of the slider, on screen", [seen for _, seen in steps], "ms")
    yield Row("step of the slider, blocked", [blocked / STEPS], "ms")


def _step(page: Page, count: int) -> tuple[float, float]:
    page.keyboard.press("ArrowRight")
    page.wait_for_function("(count) => window.__steps.length >= count", arg=count)
    page.wait_for_timeout(PAUSE_MS)
    drawn, seen = page.evaluate("window.__steps.at(-1)")
    return float(drawn), float(seen)
