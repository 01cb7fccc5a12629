"""A season of twelve weeks with one run a day, some left out and some twice: what is said, and that it is said once."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections import Counter

import pytest

from clubaction.model.plan import AddComment, CloseIssue, EditComment, Plan
from tests.clubs import Repository, club_files, paper_form, session_file

FIRST = dt.date(2024, 10, 9)
WEEKS = 12
CONFIG = """timezone: Europe/Berlin
cadence:
  weekday: wednesday
  time: "15:00"
  place: Room 4
remind: [7, 1]
organisers: [olga]
"""
HOLDERS = ("ada", "bob", "Cleo", "dora", "eli")


def day_of(number: int) -> dt.date:
    """The day of the session whose issue has this number."""
    return FIRST + dt.timedelta(weeks=number - 1)


def holder_of(number: int) -> str:
    return HOLDERS[number % len(HOLDERS)]


def season(weeks: int = WEEKS, config: str = CONFIG) -> Repository:
    """A club with a merged session each week, each with its issue, one role taken and one free."""
    files = {
        f"sessions/week-{n}.md": session_file(
            title=f"Paper {n}", date=day_of(n), issue=n, roles={"recap": (f"@{holder_of(n)}",)}
        )
        for n in range(1, weeks + 1)
    }
    club = Repository(club_files(config=config) | files)
    for n in range(1, weeks + 1):
        club.issue("pia", f"Paper {n}", paper_form(f"https://example.org/{n}", f"Paper {n}"), number=n)
    settle(club)
    return club


def settle(club: Repository) -> list[Plan]:
    """Runs, and merges what the run proposes; returns the runs' plans."""
    plans = [club.run()]
    if club.merge(delete_branch=True):
        plans.append(club.run())
    return plans


def reminders(plan: Plan) -> list[tuple[int, str]]:
    """(issue, text) of each reminder."""
    added = [op for op in plan.operations if isinstance(op, AddComment)]
    return [(op.issue, op.body) for op in added if op.body.startswith("<!-- clubaction:reminder ")]


def told(plan: Plan) -> list[object]:
    """What of a plan reaches people: new comments and closed issues."""
    return [op for op in plan.operations if isinstance(op, AddComment | CloseIssue)]


def mentioned(text: str) -> set[str]:
    return set(re.findall(r"(?<![\w`])@([A-Za-z0-9-]+)", text))


@pytest.mark.parametrize("seed", range(3))
def test_each_reminder_comes_once_and_each_session_is_closed_once_and_nothing_else_is_said(seed: int) -> None:
    chance = random.Random(seed)
    club = season()
    reminded: Counter[tuple[int, str]] = Counter()
    closed: Counter[int] = Counter()
    skipped = False
    for _ in range(7 * WEEKS + 10):
        club.later(days=1)
        runs = chance.choice((1, 1, 2, 2) if skipped else (0, 0, 1, 1, 1, 2))
        skipped = not runs
        plans = [plan for _ in range(runs) for plan in settle(club)]
        for plan in plans:
            for number, body in reminders(plan):
                reminded[number, body.split(" -->")[0].rsplit(" ", 1)[1]] += 1
                assert mentioned(body) == {holder_of(number)}
                left = (day_of(number) - club.now.date()).days
                assert 0 <= left <= 7
            for op in plan.operations:
                if isinstance(op, CloseIssue):
                    closed[op.issue] += 1
                    assert op.reason == "completed"
                    assert club.now.date() > day_of(op.issue)
            assert len(told(plan)) == len(reminders(plan)) + sum(isinstance(op, CloseIssue) for op in plan.operations)
    assert reminded == Counter({(n, step): 1 for n in range(1, WEEKS + 1) for step in ("7", "1")})
    assert closed == Counter(range(1, WEEKS + 1))
    for n in range(1, WEEKS + 1):
        assert "Thank you, everybody! Slides or a recording?" in club.status(n)
        assert sum(comment.ours for comment in club.issues[n].comments) == 3  # the status and two reminders


def test_a_day_on_which_nothing_falls_due_plans_nothing() -> None:
    club = season(weeks=5)
    quiet = 0
    for _ in range(7 * 5 + 7):
        club.later(days=1)
        plans = settle(club)
        left = {(day_of(n) - club.now.date()).days for n in range(1, 6)}
        if not left & {14, 7, 1, -1}:  # a suggestion, the reminders, the thanks
            quiet += 1
            assert not any(plans), [plan.operations for plan in plans]
        assert not club.run()
    assert quiet > 20


def test_a_reminder_is_in_the_clubs_words_and_names_day_time_place_and_task() -> None:
    club = season()
    club.later(days=1)  # 2 October: a week before the first session
    ((number, body),) = [found for plan in settle(club) for found in reminders(plan)]
    assert number == 1
    assert "Paper 1" in body
    assert "Wednesday, 9 Oct, 15:00, Room 4" in body
    assert f"recap: @{holder_of(1)}" in body


