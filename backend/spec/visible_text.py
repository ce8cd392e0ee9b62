"""Characters that nobody sees and that still change what is seen: found, and made visible.

They move a terminal's cursor, colour it or set its title (C0, C1), turn text around (the overrides
and isolates of right-to-left writing), or hide words (zero widths, tags). Names in Arabic or Hebrew
need none of them: a line's direction follows from its letters.
"""

import re

# Line ends and tabs are no part of this. The joiners belong to Persian, to Indic scripts and to
# emoji: they hide something only where no such letter stands before them.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
    "|(?<![\u0590-\u1fff\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])[\u200c\u200d]"
)


def first_hidden(text: str) -> str | None:
    """The first character of `text` that cannot be seen, as `U+202E`; None when all can."""
    found = _HIDDEN.search(text)
    return None if found is None else f"U+{ord(found[0]):04X}"


def visible(text: str) -> str:
    """`text` with each such character written as JSON would escape it."""
    # Nearly all text of lists, and a tenth of the time of a search.
    if text.isascii() and text.isprintable():
        return text
    return _HIDDEN.sub(_escaped, text.replace("\r\n", "\n"))


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code <= 0xFFFF:
        return f"\\u{code:04x}"
    high, low = divmod(code - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"
