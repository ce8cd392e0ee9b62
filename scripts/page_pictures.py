"""Takes pictures of parts of pages, in both colour schemes, as WebP beside the guide."""

import base64
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from example_runs import Instance
from playwright.sync_api import Browser, Locator, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PICTURES = DOCS / "pictures"
CHROMIUM_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
PATIENCE_MS = 120_000
WIDTH, HEIGHT, SCALE = 1280, 860, 1.25
SETTLE_MS = 1_000
QUALITY = 0.8

ERROR, RETURNS = "Per-horizon error", "Real and model return"
HORIZON, TRAJECTORIES = "Diagnostics over the horizon", "Trajectories"
SERIES = "Series over real steps"


@contextmanager
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or None, args=list(CHROMIUM_FLAGS)
        )
        yield started
        started.close()


def signed_in(browser: Browser, instance: Instance) -> Iterator[tuple[Page, str]]:
    """A page in each colour scheme, and how the names of its pictures end."""
    page = browser.new_page()
    page.goto(instance.sign_in)
    state = page.context.storage_state()
    schemes: tuple[tuple[Literal["light", "dark"], str], ...] = (("light", ""), ("dark", "-dark"))
    for scheme, end in schemes:
        context = browser.new_context(
            base_url=instance.url,
            storage_state=state,
            color_scheme=scheme,
            viewport={"width": WIDTH, "height": HEIGHT},
            device_scale_factor=SCALE,
        )
        context.set_default_timeout(PATIENCE_MS)
        yield context.new_page(), end
        context.close()


def drawn(page: Page, label: str) -> Locator:
    """A section with a figure, when that is drawn."""
    part = page.get_by_role("region", name=label)
    part.locator(".js-plotly-plot .scatterlayer .trace").first.wait_for(state="attached")
    page.evaluate("document.fonts.ready")
    # A figure fits its labels once more after it is drawn.
    page.wait_for_timeout(SETTLE_MS)
    return part


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
