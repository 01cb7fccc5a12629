"""Whom the club suggests for a role: the load is even, what is said is true, nobody is asked against their will."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter

from clubaction.club import session_file as session_files
from clubaction.club import session_folder
from clubaction.model.session import Session
from tests.clubs import Repository, club_files, paper_form, session_file

FIRST = dt.date(2024, 10, 9)
YEAR = 52
NAMES = ("Ada", "Bo", "Cy", "Di", "Eli", "Flo", "Gus", "Hal", "Ida", "Jo")
MEMBERS = {f"m{n}": name for n, name in enumerate(NAMES)}
PEOPLE = "".join(f"  {login}: {name}\n" for login, name in MEMBERS.items())
CONFIG = f"timezone: Europe/Berlin\nremind: []\norganisers: [olga]\npeople:\n{PEOPLE}"
SENTENCE = re.compile(
    r"suggested: (?P<name>[\w-]+), "
    r"(?:(?P<turns>\d+) turns? in a year, the last on (?P<last>[\d-]+)|no turn in the last year)"
    r"(?:; (?:but for (?P<besides>[^,]+), )?"
    r"(?P<claim>nobody else who could take it has had so few|nobody who could take it has had fewer))?"
)


def club_of(*held: Session, config: str = CONFIG, weeks: int = 1) -> Repository:
    """A club with sessions to come, without roles, whose issues have the numbers of their weeks."""
    files = {
        f"sessions/week-{n}.md": session_file(title=f"Paper {n}", date=FIRST + dt.timedelta(weeks=n - 1), issue=n)
        for n in range(1, weeks + 1)
    }
    old = {f"sessions/{session.id}.md": session_files.new_file(session, ("recap", "questions")) for session in held}
    return Repository(club_files(config=config) | files | old)


def open_thread(club: Repository, number: int) -> None:
    club.issue("pia", f"Paper {number}", paper_form(f"https://example.org/{number}", f"Paper {number}"), number=number)


def suggested(club: Repository, number: int, role: str) -> re.Match[str] | None:
    """The suggestion for a free role in the status of an issue."""
    row = next(line for line in club.status(number).splitlines() if f"Responsible for {role}" in line)
    return SENTENCE.search(row)


def turns(club: Repository, number: int) -> dict[str, list[dt.date]]:
    """Login → the days of the turns that the files have from a year before a session on, without that session."""
    found: dict[str, list[dt.date]] = {login: [] for login in MEMBERS}
    everything, _ = session_folder.read_all(club.proposed_files(), "sessions")
    day = FIRST + dt.timedelta(weeks=number - 1)
    for session in everything.values():
        if session.date and session.issue != number and session.date >= day - dt.timedelta(days=365):
            for names in session.roles.values():
                for name in names:
                    found[name.removeprefix("@")].append(session.date)
    return found


def check_sentence(club: Repository, number: int, said: re.Match[str], out: set[str]) -> str:
    """Holds every word of a suggestion to the files; returns the login of whom it names."""
    had = turns(club, number)
    login = {name: login for login, name in MEMBERS.items()}[said["name"]]
    assert login not in out
    assert len(had[login]) == int(said["turns"] or 0)
    if said["last"]:
        assert max(had[login]) == dt.date.fromisoformat(said["last"])
    besides = {login for login, name in MEMBERS.items() if name == said["besides"]}
    others = [len(had[other]) for other in MEMBERS if other not in {*out, *besides, login}]
    if said["claim"] == "nobody else who could take it has had so few":
        assert min(others) > len(had[login])
    elif said["claim"]:
        assert min(others) >= len(had[login])
    else:
        assert not others
    return login


def test_in_a_year_in_which_everybody_accepts_the_load_differs_by_at_most_one_turn_and_all_that_is_said_is_true() -> (
    None
):
    club = club_of(weeks=YEAR)
    loads: Counter[str] = Counter(dict.fromkeys(MEMBERS, 0))
    for number in range(1, YEAR + 1):
        club.now = dt.datetime.combine(FIRST + dt.timedelta(weeks=number - 1, days=-6), dt.time(8), dt.UTC)
        open_thread(club, number)
        taken: set[str] = set()
        for role in ("Recap", "Questions"):
            club.run()
            said = suggested(club, number, role)
            assert said, club.status(number)
            login = check_sentence(club, number, said, taken)
            if role == "Recap":
                other = suggested(club, number, "Questions")
                assert other, club.status(number)
                assert other["besides"] == said["name"]
                assert check_sentence(club, number, other, taken) != login
            club.later(hours=1)
            club.comment(number, login, f"/claim {role.lower()}")
            taken.add(login)
            loads[login] += 1
        club.run()
        assert not suggested(club, number, "Recap")
        club.merge()
        assert max(loads.values()) - min(loads.values()) <= 1
        if number > 1 and club.issues[number - 1].state == "closed":
            del club.issues[number - 1]  # as GitHub, which is asked for recent ones only
    assert sum(loads.values()) == 2 * YEAR
    assert len(loads) == len(MEMBERS)


def test_people_who_are_only_in_the_configuration_are_suggested_by_the_name_that_the_club_uses() -> None:
    club = club_of()
    open_thread(club, 1)
    club.run()
    said = suggested(club, 1, "Recap")
    assert said
    assert said["name"] == "Ada"
    assert said["turns"] is None


def test_two_free_roles_of_a_session_are_not_suggested_to_the_same_person() -> None:
    club = club_of(config="organisers: [olga]\npeople: {m0: Ada, m1: Bo}\n")
    open_thread(club, 1)
    club.run()
    assert [(suggested(club, 1, role) or {"name": ""})["name"] for role in ("Recap", "Questions")] == ["Ada", "Bo"]
    club.comment(1, "m1", "/notme")
    club.run()
    assert (suggested(club, 1, "Recap") or {"name": ""})["name"] == "Ada"
    assert not suggested(club, 1, "Questions")
    club.later(hours=1)
    club.comment(1, "m1", "/claim recap")
    club.run()
    assert (suggested(club, 1, "Questions") or {"name": ""})["name"] == "Ada"


def test_a_plain_name_is_suggested_as_it_is_written_and_nobody_is_mentioned() -> None:
    held = Session("old", title="Old", date=FIRST - dt.timedelta(weeks=2), roles={"recap": ("Manuel",)})
    club = club_of(held, config="organisers: [olga]\n")
    open_thread(club, 1)
    club.run()
    said = suggested(club, 1, "Recap")
    assert said
    assert said["name"] == "Manuel"
    assert said["claim"] is None
    assert not re.search(r"(?<![\w`])@\w", club.status(1))


def test_the_same_person_under_a_name_and_a_login_is_one_person() -> None:
    held = [
        Session("one", title="One", date=FIRST - dt.timedelta(weeks=2), roles={"recap": ("Ada",)}),
        Session(
            "two", title="Two", date=FIRST - dt.timedelta(weeks=1), roles={"recap": ("@m0",), "questions": ("@M1",)}
        ),
    ]
    club = club_of(*held, config="organisers: [olga]\npeople: {m0: Ada, m1: Bo}\n")
    open_thread(club, 1)
    club.run()
    said = suggested(club, 1, "Recap")
    assert said
    assert said["name"] == "Bo"
    assert said["turns"] == "1"
    assert said["claim"] == "nobody else who could take it has had so few"


def test_who_has_said_notme_is_never_suggested_until_they_say_it_again() -> None:
    club = club_of(config="organisers: [olga]\npeople: {m0: Ada, m1: Bo}\n")
    open_thread(club, 1)
    club.comment(1, "m0", "/notme")
    club.run()
    assert (suggested(club, 1, "Recap") or {"name": ""})["name"] == "Bo"
    for _ in range(3):
        club.merge()
        club.run()
        assert b"notme: [m0]" in club.proposed_files()[".github/clubaction.yml"]
        assert (suggested(club, 1, "Recap") or {"name": ""})["name"] == "Bo"
    club.later(hours=1)
    club.comment(1, "M0", "/notme")
    for _ in range(3):
        club.run()
        assert b"notme" not in club.proposed_files()[".github/clubaction.yml"]
        assert (suggested(club, 1, "Recap") or {"name": ""})["name"] == "Ada"
        club.merge()


def test_nobody_is_suggested_who_has_as_many_roles_as_one_may_have() -> None:
    held = Session("two", title="Two", date=FIRST + dt.timedelta(weeks=1), roles={"recap": ("@m0",)})
    config = "organisers: [olga]\nmost_claims: 1\npeople: {m0: Ada, m1: Bo}\n"
    old = Session(
        "old", title="Old", date=FIRST - dt.timedelta(weeks=3), roles={"recap": ("@m1",), "questions": ("@m1",)}
    )
    club = club_of(held, old, config=config)
    open_thread(club, 1)
    club.run()
    said = suggested(club, 1, "Recap")
    assert said
    assert said["name"] == "Bo"
    assert said["turns"] == "2"
    club.comment(1, "m0", "/claim recap")
    club.comment(1, "m1", "/claim recap")
    club.run()
    session = club.session_of(1)
    assert session
    assert session.roles["recap"] == ("@m1",)
    assert not suggested(club, 1, "Questions")
