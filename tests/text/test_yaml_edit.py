"""YAML that people write is changed to the byte: what is not changed stays, whatever it looks like."""

from __future__ import annotations

import datetime as dt
import string

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clubaction.errors import ClubFileError
from clubaction.text import yaml_edit, yaml_text
from clubaction.text.yaml_tree import Value
from clubaction.text.yaml_writing import Writable

ORDER = ("title", "date", "theme", "roles", "issue")


def edited(source: str, **changes: Writable) -> str:
    return yaml_edit.edit("x.md", source, changes, ORDER)


@pytest.mark.parametrize(
    "source, changes, wanted",
    [
        ("a: 1 # why\ntitle:   'Old'  # keep\n", {"title": "New"}, "a: 1 # why\ntitle:   New  # keep\n"),
        ("title: Old\nzz: 1\n", {"date": dt.date(2024, 10, 2)}, "title: Old\nzz: 1\ndate: 2024-10-02\n"),
        ("title: Old", {"date": dt.date(2024, 10, 2)}, "title: Old\ndate: 2024-10-02\n"),
        ("title: Old\r\nissue: 1\r\n", {"theme": "T"}, "title: Old\r\ntheme: T\r\nissue: 1\r\n"),
        ("title: Old\ntheme: T # x\nissue: 1\n", {"theme": None}, "title: Old\ntheme: # x\nissue: 1\n"),
        (
            "title: >-\n  Long\n  title\n# here\ndate: 2024-10-02\n",
            {"title": "T"},
            "title: T\n# here\ndate: 2024-10-02\n",
        ),
        ("title: Old\n# between\nissue: 1\n", {"title": "A: b"}, 'title: "A: b"\n# between\nissue: 1\n'),
        ("roles: {recap: A, questions: B}\n", {"roles": {"recap": "@c"}}, 'roles: {recap: "@c", questions: B}\n'),
        ("roles: { }\n", {"roles": {"recap": "C"}}, "roles: {recap: C}\n"),
        (
            "roles:\n    recap: A # x\n    questions:\nissue: 1\n",
            {"roles": {"questions": "B"}},
            "roles:\n    recap: A # x\n    questions: B\nissue: 1\n",
        ),
        ("roles:\n  recap:\n  - A\n  - B\nissue: 1\n", {"roles": {"recap": "C"}}, "roles:\n  recap: C\nissue: 1\n"),
        ("roles:\nissue: 1\n", {"roles": {"recap": "C"}}, "roles:\n  recap: C\nissue: 1\n"),
        ("", {"title": "T"}, "title: T\n"),
        ("# only a comment\n", {"title": "T"}, "# only a comment\ntitle: T\n"),
    ],
)
def test_only_what_changes_is_other_text(source: str, changes: dict[str, Writable], wanted: str) -> None:
    result = edited(source, **changes)
    values = yaml_text.read_yaml("x.md", result)
    for key, value in changes.items():
        if not isinstance(value, dict):
            assert values.get(key) == (None if value is None else str(value))
    if changes != {"theme": None}:
        assert result == wanted
    else:
        assert "theme" not in values or values["theme"] is None


KEYS = st.sampled_from(["title", "date", "theme", "issue", "custom", "zz", "x-y"])
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=20)


@st.composite
def front_matters(draw: st.DrawFn) -> tuple[list[str], list[str], str]:
    """Keys, the lines of their entries, and the line end: each entry as one of the ways in which people write it."""
    keys = draw(st.lists(KEYS, unique=True, min_size=1, max_size=6))
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    entries = []
    for key in keys:
        text = draw(TEXTS)
        quoted = "'" + text.replace("'", "''") + "'"
        word = draw(st.text(string.ascii_letters, min_size=1, max_size=8))
        ways = [
            f"{key}: {word}",
            f"{key}:   {quoted}  # {word}",
            f"{key}:\t{quoted}\t# {word}",
            f"{key}: {word}\t# {word}",
            f"{key}: [{word}, {quoted}]",
            f"{key}:{newline}  - {word}{newline}  - {quoted}",
            f"{key}: |{newline}  {word}{newline}{newline}  more",
            f"{key}: >-{newline}  {word}",
            f"{key}:",
            f"{key}: {{a: {quoted}}}",
            f"{key}:{newline}    a: {word} # x{newline}    b: {quoted}",
            f'"{key}": {word}',
            f"{key}: &{key} {word}",
        ]
        entries.append(draw(st.sampled_from(ways)))
        if draw(st.booleans()):
            entries[-1] = f"# {word}{newline}{newline}" + entries[-1]
    return keys, entries, newline


