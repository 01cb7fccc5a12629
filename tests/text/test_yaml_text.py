"""YAML that people write is read as text, and what is wrong with it is said with its line."""

from __future__ import annotations

import pytest

from clubaction.errors import ClubFileError
from clubaction.text import yaml_text


@pytest.mark.parametrize(
    "source, line, says",
    [
        ("a: 1\nb: [1\n", 2, "close the bracket"),
        ("a: 1\na: 2\n", 2, "second time"),
        ("- a\n", 1, "key: value"),
        ("a: 1\n[b]: 2\n", 2, "key must be text"),
        ("a: *nowhere\n", 1, "quotes"),
        ("a: &a [*a]\n", 1, "nested"),
        ("a: " + "[" * 30 + "]" * 30, 1, "nested"),
        ("\tx: 1\n", 1, "use spaces, not a tab"),
    ],
)
def test_what_is_no_mapping_is_refused_with_its_line(source: str, line: int, says: str) -> None:
    with pytest.raises(ClubFileError, match=says) as caught:
        yaml_text.read_yaml("x.md", source)
    assert caught.value.problems[0].line == line


def test_a_yaml_bomb_is_refused_quickly() -> None:
    source = "a: &a [x,x,x,x,x,x,x,x,x]\n"
    for one, other in zip("abcdefgh", "bcdefghi", strict=True):
        source += f"{other}: &{other} [" + ",".join([f"*{one}"] * 9) + "]\n"
    with pytest.raises(ClubFileError):
        yaml_text.read_yaml("x.md", source)