def test_a_reminder_is_not_repeated_when_roles_change_but_comes_once_more_for_another_date() -> None:
    club = season(weeks=2)
    club.later(days=1)
    assert [n for plan in settle(club) for n, _ in reminders(plan)] == [1]
    club.comment(1, holder_of(1), "/unclaim recap")
    club.comment(1, "eva", "/claim recap\n/claim questions")
    club.later(hours=1)
    assert not [found for plan in settle(club) for found in reminders(plan)]
    club.later(days=1)
    assert not [found for plan in settle(club) for found in reminders(plan)]

    club.comment(1, "olga", "/schedule 2024-10-23")
    moved = [found for plan in settle(club) for found in reminders(plan)]
    assert moved == []  # 23 October is far
    seen: list[tuple[int, str]] = []
    while club.now.date() < dt.date(2024, 10, 21):
        club.later(days=1)
        seen += [found for plan in settle(club) for found in reminders(plan) if found[0] == 1]
    ((_, body),) = seen
    assert "23 Oct" in body
    assert mentioned(body) == {"eva"}


def test_nobody_is_reminded_of_a_role_or_a_date_that_is_not_merged() -> None:
    club = season(weeks=1)
    club.comment(1, holder_of(1), "/unclaim recap")
    club.comment(1, "eva", "/claim recap")
    club.later(days=1)
    assert not reminders(club.run())
    club.merge()
    assert [mentioned(body) for _, body in reminders(club.run())] == [{"eva"}]
    club.comment(1, "olga", "/schedule 2024-10-04")
    club.later(days=1)
    assert not reminders(club.run())


def test_days_are_those_of_the_clubs_zone() -> None:
    """At 22:30 UTC on the day before, it is the eve of the session in London and its day already in Berlin."""
    for zone, left in (("Europe/London", "1"), ("Europe/Berlin", "0"), ("Pacific/Auckland", "0")):
        club = season(weeks=1, config=f"timezone: {zone}\nremind: [1, 0]\n")
        club.now = dt.datetime(2024, 10, 8, 22, 30, tzinfo=dt.UTC)
        ((_, body),) = reminders(club.run())
        assert body.startswith(f"<!-- clubaction:reminder 2024-10-09 {left} -->"), zone


def test_an_issue_is_closed_a_week_after_its_sessions_day_in_the_clubs_zone_and_not_before() -> None:
    for zone, hour in (("America/Los_Angeles", 7), ("UTC", 0), ("Pacific/Auckland", -13)):
        club = season(weeks=1, config=f"timezone: {zone}\nremind: []\n")
        midnight = dt.datetime(2024, 10, 17, tzinfo=dt.UTC) + dt.timedelta(hours=hour)
        club.now = midnight - dt.timedelta(minutes=1)
        settle(club)
        assert club.open_issues() == [1], zone
        club.now = midnight
        settle(club)
        assert club.open_issues() == [], zone


def test_slides_come_to_a_closed_issue_from_the_proposer_and_roles_from_organisers_alone() -> None:
    club = season(weeks=1)
    club.later(days=20)
    settle(club)
    assert club.open_issues() == []
    late = club.comment(1, "pia", "/set slides https://example.org/slides.pdf")
    role = club.comment(1, "pia", "/claim questions")
    title = club.comment(1, "pia", "/set title Another")
    club.comment(1, "olga", "/claim questions @pia")
    club.run()
    assert "It counts once an organiser merges" in club.status(1)
    session = club.session_of(1)
    assert session
    assert session.slides == "https://example.org/slides.pdf"
    assert session.roles["questions"] == ("@pia",)
    assert session.title == "Paper 1"
    assert [club.reactions(1, comment) for comment in (late, role, title)] == [{"+1"}, {"confused"}, {"confused"}]
    assert club.status(1).count("The session has been held; only organisers can change that now.") == 2
    club.merge()
    club.run()
    assert "All of this is merged." in club.status(1)
    assert not club.run()


def test_a_claim_made_in_time_counts_though_the_merge_comes_after_the_session() -> None:
    club = season(weeks=1)
    club.now = dt.datetime(2024, 10, 9, 12, 0, tzinfo=dt.UTC)
    club.comment(1, "eva", "/claim questions")
    for days in (0, 1, 5):
        club.later(days=days)
        club.run()
        session = club.session_of(1)
        assert session
        assert session.roles["questions"] == ("@eva",)
    settle(club)
    assert club.open_issues() == [1]
    club.later(days=7)
    settle(club)
    assert club.open_issues() == []


def test_a_cancelled_session_is_not_reminded_of_and_its_issue_is_closed_after_its_day() -> None:
    club = season(weeks=2)
    club.comment(1, "olga", "/cancel")
    for _ in range(20):
        club.later(days=1)
        for plan in settle(club):
            assert 1 not in [n for n, _ in reminders(plan)]
    assert club.issues[1].reason == "not_planned"
    assert club.status(1).count("is cancelled") == 1
    assert not [op for op in club.plan().operations if isinstance(op, EditComment)]
