"""Histories of claims: merged often and never merged, they end alike."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from tests.clubs import Repository, claim_form, club_files, paper_form, session_file

ISSUE = 1
DAY = dt.date(2024, 12, 18)
PEOPLE = ("ann", "ben", "cem", "pia")
GUESTS = ("@guest0", "@guest1")
RECAP = "Responsible for Recap"
CLAIM_ISSUE = "(a claim issue)"
"""Said instead of a comment's text."""


class History:
    """A club with one session, on whose role `recap` things are said at given times.

    The session is merged and nobody has the role; or, where `ticked`, pia has just proposed it with the role's box
    ticked, for the day of an open slot whose holders have the role already, so that she waits.
    """

    def __init__(self, capacity: int, *, ticked: bool = False) -> None:
        roles = f"roles:\n  recap: {{label: {RECAP}, capacity: {capacity}}}\n"
        config = f"cadence: {{weekday: wednesday}}\norganisers: [olga]\n{roles}"
        if ticked:
            session = session_file(date=DAY, roles={"recap": GUESTS[:capacity]})
        else:
            session = session_file(title="A paper", date=DAY, issue=ISSUE, proposer="@pia")
        self.club = Repository(club_files(config=config, paper=session))
        boxes = (RECAP,) if ticked else ()
        form = paper_form("https://example.org/1", "A paper", date=DAY.isoformat(), roles=boxes)
        self.club.issue("pia", "[paper]: A paper", form, number=ISSUE)

    def say(self, who: str, text: str, number: int) -> None:
        """Somebody comments on the paper's issue, or opens a claim issue; `number` is different each time."""
        self.club.later(hours=1)
        if text == CLAIM_ISSUE:
            form = claim_form(f"#{ISSUE}", "recap")
            self.club.issue(who, "[claim]", form, number=ISSUE + number, labels=("claim",))
        else:
            self.club.comment(ISSUE, who, text, comment_id=100 * number)

    def merge(self) -> None:
        self.club.run()
        self.club.merge()
        self.club.run()

    def end(self) -> tuple[tuple[str, ...], str]:
        """Who has the role, and the row that tells who waits."""
        self.club.run()
        assert not self.club.plan()
        session = self.club.session_of(ISSUE)
        assert session
        row = next(line for line in self.club.status(ISSUE).splitlines() if line.startswith(f"| {RECAP}"))
        return session.roles["recap"], row


def words(chance: random.Random) -> list[tuple[str, str]]:
    """Who says what, in order. With so few people most claim the role twice, in two ways."""
    found = []
    for _ in range(chance.randint(5, 18)):
        who = chance.choice(PEOPLE)
        other = chance.choice(PEOPLE)
        found.append(
            chance.choice(
                (
                    (who, "/claim recap"),
                    (who, "/claim recap"),
                    (who, "/claim recap"),
                    (who, CLAIM_ISSUE),
                    (who, "/unclaim recap"),
                    ("olga", "/unclaim recap"),
                    ("olga", "/unclaim recap"),
                    ("olga", f"/claim recap @{other}"),
                    ("olga", f"/unclaim recap @{other}"),
                    ("olga", f"/unclaim recap {GUESTS[0]}"),
                    ("olga", "/claim recap for A Guest"),
                    ("olga", f"/set theme Theme {chance.randint(0, 9)}"),
                    (who, f"/claim recap @{other}"),
                )
            )
        )
    return found


@pytest.mark.parametrize("seed", range(40))
def test_merged_often_and_never_merged_a_history_of_claims_ends_alike(seed: int) -> None:
    chance = random.Random(seed)
    capacity, ticked = chance.choice((1, 1, 2)), chance.random() < 0.5
    said = words(chance)
    often, never, some = (History(capacity, ticked=ticked) for _ in range(3))
    for number, (who, text) in enumerate(said, start=1):
        for history in (often, never, some):
            history.say(who, text, number)
        often.merge()
        if chance.random() < 0.3:
            some.merge()
        if chance.random() < 0.5:
            never.club.run()
    assert often.end() == some.end() == never.end(), said


