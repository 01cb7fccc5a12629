"""Moving sessions: dates that are gone, slots that come back, claims on dates, and what undoes what."""

from __future__ import annotations

import datetime as dt
import re

from clubaction.club import session_folder
from clubaction.model.session import Session
from tests.clubs import Repository, claim_form, club_files, paper_form, session_file

D = dt.date

NO_DATE = (
    "There is no open slot and no free date left until 2024-10-16, the end of the programme, so it stays in the pool."
)


def club_with(**sessions: dict[str, object]) -> Repository:
    """A club whose sessions, by id, each have the thread of their key `issue`."""
    files = {f"sessions/{name}.md": session_file(**values) for name, values in sessions.items()}
    club = Repository(club_files() | files)
    for values in sessions.values():
        if isinstance(values.get("issue"), int):
            number, title = values["issue"], str(values["title"])
            assert isinstance(number, int)
            club.issue("pia", title, paper_form(f"https://example.org/{number}", title), number=number)
    club.run()
    return club


def planned(club: Repository, issue: int) -> Session:
    session = club.session_of(issue)
    assert session
    return session


def said(club: Repository, issue: int, who: str, text: str) -> set[str]:
    """Comments, runs, and returns our reactions."""
    club.later(hours=1)
    comment = club.comment(issue, who, text)
    club.run()
    assert not club.plan()
    return club.reactions(issue, comment)


def test_a_cancelled_session_whose_date_went_to_another_is_restored_into_the_pool_and_can_be_given_a_date() -> None:
    club = club_with(
        one={"title": "One", "date": D(2024, 10, 9), "issue": 1},
        two={"title": "Two", "date": D(2024, 10, 16), "issue": 2},
    )
    said(club, 1, "olga", "/cancel")
    assert said(club, 2, "olga", "/schedule 2024-10-09") == {"+1"}
    assert said(club, 1, "olga", "/restore") == {"+1"}
    assert (planned(club, 1).date, planned(club, 1).cancelled) == (None, False)
    assert planned(club, 2).date == D(2024, 10, 9)
    assert "9 Oct belongs to Two" in club.status(1)
    club.merge()
    club.run()
    assert said(club, 1, "olga", "/schedule 2024-10-16") == {"+1"}
    assert planned(club, 1).date == D(2024, 10, 16)


def test_a_cancelled_session_whose_day_is_over_comes_back_into_the_pool() -> None:
    club = club_with(one={"title": "One", "date": D(2024, 10, 2), "status": "cancelled", "issue": 1})
    club.later(days=10)
    said(club, 1, "olga", "/restore")
    assert (planned(club, 1).date, planned(club, 1).cancelled) == (None, False)


def test_next_does_not_take_the_date_of_a_cancelled_session_but_an_organiser_may_give_it_away() -> None:
    club = club_with(
        one={"title": "One", "date": D(2024, 10, 2), "status": "cancelled", "issue": 1},
        two={"title": "Two", "issue": 2},
    )
    said(club, 2, "pia", "/schedule next")
    assert planned(club, 2).date == D(2024, 10, 9)
    said(club, 2, "pia", "/schedule 2024-10-02")
    assert planned(club, 2).date == D(2024, 10, 2)


def test_a_session_swapped_with_one_in_the_pool_takes_its_place_and_votes_count_in_the_pool_alone() -> None:
    club = club_with(
        one={"title": "One", "date": D(2024, 10, 9), "time": dt.time(19, 30), "issue": 1},
        two={"title": "Two", "votes": 5, "issue": 2},
    )
    assert said(club, 1, "olga", "/swap #2") == {"+1"}
    assert (planned(club, 1).date, planned(club, 1).time) == (None, None)
    two = planned(club, 2)
    assert (two.date, two.time, two.votes) == (D(2024, 10, 9), dt.time(19, 30), 0)
    assert said(club, 2, "olga", "/swap #1") == {"+1"}
    assert (planned(club, 1).date, planned(club, 1).time) == (D(2024, 10, 9), dt.time(19, 30))


def test_a_role_claimed_for_an_open_date_stays_with_the_date() -> None:
    club = club_with(bonus={"theme": "Bonus", "date": D(2024, 10, 9)})
    claim = club.issue("carla", "[claim]", claim_form("2024-10-09", "recap"), labels=("claim",))
    club.run()
    assert club.session("bonus").roles["recap"] == ("@carla",)
    club.later(hours=1)
    paper = club.issue("pia", "A paper", paper_form("https://example.org/1", "A paper", "2024-10-09"))
    club.run()
    assert planned(club, paper).roles["recap"] == ("@carla",)
    said(club, paper, "pia", "/schedule 2024-10-16")
    assert planned(club, paper).roles["recap"] == ()
    assert planned(club, paper).theme == ""
    assert club.session("bonus").roles["recap"] == ("@carla",)
    said(club, paper, "pia", "/schedule 2024-10-09")
    club.merge()
    club.run()
    assert club.issues[claim].state == "closed"
    assert planned(club, paper).roles["recap"] == ("@carla",)
    assert not club.run()


