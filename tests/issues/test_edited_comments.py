"""Comments that are edited: each command counts from when it was written, for the person who wrote it."""

from __future__ import annotations

import datetime as dt
import random
import re
from dataclasses import replace

import pytest

from clubaction.issues.memory_line import memory_line, read_memory
from clubaction.model import memory
from clubaction.model.memory import Entry, Judged, Memory
from tests.clubs import CONFIG, Repository, club_files, paper_form, session_file

ISSUE = 10


class Talk:
    """A club with a merged session whose recap ann has, and the thread in which people talk about it."""

    def __init__(self) -> None:
        session = session_file(
            title="Flows", date=dt.date(2024, 10, 16), issue=ISSUE, proposer="@pia", roles={"recap": ("@ann",)}
        )
        self.club = Repository(club_files(config=CONFIG, flows=session))
        self.club.issue("pia", "[paper]: Flows", paper_form("https://example.org/flows", "Flows"), number=ISSUE)
        self.run()

    def run(self) -> None:
        self.club.run()
        assert not self.club.plan()

    def merge(self) -> None:
        self.run()
        self.club.merge()
        self.run()

    def says(self, who: str, text: str) -> int:
        self.club.later(hours=1)
        return self.club.comment(ISSUE, who, text)

    def edits(self, comment: int, text: str, editor: str = "") -> None:
        self.club.later(hours=1)
        self.club.edit_comment(ISSUE, comment, text, editor)

    def holders(self, role: str) -> tuple[str, ...]:
        session = self.club.session_of(ISSUE)
        assert session
        return session.roles[role]

    @property
    def status(self) -> str:
        return " ".join(self.club.status(ISSUE).replace("\\", "").replace("`", "").replace("&#8203;", "").split())

    def news(self) -> list[str]:
        return [text for text in self.club.answers(ISSUE) if "is yours now" in text]


EDITS = [
    "/claim recap\n/claim questions",
    "/claim questions\n/claim recap",
    "Hello!\n\n/claim questions\n\n/claim recap",
]


@pytest.mark.parametrize("when", ["before the merge", "after the merge"])
@pytest.mark.parametrize("edited", EDITS)
def test_who_adds_a_command_keeps_the_place_on_a_waiting_list(edited: str, when: str) -> None:
    talk = Talk()
    comment = talk.says("bob", "/claim recap")
    talk.says("cat", "/claim recap")
    talk.says("pia", "/set theme Flows and trees")
    if when == "after the merge":
        talk.merge()
    talk.run()
    assert "(waiting: bob, cat)" in talk.status
    talk.edits(comment, edited)
    talk.run()
    assert "(waiting: bob, cat)" in talk.status
    assert talk.holders("questions") == ("@bob",)
    assert talk.club.reactions(ISSUE, comment) == {"eyes"}
    talk.says("ann", "/unclaim recap")
    talk.merge()
    assert talk.holders("recap") == ("@bob",)
    assert talk.holders("questions") == ("@bob",)
    assert len(talk.news()) == 1


@pytest.mark.parametrize("when", ["before the merge", "after the merge"])
@pytest.mark.parametrize("edited", EDITS)
def test_what_another_adds_is_refused_and_the_rest_stays(edited: str, when: str) -> None:
    talk = Talk()
    comment = talk.says("bob", "/claim recap")
    talk.says("cat", "/claim recap")
    talk.says("pia", "/set theme Flows and trees")
    if when == "after the merge":
        talk.merge()
    talk.run()
    talk.edits(comment, edited, editor="mallory")
    talk.run()
    assert "(waiting: bob, cat)" in talk.status
    assert "/claim questions (bob): mallory wrote this into what bob had said." in talk.status
    assert talk.status.count("mallory wrote this") == 1
    assert talk.holders("questions") == ()
    assert talk.club.reactions(ISSUE, comment) == {"confused"}
    talk.edits(comment, f"{edited} ", editor="mallory")
    talk.says("ann", "/unclaim recap")
    talk.merge()
    assert talk.holders("recap") == ("@bob",)
    assert talk.holders("questions") == ()


@pytest.mark.parametrize("edited", ["/claim questions\n/set theme Trees", "/set theme Trees\n/claim questions"])
def test_a_merged_claim_stays_when_its_author_adds_a_command(edited: str) -> None:
    talk = Talk()
    comment = talk.says("pia", "/claim questions")
    talk.merge()
    talk.edits(comment, edited)
    talk.run()
    assert talk.holders("questions") == ("@pia",)
    assert talk.club.session_of(ISSUE) == replace(talk.club.session("flows"), theme="Trees")
    assert "same person already" not in talk.status
    talk.merge()
    assert talk.club.reactions(ISSUE, comment) == {"+1"}


@pytest.mark.parametrize("edited", EDITS)
def test_who_has_moved_up_is_told_once_however_the_claim_is_edited(edited: str) -> None:
    talk = Talk()
    comment = talk.says("bob", "/claim recap")
    talk.says("ann", "/unclaim recap")
    talk.run()
    talk.edits(comment, edited)
    talk.run()
    assert talk.holders("recap") == talk.holders("questions") == ("@bob",)
    talk.edits(comment, f"/set slides https://example.org/bob\n{edited}")
    talk.merge()
    assert len(talk.news()) == 1


