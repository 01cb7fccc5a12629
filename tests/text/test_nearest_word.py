"""The word that was meant."""

from __future__ import annotations

import pytest

from clubaction.text.nearest_word import nearest_word

COMMANDS = ("claim", "unclaim", "schedule", "unschedule", "swap", "cancel", "restore", "set", "refresh", "help")


@pytest.mark.parametrize(
    "word, wanted",
    [
        ("claym", "claim"),
        ("Schedul", "schedule"),
        ("cancle", "cancel"),
        ("CLAIM", "claim"),
        ("xyz", ""),
        ("", ""),
        ("x" * 100_000, ""),
    ],
)
def test_a_slip_is_understood_and_a_strange_word_is_not(word: str, wanted: str) -> None:
    assert nearest_word(word, COMMANDS) == wanted


def test_of_equally_close_words_it_is_one_with_the_same_first_letter() -> None:
    assert nearest_word("bat", ["cat", "but"]) == "but"
    assert nearest_word("bat", ["but", "cat"]) == "but"


def test_without_any_known_word_there_is_none() -> None:
    assert nearest_word("x", []) == ""