def test_what_was_claimed_and_set_is_kept_whatever_date_a_session_gets() -> None:
    club = club_with(one={"title": "One", "date": D(2024, 10, 9), "issue": 1})
    said(club, 1, "ada", "/claim recap")
    said(club, 1, "pia", "/set slides https://example.org/s.pdf")
    path = "sessions/one.md"
    for command in ("/unschedule", "/schedule next", "/schedule 2024-11-06", "/cancel", "/restore"):
        assert said(club, 1, "olga", command) == {"+1"}, command
        assert path in club.proposed_files()
        assert planned(club, 1).roles["recap"] == ("@ada",)
        assert planned(club, 1).slides == "https://example.org/s.pdf"


def test_an_announced_date_does_not_vanish_when_its_session_moves() -> None:
    club = club_with(one={"title": "One", "date": D(2024, 10, 9), "part": "", "issue": 1})
    said(club, 1, "pia", "/schedule 2024-10-30")
    dates = {s.date for s in map(club.session, ids(club)) if s.is_open}
    assert dates == {D(2024, 10, 9)}
    said(club, 1, "pia", "/schedule 2024-10-09")
    assert ids(club) == ["one"]


def ids(club: Repository) -> list[str]:
    paths = [path for path in club.proposed_files() if path.startswith("sessions/")]
    return [path.removeprefix("sessions/").removesuffix(".md") for path in paths]


def test_notme_is_remembered_once_and_undone_once_over_any_number_of_merges() -> None:
    club = club_with(one={"title": "One", "date": D(2024, 10, 9), "issue": 1})
    said(club, 1, "ada", "/notme")
    for _ in range(3):
        club.merge()
        club.run()
        assert b"notme: [ada]" in club.files[".github/clubaction.yml"]
        assert not club.plan()
    said(club, 1, "ada", "/notme")
    for _ in range(3):
        club.merge()
        club.run()
        assert b"notme" not in club.files[".github/clubaction.yml"]
        assert not club.plan()


def test_the_status_says_why_a_proposal_has_its_date_until_it_gets_another() -> None:
    club = Repository(
        club_files(
            config="cadence: {weekday: wednesday, end: 2024-10-16}\norganisers: [olga]\nparts: [One, Two]\n",
            bonus=session_file(theme="Bonus", date=D(2024, 10, 9), part="Two"),
        )
    )
    asked = {
        1: ("", "Two", "No date was asked for, so it has 9 Oct, the next open slot of its part."),
        2: ("2024-10-09", "One", "So it has 2 Oct, the next free date."),
        3: ("2024-10-16", "", ""),
        4: (
            "next",
            "",
            NO_DATE,
        ),
        5: ("pool", "", ""),
    }
    for number, (date, part, _) in asked.items():
        club.later(hours=1)
        form = paper_form(f"https://example.org/{number}", f"Paper {number}", date, part=part)
        club.issue("pia", f"Paper {number}", form, number=number)
    club.run()
    for number, (_, _, why) in asked.items():
        notes = [line for line in club.status(number).splitlines() if line.startswith("> ")]
        assert [line.removeprefix("> ") for line in notes][-1:] == ([why] if why else []), number
    said(club, 2, "pia", "/schedule 2024-11-06")
    assert "So it has" not in club.status(2)
    said(club, 4, "pia", "/schedule 2024-11-13")
    assert "stays in the pool" not in club.status(4)


def test_nobody_gets_the_slot_or_the_date_of_today_who_has_not_asked_for_it() -> None:
    club = club_with(
        bonus={"theme": "Bonus", "date": D(2024, 10, 2)},
        later={"theme": "Later", "date": D(2024, 10, 16)},
        one={"title": "One", "issue": 1},
    )
    club.later(days=1)  # to the Wednesday on which the club meets
    club.issue("ann", "Two", paper_form("https://example.org/2", "Two"), number=2)
    club.issue("ann", "Three", paper_form("https://example.org/3", "Three", "next"), number=3)
    club.run()
    assert planned(club, 2).date == D(2024, 10, 16)
    assert planned(club, 3).date == D(2024, 10, 9)
    assert said(club, 1, "pia", "/schedule next") == {"+1"}
    assert planned(club, 1).date == D(2024, 10, 23)
    assert said(club, 1, "pia", "/schedule 2024-10-09") == {"confused"}
    assert not re.search(r"\b2 Oct\b", club.status(1))
    assert said(club, 1, "pia", "/schedule 2024-10-02") == {"+1"}
    assert planned(club, 1).date == D(2024, 10, 2)
    assert planned(club, 1).theme == "Bonus"


def test_no_slot_is_left_or_found_on_a_day_that_is_over() -> None:
    club = club_with(
        bonus={"theme": "Bonus", "date": D(2024, 10, 9)},
        one={"title": "One", "issue": 1},
        two={"title": "Two", "date": D(2024, 10, 9), "status": "cancelled", "issue": 2},
    )
    assert said(club, 1, "pia", "/schedule next") == {"+1"}
    assert planned(club, 1).date == D(2024, 10, 9)
    club.later(days=10)
    assert said(club, 2, "olga", "/restore") == {"+1"}
    assert planned(club, 2).date is None
    assert planned(club, 1).date == D(2024, 10, 16)
    found, _ = session_folder.read_all(club.proposed_files(), "sessions")
    assert [s.id for s in found.values() if s.is_open] == ["bonus"]
