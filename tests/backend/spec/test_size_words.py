import pytest

from backend.spec.size_words import size_words


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 bytes"), (999, "999 bytes"), (1_000, "1.0 kB"), (9_940, "9.9 kB"),
        (9_960, "10 kB"), (999_499, "999 kB"), (999_600, "1.0 MB"), (48_300_000, "48 MB"),
        (3.2e9, "3.2 GB"), (5e15, "5000 TB"),
    ],
)  # fmt: skip
def test_a_size_is_told_in_two_digits(size, words):
    assert size_words(size) == words