def told(*said: tuple[str, str], merged: tuple[int, ...], ticked: bool = False) -> History:
    """A history in which these things are said, and merged after those of these numbers, from 1."""
    history = History(1, ticked=ticked)
    for number, (who, text) in enumerate(said, start=1):
        history.say(who, text, number)
        if number in merged:
            history.merge()
    return history


NOBODY = (), f"| {RECAP} | *open*: comment `/claim recap` |"
TWICE = {
    "two comments": [("ann", "/claim recap"), ("pia", "/claim recap"), ("pia", "/claim recap")],
    "a comment and a claim issue": [("ann", "/claim recap"), ("pia", "/claim recap"), ("pia", CLAIM_ISSUE)],
    "a claim issue and a comment": [("ann", "/claim recap"), ("pia", CLAIM_ISSUE), ("pia", "/claim recap")],
}
"""How pia claims a role twice that somebody else has."""


@pytest.mark.parametrize("merged", [(), (3, 5), (4, 5), (3, 4, 5), (5,)])
@pytest.mark.parametrize("how", TWICE)
def test_who_claimed_twice_and_was_taken_out_by_an_organiser_stays_out(how: str, merged: tuple[int, ...]) -> None:
    history = told(*TWICE[how], ("ann", "/unclaim recap"), ("olga", "/unclaim recap"), merged=merged)
    assert history.end() == NOBODY
    history.say("pia", "/claim recap", 6)
    assert history.end() == (("@pia",), f"| {RECAP} | pia |")


@pytest.mark.parametrize("merged", [(), (1, 3), (2, 3), (3,)])
def test_who_ticked_a_role_claimed_it_too_and_was_taken_out_stays_out(merged: tuple[int, ...]) -> None:
    said = ("pia", "/claim recap"), ("olga", "/unclaim recap @guest0"), ("olga", "/unclaim recap")
    assert told(*said, merged=merged, ticked=True).end() == NOBODY


CHANGE = ("olga", "/set theme Flows")
"""What the session's file changes by, so that the merge holds all that was said before it."""


@pytest.mark.parametrize("merged", [(), (5,)])
def test_of_two_claims_of_one_person_the_second_counts_once_the_first_is_deleted(merged: tuple[int, ...]) -> None:
    said = ("ann", "/claim recap"), ("ben", "/claim recap"), ("cem", "/claim recap"), ("ben", "/claim recap")
    history = told(*said, CHANGE, merged=merged)
    assert history.end()[1] == f"| {RECAP} | ann (waiting: ben, cem) |"
    history.club.delete_comment(ISSUE, 200)
    assert history.end()[1] == f"| {RECAP} | ann (waiting: cem, ben) |"


@pytest.mark.parametrize("merged", [(), (5,)])
def test_of_a_claim_issue_and_a_later_comment_the_earlier_gives_the_place(merged: tuple[int, ...]) -> None:
    said = ("ann", "/claim recap"), ("pia", CLAIM_ISSUE), ("ben", "/claim recap"), ("pia", "/claim recap")
    history = told(*said, CHANGE, merged=merged)
    assert history.end()[1] == f"| {RECAP} | ann (waiting: pia, ben) |"


def test_a_claim_issue_stays_open_as_long_as_the_loss_before_it_is_not_merged() -> None:
    """The file has pia in the role again: closed now, her claim would be forgotten, and the loss would not."""
    said = ("pia", "/claim recap"), ("olga", "/unclaim recap"), ("pia", CLAIM_ISSUE)
    history = told(*said, merged=(1, 3))
    assert history.end()[0] == ("@pia",)
    assert history.club.issues[ISSUE + 3].state == "open"
    history.say(*CHANGE, 4)
    history.merge()
    assert history.end()[0] == ("@pia",)
    assert history.club.issues[ISSUE + 3].state == "closed"
