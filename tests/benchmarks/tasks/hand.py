"""A hand that counts: what a person presses and types, and how long it takes."""

import time
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page


@dataclass
class Hand:
    """A page, and what was done on it.

    Attributes:
        page: The browser's page.
        clicks: Presses of the mouse's button.
        keys: Presses of keys; one of several keys together counts once.
        began: By the clock of this process.
        took: Seconds, once it is stopped.
    """

    page: Page
    clicks: int = 0
    keys: int = 0
    began: float = field(default_factory=time.monotonic)
    took: float = 0.0

    def click(self, target: Locator) -> None:
        """Press the mouse's button on something, once it is there."""
        target.click()
        self.clicks += 1

    def write(self, text: str) -> None:
        """Type letters into what has the focus."""
        self.page.keyboard.type(text)
        self.keys += len(text)

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)
        self.keys += len(keys)

    def stop(self) -> "Hand":
        """Note how long it took; only the first time counts."""
        self.took = self.took or time.monotonic() - self.began
        return self

    def button(self, name: str) -> Locator:
        """The button of that name."""
        return self.page.get_by_role("button", name=name, exact=True)

    def link(self, name: str) -> Locator:
        """The first link of that name."""
        return self.page.get_by_role("link", name=name, exact=True).first
