"""Launches the guide's example runs and takes its pictures: docs/pictures and docs/examples.md.

    scripts/with-chromium .venv/bin/python scripts/pictures.py [--data DIR]

Seeds are fixed, so the same machine draws the same curves. With `--data` the instance's folder is
kept, and runs that ended there before are not launched again. Without it a temporary folder is
used. The runs take some ten minutes of two cores.
"""

import argparse
import base64
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from example_runs import SMALL, Instance, describe, launched, running
from playwright.sync_api import Browser, Locator, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PICTURES = DOCS / "pictures"
CHROMIUM_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
PATIENCE_MS = 120_000
WIDTH, HEIGHT, WIDE, SCALE = 1280, 860, 1500, 1.25
SETTLE_MS = 1_000
QUALITY = 0.8

ERROR, RETURNS = "Per-horizon error", "Real and model return"
HORIZON, TRAJECTORIES = "Diagnostics over the horizon", "Trajectories"


@dataclass(frozen=True)
class Shot:
    """A picture of one part of a page.

    Attributes:
        name: Of its file.
        example: Whose page.
        part: The label of the section; None takes what fits on the screen.
        search: What the address says beside the run.
    """

    name: str
    example: str
    part: str | None
    search: str = ""


SHOTS = (
    Shot("run-page", "short", None),
    Shot("error-good", "steady", ERROR),
    Shot("error-bad", "poor model", ERROR, "policy=both"),
    Shot("returns-good", "short", RETURNS),
    Shot("returns-bad", "exploits", RETURNS),
    Shot("trajectories-good", "long", TRAJECTORIES),
    Shot("trajectories-bad", "poor model", TRAJECTORIES),
    Shot("coverage-good", "long", HORIZON, "diagnostic=coverage-90"),
    Shot("coverage-bad", "poor model", HORIZON, "diagnostic=coverage-90"),
    Shot("stretch-good", "gradients", HORIZON, "diagnostic=jacobian-stretch"),
    Shot("stretch-bad", "exploits", HORIZON, "diagnostic=jacobian-stretch"),
    Shot("warnings", "cut off", "What this run comes to"),
)


def take(browser: Browser, instance: Instance, runs: Mapping[str, list[dict[str, Any]]]) -> None:
    """All pictures, in both colour schemes."""
    PICTURES.mkdir(exist_ok=True)
    for old in PICTURES.glob("*.webp"):
        old.unlink()
    page = browser.new_page()
    page.goto(instance.sign_in)
    state = page.context.storage_state()
    for scheme in ("light", "dark"):
        context = browser.new_context(
            base_url=instance.url,
            storage_state=state,
            color_scheme=scheme,
            viewport={"width": WIDTH, "height": HEIGHT},
            device_scale_factor=SCALE,
        )
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        end = "" if scheme == "light" else "-dark"
        for shot in SHOTS:
            page.goto(f"/runs/{runs[shot.example][0]['id']}?{shot.search}")
            save(page, _part(page, shot.part), f"{shot.name}{end}")
        _take_comparison(page, runs, end)
        _take_form(page, end)
        context.close()


def _take_comparison(page: Page, runs: Mapping[str, list[dict[str, Any]]], end: str) -> None:
    ids = ",".join(run["id"] for name in ("short", "long") for run in runs[name])
    page.goto(f"/compare?runs={ids}&h=10")
    _drawn(page, page.get_by_role("region", name=ERROR))
    save(page, None, f"compare{end}")
    table = page.locator("section[aria-labelledby=trust]")
    table.get_by_role("table").wait_for()
    page.set_viewport_size({"width": WIDE, "height": HEIGHT})
    save(page, table, f"trust-table{end}")
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})


def _take_form(page: Page, end: str) -> None:
    changes = "&".join(f"set.{change}" for change in SMALL.split())
    page.goto(f"/launch?preset=mbpo/pendulum&seeds=0-2&set.rollout.length=1,20&{changes}")
    page.get_by_role("button", name="Launch 6 runs").wait_for()
    page.get_by_text("Live", exact=True).wait_for()
    save(page, None, f"launch-form{end}")


def _part(page: Page, label: str | None) -> Locator | None:
    """A section of a run's page, when its figure is drawn."""
    part = page.get_by_role("region", name=label or ERROR)
    if label != "What this run comes to":
        _drawn(page, part)
    return None if label is None else part


def _drawn(page: Page, part: Locator) -> None:
    part.locator(".js-plotly-plot .scatterlayer .trace").first.wait_for(state="attached")
    page.evaluate("document.fonts.ready")
    # A figure fits its labels once more after it is drawn.
    page.wait_for_timeout(SETTLE_MS)


def save(page: Page, part: Locator | None, name: str) -> None:
    """Write a picture of a part of the page, or of what is on the screen, as WebP."""
    shot = part.screenshot() if part is not None else page.screenshot()
    address = "data:image/png;base64," + base64.b64encode(shot).decode()
    webp = page.evaluate(AS_WEBP, [address, QUALITY])
    (PICTURES / f"{name}.webp").write_bytes(base64.b64decode(webp.partition(",")[2]))


# The browser that took the picture can write it smaller than PNG, so no other library has to.
AS_WEBP = """async ([address, quality]) => {
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width, image.height];
  canvas.getContext("2d").drawImage(image, 0, 0);
  return canvas.toDataURL("image/webp", quality);
}"""


def main() -> None:
    """Launch, wait, take, describe."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--data", type=Path, help="Folder of an instance to keep, and to use again.")
    folder = asked.parse_args().data
    with tempfile.TemporaryDirectory() as fresh, running(folder or Path(fresh)) as instance:
        runs = launched(instance)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=os.environ.get("CHROMIUM") or None, args=list(CHROMIUM_FLAGS)
            )
            take(browser, instance, runs)
            browser.close()
        describe(instance, runs, DOCS / "examples.md")


if __name__ == "__main__":
    main()
