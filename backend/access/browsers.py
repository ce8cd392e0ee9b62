"""A browser in a few words, from what it says of itself: enough to tell one's own apart."""

import re

from backend.spec.visible_text import visible

LONGEST = 60
# The first that matches: most browsers name others too, whose pages they want to be given.
BROWSERS = (
    ("Edge", r"Edg(?:e|A|iOS)?/(\d+)"),
    ("Opera", r"OPR/(\d+)"),
    ("Samsung Internet", r"SamsungBrowser/(\d+)"),
    ("Firefox", r"(?:Firefox|FxiOS)/(\d+)"),
    ("Chrome", r"(?:Headless)?(?:Chrome|CriOS)/(\d+)"),
    ("Safari", r"Version/(\d+)[\d.]* (?:Mobile/\S+ )?Safari/"),
)
SYSTEMS = (
    ("Android", r"Android"),
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("ChromeOS", r"CrOS"),
    ("Windows", r"Windows"),
    ("macOS", r"Mac OS X|Macintosh"),
    ("Linux", r"Linux|X11"),
)


def browser_name(user_agent: str) -> str:
    """For example `Firefox 144 on Linux`; what is not known by name says its own first word."""
    named = [
        f"{name} {found[1]}"
        for name, pattern in BROWSERS
        if (found := re.search(pattern, user_agent))
    ]
    systems = [name for name, pattern in SYSTEMS if re.search(pattern, user_agent)]
    words = user_agent.split()
    browser = named[0] if named else visible(words[0])[:LONGEST] if words else "a browser"
    return f"{browser} on {systems[0]}" if systems else browser
