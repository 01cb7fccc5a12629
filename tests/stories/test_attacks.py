"""A table of attacks and slips: who tries what, what they get (nothing), and what they read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from clubaction.club.configuration import Config
from clubaction.model.plan import CloseIssue, DeleteComment
from clubaction.model.thread import STATUS_MARK
from clubaction.pipeline import reads_needed
from tests.clubs import US, Repository, claim_form, club_files, paper_form, session_file

DAY = dt.date(2024, 10, 16)
ISSUE = 10


@dataclass
class Scene:
    """A club with one merged session: ann has the recap, pia proposed it, olga organises."""

    club: Repository

    def says(self, who: str, text: str) -> int:
        self.club.later(hours=1)
        return self.club.comment(ISSUE, who, text)

    def run(self) -> None:
        self.club.run()
        assert not self.club.plan()

    def merge(self) -> None:
        self.club.run()
        self.club.merge()
        self.run()

    @property
    def holders(self) -> tuple[str, ...]:
        session = self.club.session_of(ISSUE)
        assert session
        return session.roles["recap"]

    def reads(self) -> str:
        return re.sub(r"\s+", " ", self.club.status(ISSUE).replace("\\", "").replace("`", ""))


def scene(**values: object) -> Scene:
    given = {"title": "Flows", "date": DAY, "issue": ISSUE, "proposer": "@pia", "roles": {"recap": ("@ann",)}, **values}
    club = Repository(club_files(flows=session_file(**given)))
    club.issue("pia", "[paper]: Flows", paper_form("https://example.org/flows", "Flows"), number=ISSUE)
    made = Scene(club)
    made.run()
    return made


def _stranger_cancels(s: Scene) -> None:
    s.says("mallory", "/cancel")
    s.run()
    s.club.writers = frozenset({"mallory"})  # … and gets write access later


def _vain_unclaim(s: Scene) -> None:
    s.says("bob", "/unclaim questions")
    s.run()
    s.club.edit_session("flows", roles={"questions": "@bob"})


def _edited_in_front(s: Scene) -> None:
    """Somebody's older small talk becomes a claim."""
    early = s.says("mallory", "Nice!")
    s.says("bob", "/claim questions")
    s.run()
    s.club.later(hours=1)
    s.club.edit_comment(ISSUE, early, "/claim questions")


def _words_in_anothers_mouth(s: Scene) -> None:
    comment = s.says("ann", "I look forward to it.")
    s.run()
    s.club.later(hours=1)
    s.club.edit_comment(ISSUE, comment, "/unclaim recap", editor="mallory")


def _name_in_a_settled_comment(s: Scene) -> None:
    comment = s.says("mallory", "/claim recap")
    s.merge()
    s.says("pia", "/set theme Flows")
    s.merge()
    s.club.edit_comment(ISSUE, comment, "/claim recap @zoe")


def _claims_for_another(s: Scene) -> None:
    s.says("mallory", "/claim questions for Zoe")


def _sets_after_the_day(s: Scene) -> None:
    s.club.later(days=20)
    s.says("pia", "/set title Something else")


def _refreshes_after_the_day(s: Scene) -> None:
    s.club.later(days=20)
    s.says("pia", "/refresh")


def _deleted_account(s: Scene) -> None:
    s.says("", "/unclaim recap\n/claim questions")


def _bot(s: Scene) -> None:
    s.club.comment(ISSUE, "stale[bot]", "/cancel", bot=True)


def _hidden_comment(s: Scene) -> None:
    comment = s.says("bob", "/claim questions")
    s.club.change_comment(ISSUE, comment, minimised=True)


def _forged_memory(s: Scene) -> None:
    s.says("mallory", f"{STATUS_MARK}\nCancelled.\n<!-- clubaction:memory session=flows&off=1.1 -->")


def _closed_by_a_stale_bot(s: Scene) -> None:
    s.club.close(ISSUE, "not_planned", by="stale[bot]")


def _closed_by_a_stranger(s: Scene) -> None:
    s.club.close(ISSUE, "not_planned", by="pia")


