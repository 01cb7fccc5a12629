"""Every command, by everybody, in every state of a session: one table of effects and answers, and their undoing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from clubaction.club import session_file as session_files
from clubaction.club import session_folder
from clubaction.issues.commands import table
from clubaction.model import session_keys
from clubaction.model.session import Session
from clubaction.text import inline
from tests import golden
from tests.clubs import START, Repository, club_files, paper_form, session_file

PEOPLE = {"anyone": "ann", "proposer": "pia", "holder": "hal", "organiser": "olga"}
ISSUE, OTHER = 12, 13

STATES: dict[str, dict[str, Any]] = {
    "pool": {"votes": 2},
    "scheduled": {"date": dt.date(2024, 10, 16)},
    "cancelled": {"date": dt.date(2024, 10, 16), "status": "cancelled"},
    "held": {"date": dt.date(2024, 9, 25)},
}

CALLS = (
    "/claim recap",
    "/claim questions",
    "/claim recap @ben",
    "/claim questions @ben",
    "/claim questions for Fritz Egal",
    "/claim cook",
    "/claim",
    "/unclaim recap",
    "/unclaim questions",
    "/unclaim recap @hal",
    "/schedule 2024-10-30",
    "/schedule 2024-10-23",
    "/schedule 2024-10-09",
    "/schedule 2024-09-04",
    "/schedule 2024-12-25",
    "/schedule 13/11/2024",
    "/schedule next",
    "/schedule",
    "/unschedule",
    "/swap #13",
    "/swap #99",
    "/swap",
    "/cancel",
    "/restore",
    "/set theme Flows",
    "/set part Two",
    "/set part Nine",
    "/set title Another title",
    "/set title -",
    "/set link https://arxiv.org/abs/2206.00364",
    "/set link no link",
    "/set slides slides/12.pdf",
    "/set recording https://example.org/v",
    "/set code -",
    "/set colour red",
    "/refresh",
    "/notme",
    "/help",
    "/clam recap",
    "claim recap",
    "/unknown",
)

CONFIG = """cadence:
  weekday: wednesday
  start: 2024-09-04
  skip: [2024-12-25]
