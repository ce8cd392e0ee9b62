"""What was used last, within a bound."""

from backend.recent import Recent


def test_what_was_not_used_for_longest_is_given_up():
    recent = Recent(6, len)
    recent.keep("a", "aaa")
    recent.keep("b", "bbb")
    assert recent.get("a") == "aaa"
    recent.keep("c", "c")
    assert (recent.get("a"), recent.get("b"), recent.get("c")) == ("aaa", None, "c")
    assert recent.held == 4


def test_a_key_has_one_value():
    recent = Recent(6, len)
    recent.keep("a", "aaa")
    recent.keep("a", "a")
    assert (recent.get("a"), recent.held) == ("a", 1)


def test_what_is_larger_than_all_is_not_kept():
    recent = Recent(6, len)
    recent.keep("a", "a" * 7)
    assert (recent.get("a"), recent.held) == (None, 0)
