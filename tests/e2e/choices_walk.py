"""Takes every choice that a page offers, one at a time."""

from collections.abc import Iterator

from playwright.sync_api import Locator, Page

LISTS = "main input[aria-haspopup=listbox]"
SWITCHES = (
    "main [role=radiogroup] input[type=radio]:not(:checked)",
    "main input[type=checkbox]",
)
SLIDER = "main [role=slider]"
GROUPING = "main button.link[aria-haspopup=dialog]"
FOLDED = "main details:not([open]) > summary, main button[aria-expanded=false]:not([aria-haspopup])"
# Answers come from files, so what is not asked any more for so long is there.
QUIET_MS = 250
NOTE_REQUESTS = """() => {
  const Plain = window.Request;
  window.Request = class extends Plain {
    constructor(...asked) { super(...asked); window.lastAsked = performance.now(); }
  };
}"""
IS_QUIET = """(quiet) => performance.now() - (window.lastAsked ?? 0) > quiet
  && ![...document.querySelectorAll("[role=status]")].some((each) =>
    `${each.ariaLabel ?? ""}${each.textContent}`.startsWith("Loading"))"""


def taken(page: Page, address: str) -> Iterator[str]:
    """Take each choice of a page; when its name comes, the page shows it."""
    page.add_init_script(f"({NOTE_REQUESTS})()")
    page.goto(address)
    page.locator("figure .main-svg").first.wait_for()
    opened = page.url
    unfold(page)
    yield "what the page begins with"
    for name in _choices(page):
        yield name
        # Back to what was published, without what was opened being closed.
        page.evaluate("address => { window.location.href = address }", opened)
        settle(page)


def settle(page: Page) -> None:
    """Wait until nothing is asked and nothing is loading."""
    page.wait_for_timeout(QUIET_MS / 2)
    page.wait_for_function(IS_QUIET, arg=QUIET_MS)


def unfold(page: Page) -> None:
    """Open what is folded, and what is in it."""
    settle(page)
    while page.locator(FOLDED).count():
        page.locator(FOLDED).first.evaluate("folded => folded.click()")
        settle(page)


def _choices(page: Page) -> Iterator[str]:
    lists = page.locator(LISTS)
    for place in range(lists.count()):
        for at in range(_options(page, lists.nth(place)).count()):
            option = _options(page, lists.nth(place)).nth(at)
            words = option.text_content()
            yield from _clicked(page, option, f"list {place}: {words}")
    for kind in SWITCHES:
        for place in range(page.locator(kind).count()):
            switch = page.locator(kind).nth(place)
            name = switch.evaluate("it => it.labels?.[0]?.textContent ?? it.value")
            yield from _clicked(page, switch, f"switch {place}: {name}")
    for place in range(page.locator(SLIDER).count()):
        for key in ("Home", "End", "ArrowLeft"):
            page.locator(SLIDER).nth(place).focus()
            page.keyboard.press(key)
            settle(page)
            yield f"slider {place}: {key}"
    if page.locator(GROUPING).count():
        yield from _groupings(page)


def _options(page: Page, box: Locator) -> Locator:
    if box.get_attribute("aria-expanded") != "true":
        box.click()
    # Another list that is closing may still be there.
    return page.locator(f"[id='{box.get_attribute('aria-controls')}'] [role=option]")


def _clicked(page: Page, choice: Locator, name: str) -> Iterator[str]:
    choice.evaluate("it => it.click()")
    page.keyboard.press("Escape")
    settle(page)
    yield name


def _groupings(page: Page) -> Iterator[str]:
    boxes = page.get_by_role("dialog").get_by_role("checkbox")
    page.locator(GROUPING).click()
    boxes.first.wait_for()
    count = boxes.count()
    page.keyboard.press("Escape")
    for place in range(count):
        page.locator(GROUPING).click()
        boxes.first.wait_for()
        yield from _clicked(page, boxes.nth(place), f"grouping {place}")