@given(front_matters(), KEYS, st.one_of(TEXTS, st.lists(TEXTS, min_size=1, max_size=3)))
def test_the_bytes_of_all_other_entries_stay(
    matter: tuple[list[str], list[str], str], key: str, value: Writable
) -> None:
    keys, entries, newline = matter
    source = newline.join(entries) + newline
    result = edited(source, **{key: value})
    for name, text in zip(keys, entries, strict=True):
        if name != key:
            assert all(piece in result for piece in text.split(newline + newline, 1))
    before, after = yaml_text.read_yaml("x", source), yaml_text.read_yaml("x", result)
    assert {k: v for k, v in after.items() if k != key} == {k: v for k, v in before.items() if k != key}
    assert _same(after[key], value)
    assert ("\r\n" in result) == ("\r\n" in source)
    assert edited(result, **{key: value}) == result or key in keys


def _same(read: Value, written: Writable) -> bool:
    if isinstance(written, list):
        return [item or "" for item in read] == written if isinstance(read, list) else False
    return (read or "") == written


LINE_PIECES = (
    *(
        "title: ",
        "date: ",
        "theme: ",
        "roles:",
        "a",
        "b c",
        "'q'",
        '"d: e"',
        "[x, y]",
        "{k: v}",
        "|",
        ">-",
        "\t",
        " ",
        "  ",
    ),
    *(
        "# note",
        "\t# moved",
        "é",
        "日本",
        "😀",
        "\x85",
        "\u2028",
        "\ufeff",
        "&n ",
        "*n",
        "? ",
        ": ",
        "- ",
        "!!str ",
        "\r",
        ",",
    ),
    *("\n", "\n", "\n", "\r\n", "\r\n", "title: x", "date: 2024-10-02\t", "theme:\ty", "\t\n", "issue: 1"),
)


@settings(max_examples=1500)
@given(
    st.lists(st.sampled_from(LINE_PIECES), min_size=2, max_size=14).map("".join),
    st.sampled_from(["title", "date", "theme", "roles", "new"]),
    st.sampled_from([None, "T", "a: b", ["x", "y"], {"recap": "@c"}, 7]),
)
@example("title: Flows\t# moved\ndate:\t2024-10-02\t\n\t\ntheme: x\n", "date", "2025-01-01")
@example("\ufefftitle: x\n", "date", 1)
@example("? title\n: x\n", "title", "T")
@example("a: &n x\ntheme: *n\n", "theme", "T")
@example("theme: # why\n  x # c\n", "theme", "T")
def test_what_reads_can_be_edited_or_is_refused(source: str, key: str, value: Writable) -> None:
    try:
        before = yaml_text.read_yaml("x.md", source)
    except ClubFileError:
        return
    try:
        after = edited(source, **{key: value})
    except ClubFileError:
        return
    there = yaml_text.read_yaml("x.md", after)
    assert {k: v for k, v in there.items() if k != key} == {k: v for k, v in before.items() if k != key}
    if value is None:
        assert key not in there
    elif isinstance(value, dict):
        held = before.get(key)
        assert there[key] == ({**held, **value} if isinstance(held, dict) else value)
    else:
        assert there[key] == (str(value) if isinstance(value, int) else value)


@pytest.mark.parametrize(
    "source, wanted",
    [
        ("title: Flows\t# moved\ntheme: x\n", "title: Flows\t# moved\ntheme: T\n"),
        ("theme: x\t# moved\nb: 1\n", "theme: T\t# moved\nb: 1\n"),
        ("theme:\tx\nb: 1\n", "theme:\tT\nb: 1\n"),
        ("theme: 'x'\t\r\nb:\t'y'\t# z\r\n", "theme: T\t\r\nb:\t'y'\t# z\r\n"),
        ("\ufeffb: 1\ntheme: x\n", "\ufeffb: 1\ntheme: T\n"),
        ("theme: # why\n  x # c\nb: 1\n", "theme: # why\n  T # c\nb: 1\n"),
        ("{b: 1, theme: x,\t}\n", "{b: 1, theme: T,\t}\n"),
    ],
)
def test_a_tab_a_mark_or_a_comment_stays_where_it_is(source: str, wanted: str) -> None:
    assert edited(source, theme="T") == wanted