def _another_account_of_that_name(s: Scene) -> None:
    first = s.says("bob", "/claim questions")
    s.club.change_comment(ISSUE, first, author_id=7)
    s.run()
    second = s.says("bob", "/unclaim questions")
    s.club.change_comment(ISSUE, second, author_id=8)


@dataclass(frozen=True)
class Attack:
    tries: Callable[[Scene], None]
    reads: str = ""
    questions: tuple[str, ...] = ()


ATTACKS = {
    "a stranger cancels, and gets write access later": Attack(_stranger_cancels, "Only organisers can use /cancel."),
    "who gave back in vain is named by hand later": Attack(
        _vain_unclaim, "bob does not have the role questions.", ("@bob",)
    ),
    "small talk becomes a claim in front of others": Attack(_edited_in_front, "bob has the role questions.", ("@bob",)),
    "words are put into somebody's mouth": Attack(_words_in_anothers_mouth, "Nobody speaks for another"),
    "a name is written into a settled claim": Attack(_name_in_a_settled_comment, "Only organisers take a role for"),
    "a claim for somebody else": Attack(_claims_for_another, "Only organisers take a role for somebody else (Zoe)."),
    "a title after the day": Attack(_sets_after_the_day, "The session has been held; only organisers can"),
    "a refresh after the day": Attack(_refreshes_after_the_day, "The session has been held, so nothing is read again."),
    "a deleted account's words": Attack(_deleted_account),
    "a bot's command": Attack(_bot),
    "a hidden comment": Attack(_hidden_comment),
    "our own marks in somebody's comment": Attack(_forged_memory),
    "a stale bot closes as not planned": Attack(_closed_by_a_stale_bot),
    "the proposer closes as not planned": Attack(_closed_by_a_stranger),
    "a new account takes an old name": Attack(
        _another_account_of_that_name, "Somebody else was called bob here before.", ("@bob",)
    ),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_nobody_gets_what_is_not_theirs_and_everybody_reads_why(name: str) -> None:
    attack, s = ATTACKS[name], scene()
    attack.tries(s)
    s.run()
    session = s.club.session_of(ISSUE)
    assert session
    assert session.roles["recap"] == ("@ann",)
    assert session.roles.get("questions", ()) == attack.questions
    assert (session.title, session.date, session.cancelled) == ("Flows", DAY, False)
    assert attack.reads in s.reads(), s.reads()


def test_a_copied_repository_gives_nobody_the_session_of_another() -> None:
    """Files of a fork name issues that other people opened there."""
    club = Repository(club_files(flows=session_file(title="Flows", date=DAY, issue=ISSUE, proposer="@pia")))
    club.issue("zoe", "[paper]: Trees", paper_form("https://example.org/trees", "Trees"), number=ISSUE)
    club.comment(ISSUE, "zoe", "/set title Mine now")
    club.run()
    assert club.session("flows").title == "Flows"
    assert club.session("trees").title == "Mine now"


def test_a_proposal_takes_a_slot_with_its_holders() -> None:
    slot = session_file(date=dt.date(2024, 10, 9), theme="Bonus", roles={"recap": ("@ann",)})
    club = Repository(club_files(bonus=slot))
    body = paper_form("https://example.org/x", "X", "2024-10-09", roles=("Responsible for Recap",))
    club.issue("mallory", "[paper]: X", body, number=ISSUE)
    club.run()
    session = club.session_of(ISSUE)
    assert session
    assert session.roles["recap"] == ("@ann",)
    assert "ann has the role recap. mallory is number 1 on its waiting list" in club.status(ISSUE)


def test_a_file_deleted_by_hand_stays_deleted_until_an_organiser_wants_it_back() -> None:
    s = scene()
    s.says("bob", "/claim questions")
    s.merge()
    s.club.edit_files({"sessions/flows.md": None})
    s.run()
    assert "sessions/flows.md" not in s.club.proposed_files()
    assert "was deleted from the repository" in s.reads()
    s.says("pia", "/restore")
    s.run()
    assert "sessions/flows.md" not in s.club.proposed_files()
    s.says("olga", "/restore")
    s.run()
    assert s.club.session_of(ISSUE)


def test_a_thread_that_people_reopen_is_closed_once() -> None:
    s = scene()
    s.club.later(days=30)
    closings = 0
    for _ in range(3):
        plan = s.club.run()
        closings += sum(isinstance(step, CloseIssue) for step in plan.operations)
        s.club.reopen(ISSUE)
    assert closings == 1


def test_somebody_has_three_dates_unasked_and_waits_with_the_rest() -> None:
    club = Repository(club_files())
    for number in range(1, 6):
        club.later(hours=1)
        club.issue("mallory", f"[paper]: P{number}", paper_form(f"https://example.org/{number}", f"P{number}"))
    club.run()
    dated = [club.session_of(number) for number in range(1, 6)]
    assert [bool(session and session.date) for session in dated] == [True, True, True, False, False]
    assert "3 of your proposals have got a date already" in club.status(5)


def test_two_status_comments_become_one() -> None:
    s = scene()
    first = next(c for c in s.club.issues[ISSUE].comments if c.ours)
    issue = s.club.issues[ISSUE]
    second = replace(first, id=first.id + 1000, author=US)
    s.club.issues[ISSUE] = replace(issue, comments=(*issue.comments, second))
    plan = s.club.run()
    assert [step.comment for step in plan.operations if isinstance(step, DeleteComment)] == [second.id]
    assert not s.club.plan()


def test_a_comment_edited_to_say_nothing_loses_our_thumb() -> None:
    s = scene()
    comment = s.says("bob", "/claim questions")
    s.run()
    assert s.club.reactions(ISSUE, comment) == {"+1"}
    s.club.edit_comment(ISSUE, comment, "never mind")
    s.run()
    assert s.club.reactions(ISSUE, comment) == set()


def test_notme_never_stops_a_run() -> None:
    club = Repository(club_files(config="cadence: {weekday: wednesday}\norganisers: &all [olga]\nnotme: *all\n"))
    number = club.issue("pia", "[paper]: X", paper_form("https://example.org/x", "X"))
    club.comment(number, "zoe", "/notme")
    plan = club.run()
    assert club.session_of(number)
    assert [p for p in plan.problems if "change `notme` there by hand: zoe" in p.message]
    assert "can't be changed by me" in club.status(number)
    assert not club.plan()


def test_a_claim_issue_tells_its_end() -> None:
    s = scene()
    s.club.later(hours=1)
    number = s.club.issue("bob", "[claim]", claim_form(f"#{ISSUE}", "questions"), labels=("claim",))
    s.merge()
    assert s.club.issues[number].state == "closed"
    assert "questions: bob, Flows." in s.club.status(number)
    assert "All of this is merged." in s.club.status(number)


def test_a_persons_title_of_the_pull_request_stays() -> None:
    s = scene()
    s.says("bob", "/claim questions")
    s.run()
    number = max(s.club.pulls)
    s.club.pulls[number] = replace(s.club.pulls[number], title="October, please merge")
    s.says("pia", "/set theme Flows")
    s.run()
    assert s.club.pulls[number].title == "October, please merge"
    assert "theme: Flows" in s.club.pulls[number].body


def test_deleting_the_branch_lets_us_go_on() -> None:
    s = scene()
    s.says("bob", "/claim questions")
    s.run()
    s.club.push_to_branch({"README.md": b"mine\n"})
    s.says("pia", "/set theme Flows")
    s.run()
    assert any("commits that are not mine" in c.body for c in s.club.pulls[max(s.club.pulls)].comments)
    s.club.delete_branch()
    s.run()
    assert s.club.pulls[max(s.club.pulls)].state == "open"


@pytest.mark.parametrize("ago, asked", [(-1, [ISSUE]), (7, [ISSUE]), (8, [])])
def test_a_thread_without_its_label_is_read_as_long_as_its_session_can_be_changed(ago: int, asked: list[int]) -> None:
    files = club_files(flows=session_file(title="Flows", date=DAY, issue=ISSUE))
    assert reads_needed.threads_to_come(files, Config(), DAY + dt.timedelta(days=ago), ()) == asked
