"""Twenty people want one role in one minute: one has it, the others wait in order, whatever runs there were."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from dataclasses import replace

import pytest

from clubaction.model.plan import AddComment, Plan, React, Unreact
from clubaction.model.thread import STATUS_MARK
from tests.clubs import Repository, claim_form, club_files, paper_form, session_file

PEOPLE = [f"p{n:02}" for n in range(20)]
ISSUE = 1


class Rush:
    """A club with a paper's issue, everything it has ever planned, and who should have the role by now."""

    def __init__(self, *, claim_issues: bool = False) -> None:
        session = session_file(title="A paper", date=dt.date(2024, 10, 16), issue=ISSUE)
        self.club = Repository(club_files(paper=session))
        self.club.issue("pia", "A paper", paper_form("https://example.org/1", "A paper"), number=ISSUE)
        self.claim_issues = claim_issues
        self.plans: list[Plan] = []
        self.queue: list[str] = []
        self.claims: dict[str, tuple[int, int]] = {}
        self.moved: set[str] = set()

    def claim(self, person: str) -> None:
        self.club.now += dt.timedelta(seconds=3)
        if self.claim_issues and len(self.queue) % 3 == 2:
            number = self.club.issue(person, "[claim]", claim_form(f"#{ISSUE}", "recap"), labels=("claim",))
            self.claims[person] = (number, 0)
        else:
            self.claims[person] = (ISSUE, self.club.comment(ISSUE, person, "/claim recap"))
        self.queue.append(person)

    def give_back(self, person: str) -> None:
        self.club.later(hours=1)
        self.club.comment(ISSUE, person, "/unclaim recap")
        had = self.queue[0]
        self.queue.remove(person)
        if person == had and self.queue:
            self.moved.add(self.queue[0])

    def run(self) -> None:
        self.plans.append(self.club.run())
        session = self.club.session_of(ISSUE)
        assert session
        assert session.roles["recap"] == tuple(f"@{person}" for person in self.queue[:1])
        waiting = f"(waiting: {', '.join(self.queue[1:])})"
        assert (waiting in self.club.status(ISSUE)) == (len(self.queue) > 1)

    def maybe(self, chance: random.Random) -> None:
        """Perhaps a run, or two, and perhaps a merge after it."""
        for _ in range(chance.choice((0, 0, 0, 1, 1, 2))):
            self.run()
            if chance.random() < 0.4:
                self.club.merge(delete_branch=chance.random() < 0.5)

    def said(self) -> list[AddComment]:
        """Every new comment but the status."""
        added = [op for plan in self.plans for op in plan.operations if isinstance(op, AddComment)]
        return [op for op in added if not op.body.startswith(STATUS_MARK)]


@pytest.mark.parametrize("how", ["comments", "comments and claim issues"])
@pytest.mark.parametrize("seed", range(6))
def test_the_earliest_has_the_role_and_the_others_wait_in_order_and_each_is_told_once(seed: int, how: str) -> None:
    chance = random.Random(seed)
    rush = Rush(claim_issues=how != "comments")
    for person in PEOPLE:
        rush.claim(person)
        rush.maybe(chance)
    rush.run()
    reactions = Counter(
        (op.comment, type(op), op.content)
        for plan in rush.plans
        for op in plan.operations
        if isinstance(op, React | Unreact)
    )
    comments = {person: comment for person, (_, comment) in rush.claims.items() if comment}
    signs = {person: "+1" if person == PEOPLE[0] else "eyes" for person in comments}
    assert reactions == Counter({(comments[person], React, signs[person]): 1 for person in comments})
    assert rush.said() == []
    rush.run()
    assert not rush.plans[-1]


@pytest.mark.parametrize("how", ["comments", "comments and claim issues"])
@pytest.mark.parametrize("seed", range(6))
def test_a_role_given_back_goes_to_the_next_who_is_told_once(seed: int, how: str) -> None:
    chance = random.Random(100 + seed)
    rush = Rush(claim_issues=how != "comments")
    for person in PEOPLE[:8]:
        rush.claim(person)
        rush.maybe(chance)
    rush.run()
    while len(rush.queue) > 1:
        rush.give_back(chance.choice((rush.queue[0], rush.queue[0], chance.choice(rush.queue))))
        rush.run()
        rush.maybe(chance)
    news = Counter(op.body.split("-->\n")[1].split(" ")[0].removeprefix("@") for op in rush.said())
    assert news == Counter(dict.fromkeys(rush.moved, 1))
    for op in rush.said():
        assert "the role recap was given back and is yours now" in op.body
    rush.club.merge()
    rush.club.run()
    assert not rush.club.run()


def test_both_see_in_the_status_who_has_the_role_now() -> None:
    rush = Rush()
    for person in PEOPLE[:3]:
        rush.claim(person)
    rush.run()
    rush.club.merge()
    rush.run()
    rush.give_back("p00")
    rush.run()
    row = next(line for line in rush.club.status(ISSUE).splitlines() if "Recap" in line)
    assert row == "| Responsible for Recap | p01 (waiting: p02) |"
    last = rush.club.issues[ISSUE].comments[-1]
    assert last.ours
    assert "@p01 the role recap was given back and is yours now." in last.body


def test_a_role_that_an_organiser_empties_by_hand_goes_to_the_next_who_waits() -> None:
    rush = Rush()
    for person in PEOPLE[:3]:
        rush.claim(person)
    rush.run()
    rush.club.merge()
    rush.club.comment(ISSUE, "olga", "/set theme Flows")
    rush.run()
    rush.club.merge()
    rush.run()
    rush.club.edit_session("paper", roles={"recap": None})
    rush.queue.pop(0)
    rush.run()
    rush.club.merge()
    rush.run()
    assert [op.body.split("-->\n")[1][:4] for op in rush.said()] == ["@p01"]


def test_the_list_ends_with_the_session() -> None:
    rush = Rush()
    for person in PEOPLE[:3]:
        rush.claim(person)
    rush.run()
    rush.club.merge()
    rush.club.run()
    rush.club.later(days=30)
    rush.club.run()
    rush.club.comment(ISSUE, "olga", "/unclaim recap p00")
    rush.club.comment(ISSUE, "olga", "/unclaim recap @p00")
    rush.club.run()
    session = rush.club.session_of(ISSUE)
    assert session
    assert session.roles["recap"] == ()
    assert not any("moved-up" in comment.body for comment in rush.club.issues[ISSUE].comments)


def test_of_two_claims_in_the_same_second_the_one_with_the_lower_number_is_first() -> None:
    rush = Rush()
    for person in PEOPLE[:4]:
        rush.claim(person)
    issue = rush.club.issues[ISSUE]
    at_once = tuple(replace(comment, created=rush.club.now) for comment in reversed(issue.comments))
    rush.club.issues[ISSUE] = replace(issue, comments=at_once)
    rush.run()


def test_a_claim_issue_in_vain_is_closed_when_the_session_is_over() -> None:
    rush = Rush()
    rush.claim("p00")
    rush.club.later(hours=1)
    number = rush.club.issue("p01", "[claim]", claim_form(f"#{ISSUE}", "recap"), labels=("claim",))
    rush.club.run()
    rush.club.merge()
    rush.club.run()
    assert rush.club.issues[number].state == "open"
    rush.club.later(days=30)
    rush.club.run()
    assert (rush.club.issues[number].state, rush.club.issues[number].reason) == ("closed", "not_planned")
    assert not rush.club.run()
