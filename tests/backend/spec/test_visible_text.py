"""What cannot be seen is found and made visible; honest writing is left alone."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.spec.visible_text import first_hidden, visible

HONEST = (
    "k = 5, seed 0",
    "تعليم معزز",
    "שלום עולם",
    "نمی\u200cشود",  # Persian, with the joiner that its spelling needs
    "क्\u200dष",
    "👩\u200d🔬 ❤\ufe0f\u200d🔥",
    "ε²→∞ · 温度 · Ελλάδα",
    "two\nlines\tand a tab",
)
HIDDEN = (
    "\x1b[31mred", "\x1b]8;;//evil.org\x07link", "a\rb", "a\x08b", "\x9b31m", "\x7f", "a\x00b",
    "\u202etxt.exe", "\u2066x\u2069", "\u200bx", "pay\u200cpal", "pay\u200dpal", "x\u200e",
    "\u061cx", "\ufeffx", "\u00ad", "\u2028", "\U000e0041\U000e007f", "\ud800", "\u3164", "\u2063",
)  # fmt: skip


@pytest.mark.parametrize("text", HONEST)
def test_honest_text_is_left_alone(text):
    assert first_hidden(text) is None
    assert visible(text) == text


@pytest.mark.parametrize("text", HIDDEN)
def test_what_cannot_be_seen_is_found_and_written_out(text):
    assert first_hidden(text) is not None
    assert visible(text).isprintable()
    assert first_hidden(visible(text)) is None


def test_an_override_is_named_by_its_code():
    assert first_hidden("a\u202eb") == "U+202E"
    assert visible("a\u202eb\r\n\x1b[0m") == "a\\u202eb\n\\u001b[0m"


@given(st.text())
def test_json_that_is_made_visible_says_the_same(text):
    assert json.loads(visible(json.dumps(text, ensure_ascii=False))) == text