def test_a_command_that_was_added_counts_from_then() -> None:
    talk = Talk()
    comment = talk.says("bob", "/set slides https://example.org/bob")
    talk.says("dan", "/claim questions")
    talk.run()
    talk.edits(comment, "/set slides https://example.org/bob\n/claim questions")
    talk.run()
    assert talk.holders("questions") == ("@dan",)
    assert "(waiting: bob)" in talk.status


def test_what_was_refused_stays_so_when_something_is_added_to_it() -> None:
    talk = Talk()
    comment = talk.says("bob", "/cancel")
    talk.run()
    assert "/cancel (bob): Only organisers" in talk.status
    talk.club.writers |= {"bob"}
    talk.edits(comment, "/claim questions\n/cancel")
    talk.run()
    assert talk.holders("questions") == ("@bob",)
    assert "/cancel (bob): Only organisers" in talk.status
    talk.edits(comment, "/claim questions\n/cancel\n/cancel")
    talk.run()
    assert "is cancelled" in talk.status  # what is said a second time is a new command


def test_a_claim_that_is_taken_out_of_a_comment_is_taken_back_alone() -> None:
    talk = Talk()
    comment = talk.says("bob", "/claim questions\n/claim recap")
    talk.says("cat", "/claim recap")
    talk.run()
    assert "(waiting: bob, cat)" in talk.status
    talk.edits(comment, "/claim recap")
    talk.run()
    assert talk.holders("questions") == ()
    assert "(waiting: bob, cat)" in talk.status


COMMANDS = (
    *("/claim recap", "/claim questions", "/unclaim recap", "/unclaim questions"),
    *("/claim recap", "/claim questions", "/cancel", "/help", "/set theme X", "hello"),
)


def ends(seed: int, *, merges: bool) -> tuple[object, list[str]]:
    """Who has the roles, and who waits for them, after comments of several commands into which more are written."""
    chance = random.Random(seed)
    talk = Talk()
    comments: dict[int, list[str]] = {}
    for _ in range(12):
        if chance.random() < 0.45 or not comments:
            lines = [chance.choice(COMMANDS) for _ in range(chance.randint(1, 3))]
            comments[talk.says(chance.choice(("bob", "cat", "dan", "eve")), "\n".join(lines))] = lines
        else:
            comment, lines = chance.choice(list(comments.items()))
            lines.insert(chance.randint(0, len(lines)), chance.choice(COMMANDS))
            talk.edits(comment, "\n".join(lines), chance.choice(("", "", "mallory")))
        talk.run()
        if chance.random() < 0.4 and merges:
            talk.merge()
    session = talk.club.session_of(ISSUE)
    assert session
    return session.roles, re.findall(r"\(waiting: [^)]*\)", talk.status)


@pytest.mark.parametrize("seed", range(25))
def test_edited_claims_end_alike_whether_they_were_merged_often_or_never(seed: int) -> None:
    assert ends(seed, merges=True) == ends(seed, merges=False)


def test_help_that_another_wrote_into_a_comment_is_refused_for_good() -> None:
    talk = Talk()
    comment = talk.says("bob", "/claim recap")
    talk.run()
    talk.edits(comment, "/claim recap\n/help", editor="mallory")
    talk.run()
    assert "/help (bob): mallory wrote this" in talk.status


# --- the hidden line -------------------------------------------------------------------------

AT = dt.datetime(2024, 10, 1, 12, tzinfo=dt.UTC)
ONE, TWO = memory.digest("claim recap "), memory.digest("cancel  ")


def test_the_hidden_line_keeps_each_command_with_its_own_time() -> None:
    first, second = Judged(ONE, AT, memory.WAITS), Judged(TWO, AT + dt.timedelta(hours=2), memory.REFUSED)
    taken = Judged(TWO, AT, memory.DONE, taken_from="@ben-a.b & Co.")
    entries = {7: Entry((second, first, taken)), 8: Entry((first,)), memory.FORM: Entry((Judged(ONE, AT),))}
    line = memory_line(Memory(there=True, entries=entries))
    assert read_memory(line).entries == entries
    assert f"c.8={int(AT.timestamp())}.{ONE}.w" in line


def test_a_hidden_line_of_before_which_kept_a_comment_as_a_whole_is_understood() -> None:
    talk = Talk()
    comment = talk.says("bob", "/claim recap\n/cancel")
    talk.says("cat", "/claim recap")
    talk.run()
    own = next(c for c in talk.club.issues[ISSUE].comments if c.ours)
    whole = memory.digest("claim recap ", "cancel  ")
    assert f".{ONE}{TWO}.wr" in own.body
    talk.club.change_comment(ISSUE, own.id, body=own.body.replace(f".{ONE}{TWO}.wr", f".{whole}.wr"))
    talk.club.writers |= {"bob"}
    talk.run()
    assert next(c for c in talk.club.issues[ISSUE].comments if c.ours).body == own.body
    assert talk.club.reactions(ISSUE, comment) == {"confused"}
