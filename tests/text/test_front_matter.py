"""Front matter through python-frontmatter: read with its lines, written to the byte."""

from __future__ import annotations

import datetime as dt

import frontmatter
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from clubaction.errors import ClubFileError
from clubaction.text import front_matter


@pytest.mark.parametrize(
    "text, says",
    [
        ("", "the file is empty"),
        ("\ufeff \r\n", "the file is empty"),
        ("# A talk\n", "must start with a line `---`"),
        ("\n---\ntitle: x\n---\n", "must start with a line `---`"),
        ("---\ntitle: x\n\nText\n", "closing `---` is missing"),
        ("\ufeff---", "closing `---` is missing"),
    ],
)
def test_a_file_without_front_matter_is_told_which_line_is_missing(text: str, says: str) -> None:
    with pytest.raises(ClubFileError, match=f"x.md:1: .*{says}"):
        front_matter.read("x.md", text)


@pytest.mark.parametrize(
    "text, values, body",
    [
        ("---\na: no\n---\nText\n", {"a": "no"}, "Text"),
        ("\ufeff---\r\na: 19:30\r\n--- \t\r\n\r\n    code\r\n\r\nmore  \r\n", {"a": "19:30"}, "    code\n\nmore"),
        ("---\n---\n", {}, ""),
        ("---\n# nothing yet\n---", {}, ""),
        ("---\na: |\n  x\n  --- y\n---\n---\nb: 1\n---\n", {"a": "x\n--- y\n"}, "---\nb: 1\n---"),
        (
            "---\ncontent: c\nhandler: h\nmetadata: m\n---\nText",
            {"content": "c", "handler": "h", "metadata": "m"},
            "Text",
        ),
    ],
)
def test_both_parts_are_read_as_they_were_written(text: str, values: dict[str, str], body: str) -> None:
    assert front_matter.read("x.md", text) == (values, body)


def test_what_is_wrong_is_said_with_its_line_in_the_file() -> None:
    with pytest.raises(ClubFileError, match=r"x\.md:4: the key `a` stands here a second time"):
        front_matter.read("x.md", "---\na: 1\n\na: 2\n---\n")


KEYS = st.sampled_from(["title", "content", "handler", "date", "self"])
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=20)
BODIES = TEXTS.map(lambda text: text.strip("\n").rstrip())


@given(st.dictionaries(KEYS, TEXTS.filter(bool) | st.dates()), BODIES)
def test_a_new_file_reads_back_for_us_and_for_others(values: dict[str, str | dt.date], body: str) -> None:
    text = front_matter.new(values, body)
    assert front_matter.read("x.md", text) == ({key: str(value) for key, value in values.items()}, body)
    theirs, _ = frontmatter.parse(text)
    assert theirs == values


@given(st.dictionaries(KEYS, TEXTS.filter(bool)), BODIES, KEYS, TEXTS.filter(bool), BODIES)
def test_an_edit_leaves_all_else(values: dict[str, str], body: str, key: str, value: str, other: str) -> None:
    text = front_matter.new(values, body)
    assert front_matter.edit("x.md", text, {}, ()) == text
    changed = front_matter.edit("x.md", text, {key: value}, ())
    assert front_matter.read("x.md", changed) == ({**values, key: value}, body)
    again = front_matter.edit("x.md", changed, {}, (), other)
    assert front_matter.read("x.md", again) == ({**values, key: value}, other)
    assert front_matter.source(again) == front_matter.source(changed)


def test_a_file_is_edited_to_the_byte() -> None:
    text = "\ufeff---\r\ntitle:  'x'  # why\r\n---  \r\n\r\n  Text\r\n"
    assert front_matter.edit("x.md", text, {"title": "y"}, ()) == text.replace("'x'", "y")
    assert front_matter.edit("x.md", text, {}, (), "A\n\nB") == text.replace("  Text\r\n", "A\r\n\r\nB\r\n")


def test_a_file_whose_front_matter_is_gone_is_not_written_anew() -> None:
    for text in ("", "Text\n"):
        with pytest.raises(ClubFileError, match="no front matter any more"):
            front_matter.edit("x.md", text, {"title": "x"}, ())


def test_options_write_the_keys_as_yaml_does() -> None:
    text = front_matter.new({"b": ["x"], "a": 1}, "Text", Dumper=yaml.SafeDumper, sort_keys=False)
    assert text == "---\nb:\n- x\na: 1\n---\n\nText\n"