parts: [One, Two]
"""


def club_in(state: str) -> Repository:
    """A club whose issue 12 is a merged session in this state: recap is held by hal, questions by nobody."""
    session = session_file(
        title="Score matching",
        link="https://example.org/sm",
        paper="url:https://example.org/sm",
        issue=ISSUE,
        roles={"recap": ("@hal",)},
        **STATES[state],
    )
    other = session_file(title="Flow matching", link="https://example.org/fm", issue=OTHER, date=dt.date(2024, 10, 23))
    slot = session_file(theme="Bonus 1", date=dt.date(2024, 10, 9))
    club = Repository(club_files(config=CONFIG, score_matching=session, flow_matching=other, bonus=slot))
    club.writers = frozenset({"olga"})
    for number, title, link in ((ISSUE, "Score matching", "sm"), (OTHER, "Flow matching", "fm")):
        club.issue("pia", title, paper_form(f"https://example.org/{link}", title), number=number)
    club.run()
    assert club.session_of(ISSUE) == merged(club)
    return club


def merged(club: Repository) -> Session:
    return session_files.read_session("score-matching", club.files["sessions/score-matching.md"])


def differences(before: Session, after: Session) -> list[str]:
    """What has become of a session, a key each."""
    found = []
    for key in session_keys.ORDER:
        old, new = getattr(before, key), getattr(after, key)
        if key == "roles":
            found += [f"{k}: {', '.join(v) or 'free'}" for k, v in new.items() if v != old.get(k, ())]
        elif old != new and key != "seen":
            found.append(f"{key}: {new or 'none'}")
    return found


def said(club: Repository, call: str, who: str) -> str:
    """What comes of a command, as a cell of the table."""
    before = merged(club)
    before_other = session_files.read_session("flow-matching", club.files["sessions/flow-matching.md"])
    club.later(hours=1)
    comment = club.comment(ISSUE, PEOPLE[who], call)
    quiet = club.status(ISSUE)
    club.run()
    signs = "".join(
        {"+1": "👍", "confused": "😕", "eyes": "👀"}[name] for name in sorted(club.reactions(ISSUE, comment))
    )
    after = club.session_of(ISSUE)
    assert after is not None
    effects = differences(before, after)
    other = club.session_of(OTHER)
    assert other is not None
    effects += [f"#{OTHER} {text}" for text in differences(before_other, other)]
    if b"notme" in club.proposed_files()[".github/clubaction.yml"]:
        effects.append("not suggested any more")
    return " ".join(filter(None, (signs, "; ".join(effects), why(quiet, club.status(ISSUE))))) or "nothing"


def why(before: str, after: str) -> str:
    """What the status comment says that it did not say before, but for the role table and the footer."""
    old = set(before.splitlines())
    new = [
        line
        for line in after.splitlines()
        if line not in old and line[:1] not in ("|", "") and "counts once" not in line
    ]
    shown = [
        inline.plain(line.removeprefix("- ").removeprefix("> "))
        for line in new
        if not line.startswith("**Score") or "help" in line
    ]
    texts = [text.partition("): ")[2] or text for text in shown if text != "Not done"]
    commands = [text for text in texts if text.startswith("/")]
    if commands:
        return f"lists {len(commands)} commands"
    return f"“{' '.join(texts)}”" if texts else ""


def test_what_each_command_does_for_whom_in_which_state_is_as_it_was_read() -> None:
    lines = [
        "# Every command by everybody in every state",
        "",
        "Made by `tests/test_command_table.py`. Today is 1 October 2024. The session is #12, proposed by pia; hal has",
        "its recap, nobody its questions. #13 is on 23 October, an open slot on 9 October.",
        "The club does not meet on 25 December.",
    ]
    for state in STATES:
        lines += [
            "",
            f"## {state.capitalize()}",
            "",
            "| Comment | " + " | ".join(PEOPLE) + " |",
            "| :-- |" + " :-- |" * len(PEOPLE),
        ]
        for call in CALLS:
            cells = [said(club_in(state), call, who) for who in PEOPLE]
            same = len(set(cells)) == 1
            shown = [cells[0], *["same"] * 3] if same else cells
            lines.append("| " + " | ".join([f"`{call}`", *(cell.replace("|", "\\|") for cell in shown)]) + " |")
    golden.compare(Path(__file__).with_name("table.md"), "\n".join(lines) + "\n")


UNDONE = (
    ("/claim questions", "/unclaim questions", "scheduled"),
    ("/unclaim recap", "/claim recap @hal", "scheduled"),
    ("/claim questions for Fritz", "/unclaim questions Fritz", "pool"),
    ("/schedule 2024-10-30", "/unschedule", "pool"),
    ("/unschedule", "/schedule 2024-10-16", "scheduled"),
    ("/schedule 2024-10-30", "/schedule 2024-10-16", "scheduled"),
    ("/swap #13", "/swap #13", "scheduled"),
    ("/swap #13", "/swap #13", "pool"),
    ("/cancel", "/restore", "scheduled"),
    ("/restore", "/cancel", "cancelled"),
    ("/set theme Flows", "/set theme -", "scheduled"),
    ("/set part Two", "/set part -", "scheduled"),
    ("/set title Another", "/set title Score matching", "scheduled"),
    ("/set link https://arxiv.org/abs/2206.00364", "/set link https://example.org/sm", "scheduled"),
    ("/set slides a.pdf", "/set slides -", "held"),
    ("/notme", "/notme", "scheduled"),
    ("/set title Another", "/refresh", "scheduled"),
)


@pytest.mark.parametrize("merge", [False, True], ids=("before the merge", "after the merge"))
@pytest.mark.parametrize("call, undo, state", UNDONE)
def test_each_effect_has_its_undo(call: str, undo: str, state: str, merge: bool) -> None:  # noqa: FBT001
    club = club_in(state)
    before = dict(club.proposed_files())
    club.later(hours=1)
    club.comment(ISSUE, "olga", call)
    club.run()
    assert club.proposed_files() != before
    if merge:
        assert club.merge()
        club.run()
    club.later(hours=1)
    club.comment(ISSUE, "olga", undo)
    club.run()
    assert not club.plan()
    assert told(club.proposed_files(), slots=not merge) == told(before, slots=not merge)


@pytest.mark.parametrize("undo, state", [("/unschedule", "pool"), ("/schedule 2024-10-16", "scheduled")])
def test_a_session_that_leaves_an_open_slot_again_leaves_it_as_it_was(undo: str, state: str) -> None:
    club = club_in(state)
    before = dict(club.proposed_files())
    for call in ("/schedule next", undo):
        club.later(hours=1)
        club.comment(ISSUE, "olga", call)
        club.run()
    assert told(club.proposed_files(), slots=True) == told(before, slots=True)


def told(files: dict[str, bytes], *, slots: bool) -> dict[str, Session]:
    """The sessions but for votes and positions. A merged date was announced and leaves an open slot: `slots` or not."""
    found, _ = session_folder.read_all(files, "sessions")
    return {i: replace(s, seen=0, votes=0) for i, s in found.items() if slots or not s.is_open}


def test_every_command_of_the_table_is_tried() -> None:
    tried = {call.split()[0].removeprefix("/") for call in CALLS}
    assert {command.name for command in table.COMMANDS} <= tried
    assert START.date() == dt.date(2024, 10, 1)
