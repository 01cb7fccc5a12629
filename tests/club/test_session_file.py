"""Session files: read, made and edited, with what a person wrote left as it is."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clubaction.club import abstract, session_file, session_ids
from clubaction.errors import ClubFileError
from clubaction.model import session_keys
from clubaction.model.session import Session
from clubaction.text import markdown

LINES = st.text(st.characters(codec="utf-8"), max_size=30).map(markdown.one_line)
NAMES = st.lists(LINES.filter(bool), max_size=3).map(tuple)
SESSIONS = st.builds(
    Session,
    id=st.just("x"),
    title=LINES,
    date=st.none() | st.dates(),
    time=st.none() | st.times().map(lambda t: dt.time(t.hour, t.minute)),
    theme=LINES,
    part=LINES,
    section=LINES,
    link=LINES,
    authors=NAMES,
    paper=LINES,
    roles=st.fixed_dictionaries({"recap": NAMES, "questions": NAMES}),
    status=st.sampled_from(["", "cancelled"]),
    slides=LINES,
    recording=LINES,
    code=LINES,
    votes=st.integers(0, 99),
    issue=st.none() | st.integers(1, 10**6),
    seen=st.integers(0, 10**12),
    body=st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=60).map(
        lambda text: text.strip("\n").rstrip()
    ),
)


def read(text: str) -> Session:
    return session_file.read_session("sessions/x.md", text.encode())


@given(SESSIONS)
def test_what_is_written_reads_back_equal(session: Session) -> None:
    assert session_file.read_session("sessions/x.md", session_file.new_file(session, ("recap", "questions"))) == session


@given(SESSIONS, SESSIONS)
def test_an_edit_leads_from_any_state_to_any_other(before: Session, after: Session) -> None:
    data = session_file.new_file(before, ("recap", "questions"))
    assert (
        session_file.read_session("sessions/x.md", session_file.edit_file("sessions/x.md", data, before, after))
        == after
    )
    assert session_file.edit_file("sessions/x.md", data, before, before) == data


HAND = b"""\xef\xbb\xbf---\r
# Ours.\r
theme:   'Flows'   # a comment\r
date: 2024-10-16\r
roles:\r
    recap: "@ann"\r
    # nobody yet\r
    questions:\r
