"""Pictures of every page, at three widths and in both themes: `make screenshots`.

Serves two stores, an empty one and one of planted runs, and writes PNG files to a folder that git
ignores. Nobody compares them: they are there to be looked at. The page must be built.
`--only` takes pages by a part of their names, `--widths` and `--themes` fewer of those.
"""

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from backend.cli.instance.tokens import new_sign_in_token
from backend.db import migrate, workers
from backend.db.session import Database
from backend.db.settings import DatabaseSettings
from tests.benchmarks.dashboard.page_times import chromium
from tests.benchmarks.load.served import process
from tests.benchmarks.screenshots.pages import Shot, of_empty, of_full
from tests.benchmarks.screenshots.store import filled

FOLDER = Path("test-results") / "screenshots"
WIDTHS, THEMES = (390, 1440, 2560), ("light", "dark")
HEIGHT, TALLEST = 900, 12_000
PATIENCE_MS, SETTLE_MS = 120_000, 700
IS_SETTLED = """() => document.querySelector("h1") !== null
  && ![...document.querySelectorAll("[role=status]")].some((each) =>
    `${each.ariaLabel ?? ""}${each.textContent}`.startsWith("Loading"))"""
# The page's own height, which a picture of all of it needs: charts far below wait to be near.
HEIGHT_OF_PAGE = "document.documentElement.scrollHeight"


def main() -> None:
    """Take them."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--to", type=Path, default=FOLDER)
    parser.add_argument("--only", nargs="+", default=[""], help="parts of the pages' names")
    parser.add_argument("--widths", type=int, nargs="+", default=WIDTHS)
    parser.add_argument("--themes", nargs="+", choices=THEMES, default=THEMES)
    chosen = parser.parse_args()
    chosen.to.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, chromium(playwright) as browser:
        for name in ("empty", "full"):
            with tempfile.TemporaryDirectory() as folder:
                for picture in taken(browser, name, Path(folder), chosen):
                    print(picture, flush=True)


def taken(browser: Browser, store: str, folder: Path, chosen: argparse.Namespace) -> Iterator[Path]:
    """The pictures of one store's pages, as they are written."""
    settings = DatabaseSettings(data=folder)
    migrate.upgrade(settings)
    database = Database(settings)
    shots = of_full(filled(database)) if store == "full" else of_empty()
    shots = [each for each in shots if any(part in each.name for part in chosen.only)]
    with process(settings, folder) as (url, _):
        for theme in chosen.themes:
            for width in chosen.widths:
                yield from pictures(browser, url, database, shots, (theme, width), chosen.to)
    database.dispose()


def pictures(
    browser: Browser,
    url: str,
    database: Database,
    shots: Sequence[Shot],
    look: tuple[str, int],
    to: Path,
) -> Iterator[Path]:
    """Every page as one browser of this theme and width shows it."""
    theme, width = look
    context = browser.new_context(
        base_url=url,
        color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce",
        viewport={"width": width, "height": HEIGHT},
    )
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(f"/?token={new_sign_in_token(database)}")
    for shot in shots:
        keep_worker(database)
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.goto(shot.path)
        settle(page)
        path = to / f"{shot.name}-{width}-{theme}.png"
        page.screenshot(path=path)
        yield path
    context.close()


def settle(page: Page) -> None:
    """Make the window as tall as the page, and wait until nothing loads."""
    tall = 0
    while (needed := min(_height_when_settled(page), TALLEST)) > max(tall, HEIGHT):
        tall = needed
        page.set_viewport_size({"width": page.viewport_size["width"], "height": tall})


def _height_when_settled(page: Page) -> int:
    page.wait_for_function(IS_SETTLED)
    page.evaluate("document.fonts.ready")
    # A figure fits its labels once more after it is drawn.
    page.wait_for_timeout(SETTLE_MS)
    height: int = page.evaluate(HEIGHT_OF_PAGE)
    return height


def keep_worker(database: Database) -> None:
    """Let the planted worker be heard of, so that the pages show one that lives."""
    with database.transaction() as session:
        for worker, _ in workers.list_recent(session):
            workers.heartbeat(session, worker.id, busy=1)


if __name__ == "__main__":
    main()
