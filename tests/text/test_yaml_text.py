"""YAML that people write is changed to the byte: what is not changed stays, whatever it looks like."""

from __future__ import annotations

import datetime as dt
import string

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clubaction.errors import ClubFileError
from clubaction.text import yaml_text
from clubaction.text.yaml_text import Value, Writable

ORDER = ("title", "date", "theme", "roles", "issue")


def edited(source: str, **changes: Writable) -> str:
    return yaml_text.edit("x.md", source, changes, ORDER)


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


@pytest.mark.parametrize(
    "text",
    [
        "19:30",
        "no",
        "Yes",
        "on",
        "2024-10-02",
        "1_000",
        "0x1F",
        "1e3",
        ".5",
        "~",
        "null",
        "",
        " ",
        "a: b",
        "a #b",
        "#a",
        "- a",
        "@a",
        "`a`",
        "{a}",
        "[a]",
        "&a",
        "*a",
        "!a",
        "|",
        ">",
        "%a",
        "'a'",
        '"a"',
        "a\nb",
        "a\tb",
        "\u2028",
        "\\",
        "a:",
        "---",
        "...",
        "? a",
        "é",
        "=",
        "<<",
        "a, b",
        "\x85",
        "\x07",
        "a'b\"c",
    ],
)
def test_a_written_text_is_the_same_text_for_any_reader(text: str) -> None:
    for source in (
        yaml_text.entry("key", text),
        f"key: {yaml_text.dump([text])}\n",
        f"key: {yaml_text.dump({'k': text})}\n",
    ):
        ours = yaml_text.read_yaml("x.md", source)["key"]
        theirs = yaml.safe_load(source)["key"]
        unwrap = [theirs[0] if isinstance(theirs, list) else theirs["k"] if isinstance(theirs, dict) else theirs]
        assert unwrap == [text]
        inner = ours[0] if isinstance(ours, list) else ours["k"] if isinstance(ours, dict) else ours
        assert (inner or "") == text


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


ADVICE = [
    ("title: Flows: a survey\n", 1, 'put the title in quotes: it holds a colon, as in `title: "Flows: a survey"`'),
    ("date: 1\ncustom: a: b\n", 2, "put the value of `custom` in quotes: it holds a colon"),
    ('a: 1\ntitle: "Flows\ndate: 2024\n', 2, "close the quote that opens on line 2"),
    ('a: 1\ntitle: "Flows\ndate: "2024"\n', 2, "close the quote that opens on line 2"),
    ("title: 'it's\n", 1, "put the title in quotes: something stands behind its closing quote"),
    ('title: "Foo" bar\ndate: 1\n', 1, "put the title in quotes: something stands behind"),
    ("title: [Draft] Flows\ndate: 1\n", 1, "put the title in quotes: it starts with `[`"),
    ("authors: [A, B\ndate: 1\n", 1, "close the bracket `[` that opens on line 1 with `]`"),
    ("roles: {a: b\n", 1, "close the bracket `{` that opens on line 1 with `}`"),
    ("\ttitle: x\n", 1, "use spaces, not a tab, at the start of the line"),
    ("roles:\n\trecap: x\n", 2, "use spaces, not a tab"),
    ("roles:\n  a: b\n\tc: x\n", 3, "use spaces, not a tab"),
    ("recap: @bob\n", 1, "put `@bob` in quotes"),
    ("roles: {recap: @bob, questions: x}\n", 1, "put `@bob` in quotes"),
    ("roles:\n  recap: [@a, x]\n", 2, "put `@a` in quotes"),
    ("@a: b\n", 1, "put `@a:` in quotes"),
    ("theme: *x\n", 1, "put the theme in quotes: it starts with `*`"),
    ("theme: & b\n", 1, "put the theme in quotes: it starts with `&`"),
    ("theme: %x\n", 1, "put `%x` in quotes"),
    ("theme: `x`\n", 1, "put ``x`` in quotes"),
    ("theme: > 90%\n", 1, "put the theme in quotes: it starts with `>`"),
    ("theme: - b\n", 1, "put the theme in quotes: it starts with `-`"),
    ("theme: ? b\n", 1, "put the theme in quotes: it starts with `?`"),
    ("theme: }\n", 1, "put the value of `theme` in quotes"),
    ("date: 1\ntitle Flows\nx: 1\n", 2, "no colon behind its key"),
    ("title Flows\nx: 1\n", 1, "no colon behind its key"),
    ("date: 1\ntitle:Flows\n", 2, "put a space behind the colon of `title`"),
    ("title:Flows\ndate: 1\n", 1, "put a space behind the colon of `title`"),
    ("title: Flows\n  a: survey\n", 2, "start this line below `title`, or put the value of `title` in quotes"),
    ("  a: 1\nb: 2\n", 2, "same column as the other keys"),
    ("a:\n  b: 1\n c: 2\n", 3, "same column as the other keys"),
    ("a: b\n---\nc: d\n", 2, "stands in the middle of the keys"),
    ("a: b\n...\nc: d\n", 3, "stands in the middle of the keys"),
    ("a: 1\nb: x\x07\n", 2, "U.0007"),
    ('a: "\\q"\n', 1, "backslash"),
    ("a: 1\na: 2\n", 2, "the key `a` stands here a second time"),
]


@pytest.mark.parametrize("source, line, says", ADVICE)
def test_what_is_wrong_is_said_so_that_a_student_can_mend_it(source: str, line: int, says: str) -> None:
    with pytest.raises(ClubFileError) as caught:
        yaml_text.read_yaml("x.md", source)
    (problem,) = caught.value.problems
    assert says.replace("U.", "U+") in problem.message
    assert problem.line == line
    assert "YAML" not in problem.message


def test_a_file_without_front_matter_is_told_which_line_is_missing() -> None:
    assert "must start with a line `---`" in yaml_text.missing_front_matter("# A talk\n")
    assert "closing `---` is missing" in yaml_text.missing_front_matter("---\ntitle: x\n\nText\n")
    assert "closing `---` is missing" in yaml_text.missing_front_matter("\ufeff---")


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


def test_the_lines_of_entries_are_found_at_once() -> None:
    lines = yaml_text.Lines("\ufeffa: 1\nb:\n  - x\n  - c: 2\n    d: 3\n")
    assert [lines.of(*keys) for keys in (("a",), ("b",), ("b", 1), ("b", 1, "d"), ("b", 7), ("nope",), ())] == [
        *(0, 1, 3, 4, 1, 0, 0)
    ]
    assert yaml_text.Lines("").of("a") == 0