custom: [a,   b]\r
---\r
Text  \r
\r
<b>\r
no final newline"""


def test_a_claim_on_a_hand_written_file_changes_only_its_line() -> None:
    before = session_file.read_session("sessions/x.md", HAND)
    after = replace(before, roles={**before.roles, "questions": ("@ben",)})
    edited = session_file.edit_file("sessions/x.md", HAND, before, after)
    assert edited == HAND.replace(b"    questions:\r", b'    questions: "@ben"\r')


@pytest.mark.parametrize(
    "key, value, text",
    [
        ("title", "A: b", 'title: "A: b"'),
        ("date", dt.date(2024, 10, 23), "date: 2024-10-23"),
        ("theme", "", ""),
        ("issue", 7, "issue: 7"),
        ("time", dt.time(9, 5), "time: "),
        ("status", "cancelled", "status: cancelled"),
        ("authors", ("A, B", "C"), 'authors: ["A, B", C]'),
    ],
)
def test_one_changed_key_is_one_changed_line(key: str, value: object, text: str) -> None:
    before = session_file.read_session("sessions/x.md", HAND)
    after = replace(before, **{key: value})  # type: ignore[arg-type]
    edited = session_file.edit_file("sessions/x.md", HAND, before, after)
    old, new = HAND.decode().split("\r\n"), edited.decode().split("\r\n")
    assert sum(line not in old for line in new) + sum(line not in new for line in old) <= 2
    assert text in edited.decode()
    assert session_file.read_session("sessions/x.md", edited) == after


def test_what_yaml_takes_for_something_else_is_text_here() -> None:
    session = read("---\ntime: 19:30\ntitle: no\ntheme: 1e3\nroles: {recap: yes, questions: ~}\nvotes: 010\n---\n")
    assert (session.time, session.title, session.theme) == (dt.time(19, 30), "no", "1e3")
    assert session.roles == {"recap": ("yes",), "questions": ()}


@pytest.mark.parametrize(
    "text, line, says",
    [
        ("no front matter", 1, "must start with a line `---`"),
        ("---\ntitle: x\n", 1, "the closing `---` is missing"),
        ("---\ntitle: x\ndate: 02.10.2024\n---\n", 3, "`date`.*2024-10-02"),
        ("---\n\n# c\ntime: 25:00\n---\n", 4, "`time`"),
        ("---\ntitle: [x]\n---\n", 2, "`title`.*quotes"),
        ("---\nroles: ann\n---\n", 2, "`roles`"),
        ("---\nstatus: maybe\n---\n", 2, "`status`.*cancelled"),
        ("---\nissue: twelve\n---\n", 2, "`issue`.*number"),
        ("---\nissue: 99999999999999999999\n---\n", 2, "`issue`"),
        ("---\nauthors: {a: b}\n---\n", 2, "`authors`"),
        ("---\nroles:\n  recap: {a: b}\n---\n", 2, "name"),
        ("---\ntitle: 'x\n---\n", 2, "close the quote that opens on line 2"),
        ("---\na: 1\na: 2\n---\n", 3, "second time"),
    ],
)
def test_a_file_that_can_not_be_read_is_named_with_its_line(text: str, line: int, says: str) -> None:
    with pytest.raises(ClubFileError, match=says) as caught:
        read(text)
    problem = caught.value.problems[0]
    assert problem.path == "sessions/x.md"
    assert problem.line == line


def test_bytes_that_are_no_utf_8_are_named_with_their_line() -> None:
    with pytest.raises(ClubFileError, match=r"sessions/x\.md:2: this is not UTF-8"):
        session_file.read_session("sessions/x.md", b"---\ntitle: \xff\n---\n")


@pytest.mark.parametrize(
    "title, wanted",
    [
        ("Elucidating the Design Space", "elucidating-the-design-space"),
        ("Schrödinger's cat", "schrodingers-cat"),
        ("日本語の論文", "日本語の論文"),
        ("***", "session"),
        ("", "session"),
        ("README", "readme-session"),
        ("con", "con-session"),
        ("../../etc/passwd", "etc-passwd"),
        ("a" * 100, "a" * 60),
    ],
)
def test_an_id_is_made_of_the_words_of_a_title(title: str, wanted: str) -> None:
    made = session_ids.stem_of(title)
    assert made == wanted
    assert "/" not in made
    assert made


@given(st.text(max_size=80))
def test_an_id_is_always_short_and_a_file_name(title: str) -> None:
    made = session_ids.stem_of(title)
    assert 1 <= len(made) <= 70
    assert not set(made) & set('/\\:*?"<>|.\0\n ')
    assert made == made.lower() or not made.isascii()


def test_an_abstract_is_replaced_in_its_place() -> None:
    body = "Intro\n\n## Abstract\n\n> Old\n> text\n\n## Further reading\n\nx"
    assert abstract.abstract(body) == "> Old\n> text"
    changed = abstract.with_abstract(body, "> New \\1")
    assert changed == "Intro\n\n## Abstract\n\n> New \\1\n\n## Further reading\n\nx"
    assert abstract.with_abstract(changed, "> New \\1") == changed
    assert abstract.with_abstract("", "> A").startswith("## Abstract\n\n> A")


def test_every_key_is_a_field_of_a_session_and_every_other_field_is_told_elsewhere() -> None:
    elsewhere = {"id", "path", "body", "seen_at"}
    assert {*session_keys.ORDER} == {field.name for field in fields(Session)} - elsewhere


def test_a_session_knows_where_its_file_is_and_is_the_same_wherever_it_is() -> None:
    here = session_file.read_session("sessions/x.md", HAND)
    there = session_file.read_session("sessions/2024/x.md", HAND)
    assert (there.id, there.path) == ("x", "sessions/2024/x.md")
    assert here == there
    assert session_ids.path_of(there, "sessions") == "sessions/2024/x.md"
    assert session_ids.path_of(Session("x"), "sessions") == "sessions/x.md"


@pytest.mark.parametrize(
    "path, is_one",
    [
        ("sessions/x.md", True),
        ("sessions/2024/autumn/x.md", True),
        ("sessions/readme.md", False),
        ("sessions/2024/README.md", False),
        ("sessions/.obsidian/x.md", False),
        ("sessions/2024/.x/y.md", False),
        ("sessions/.md", False),
        ("sessions/x.txt", False),
        ("sessions.md", False),
        ("sessions-old/x.md", False),
        ("x.md", False),
        ("other/sessions/x.md", False),
    ],
)
def test_the_files_below_the_folder_are_sessions(path: str, *, is_one: bool) -> None:
    assert session_ids.is_session_path(path, "sessions") is is_one
