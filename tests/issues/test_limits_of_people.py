"""What one person, or very many, can ask of a club: dates, roles, credit, and looking papers up."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from clubaction.hosts.folder.git import Git
from clubaction.model.paper import Paper, Unresolved
from clubaction.model.plan import Commit
from tests.clubs import Repository, claim_form, club_files, paper_form, session_file

CONFIG = "cadence: {weekday: wednesday}\norganisers: [olga]\n"
WAITS = "3 of your proposals have got a date already without asking for one, so this one waits in the pool."
BOTH = ("Responsible for Recap", "Responsible for Questions")


def club_of(config: str = "", **files: bytes) -> Repository:
    named = {f"sessions/{name}.md": data for name, data in files.items()}
    return Repository({**club_files(config=CONFIG + config), **named})


def propose(club: Repository, who: str, count: int = 1, *, date: str = "", roles: tuple[str, ...] = ()) -> list[int]:
    """Proposals of one person, an hour apart; their numbers."""
    numbers = []
    for _ in range(count):
        club.later(hours=1)
        title = f"Paper {max(club.issues, default=0) + 1}"
        body = paper_form(f"https://example.org/{title[6:]}", title, date, roles=roles)
        numbers.append(club.issue(who, f"[paper]: {title}", body))
    return numbers


def run(club: Repository) -> None:
    club.run()
    assert not club.plan()


def dated(club: Repository, numbers: list[int]) -> list[bool]:
    """Which of these proposals have a date."""
    sessions = [club.session_of(number) for number in numbers]
    return [bool(session and session.date) for session in sessions]


def reads(club: Repository, number: int) -> str:
    """A status as a person reads it."""
    return re.sub(r"\s+", " ", club.status(number).replace("\\", "").replace("`", ""))


# --- proposals


def test_the_fourth_waits_and_is_told_and_moves_up_when_one_of_the_three_is_closed() -> None:
    club = club_of()
    numbers = propose(club, "mallory", 5)
    run(club)
    assert dated(club, numbers) == [True, True, True, False, False]
    assert [WAITS in reads(club, number) for number in numbers] == [False, False, False, True, True]
    club.close(numbers[1])
    run(club)
    left = [number for number in numbers if number != numbers[1]]
    assert dated(club, left) == [True, True, True, False]
    assert WAITS not in reads(club, numbers[3])
    assert WAITS in reads(club, numbers[4])
    club.reopen(numbers[1])
    run(club)
    assert dated(club, numbers) == [True, False, True, True, False], "who was out comes in again as the last"


def test_others_are_not_kept_waiting_by_somebody_who_proposes_very_much() -> None:
    club = club_of()
    many = propose(club, "mallory", 20)
    (other,) = propose(club, "bob")
    run(club)
    assert sum(dated(club, many)) == 3
    session = club.session_of(other)
    assert session
    assert session.date == dt.date(2024, 10, 30), "the fourth Wednesday after today, not the twenty-first"


def test_a_date_that_was_asked_for_counts_for_nothing() -> None:
    club = club_of()
    asked = [propose(club, "ada", date=day)[0] for day in ("2024-11-06", "2024-11-13")]
    unasked = propose(club, "ada", 4)
    run(club)
    assert dated(club, [*asked, *unasked]) == [True] * 5 + [False]
    club.comment(unasked[3], "ada", "/schedule next")
    run(club)
    assert dated(club, unasked) == [True] * 4
    assert WAITS not in reads(club, unasked[3])


@pytest.mark.parametrize("command", ["/unschedule", "/schedule 2024-12-04"])
def test_who_takes_a_proposal_out_or_asks_for_a_date_of_it_has_room_for_one_more(command: str) -> None:
    club = club_of()
    first = propose(club, "ada", 3)
    run(club)
    club.later(hours=1)
    club.comment(first[0], "ada", command)
    run(club)
    further = propose(club, "ada", 2)
    run(club)
    assert dated(club, further) == [True, False]
    assert WAITS in reads(club, further[1])


def test_what_is_merged_counts_no_more_and_what_waited_then_is_told_how_to_get_a_date() -> None:
    club = club_of()
    numbers = propose(club, "ada", 4)
    run(club)
    assert "/schedule next or /schedule with a date gives it one." in reads(club, numbers[3])
    assert club.merge()
    run(club)
    assert dated(club, numbers) == [True, True, True, False], "a merge moves nothing"
    further = propose(club, "ada", 1)
    run(club)
    assert dated(club, further) == [True]


@pytest.mark.parametrize("most, given", [(1, 1), (4, 4), (0, 5)])
def test_a_club_has_its_own_number_or_none(most: int, given: int) -> None:
    club = club_of(f"most_proposals: {most}\n")
    numbers = propose(club, "ada", 5)
    run(club)
    assert dated(club, numbers) == [True] * given + [False] * (5 - given)
    assert ("so this one waits in the pool" in reads(club, numbers[4])) == (given < 5)


# --- roles


def test_ticked_boxes_count_as_claims_do() -> None:
    club = club_of("most_claims: 2\n")
    first, second = propose(club, "ada", 2, date="next", roles=BOTH)
    run(club)
    holders = [club.session_of(number).roles for number in (first, second)]  # type: ignore[union-attr]
    assert [roles["recap"] + roles["questions"] for roles in holders] == [("@ada", "@ada"), ()]
    assert "One person may have 2 roles in the sessions to come" in reads(club, second)
    club.close(first)
    run(club)
    session = club.session_of(second)
    assert session
    assert session.roles == {"recap": ("@ada",), "questions": ("@ada",)}


def test_a_box_a_comment_and_a_claim_issue_are_counted_together_and_organisers_are_not() -> None:
    later = session_file(title="Later", date=dt.date(2024, 12, 4))
    for who, has in (("ada", ()), ("olga", ("@olga",))):
        club = club_of("most_claims: 1\n", later=later)
        (number,) = propose(club, who, date="next", roles=BOTH[:1])
        claim = club.issue(who, "[claim]", claim_form("later", "recap"), labels=("claim",))
        comment = club.comment(number, who, "/claim questions")
        run(club)
        session = club.session_of(number)
        assert session
        assert session.roles["recap"] == (f"@{who}",)
        assert session.roles["questions"] == has
        assert club.session("later").roles["recap"] == has
        assert club.reactions(number, comment) == {"+1" if has else "confused"}
        assert ("One person may have 1 role in the sessions to come" in reads(club, claim)) == (not has)


def test_a_role_that_is_over_makes_room_but_what_was_refused_stays_so() -> None:
    files = {f"w{n}": session_file(title=f"W{n}", date=dt.date(2024, 10, 9) + n * dt.timedelta(28)) for n in range(2)}
    club = club_of("most_claims: 1\n", **files)
    numbers = [club.issue("pia", f"W{n}", paper_form(f"https://example.org/{n}"), number=10 + n) for n in range(2)]
    for place, number in enumerate(numbers):
        club.edit_session(f"w{place}", issue=number)
        club.later(hours=1)
        club.comment(number, "ada", "/claim recap")
    run(club)
    club.merge()
    club.later(days=14)
    run(club)
    assert club.session("w1").roles["recap"] == ()
    club.comment(numbers[1], "ada", "/claim recap")
    run(club)
    assert club.session("w1").roles["recap"] == ("@ada",)


# --- credit


def test_of_sixty_people_fifty_are_named_in_the_commit_and_it_stays_ours(tmp_path: Path) -> None:
    club = club_of()
    for place in range(60):
        propose(club, f"member-{place}")
    plan = club.run()
    (commit,) = (step for step in plan.operations if isinstance(step, Commit))
    git = Git(tmp_path)
    git.create()
    trailers = git.run("interpret-trailers", "--parse", data=commit.message.encode()).decode().splitlines()
    named = [line.partition(": ")[2] for line in trailers if line.startswith("Co-authored-by: ")]
    assert named == [f"member-{place} <member-{place}@users.noreply.github.com>" for place in range(50)]
    assert commit.message.count("Co-authored-by") == 50
    assert sum(line.startswith("Made-by: ") for line in trailers) == 1
    assert not club.plan()
    branch = club.snapshot().branch
    assert branch
    assert branch.ours
    assert all(club.session_of(number) for number in range(1, 61)), "nobody's paper is left out"


# --- papers that nobody knows

NOWHERE = "arxiv:2406.00001"


@dataclass
class Asking(Repository):
    """A repository whose runs note which papers they ask for."""

    asked: list[str] = field(default_factory=list)

    def _resolve(self, identifiers: object, config: object) -> Mapping[str, Paper | Unresolved]:
        assert isinstance(identifiers, list)
        self.asked += identifiers
        return super()._resolve(identifiers, config)

    def asks(self) -> list[str]:
        """What a run asks for; the one after it has nothing to do."""
        self.asked.clear()
        self.run()
        asked = self.asked.copy()
        assert not self.plan()
        return asked


def unknown(*, temporary: bool = False, config: str = "") -> Asking:
    club = Asking(club_files(config=CONFIG + config))
    for name in (NOWHERE, "arxiv:2406.00002"):
        club.papers = {**club.papers, name: Unresolved(name, "nobody has it", temporary=temporary)}
    club.issue("ada", "[paper]: X", paper_form("https://arxiv.org/abs/2406.00001", "X"))
    return club


def test_a_paper_that_nobody_knows_is_asked_for_once_a_day() -> None:
    club = unknown()
    assert club.asks() == [NOWHERE]
    for _ in range(3):
        club.later(hours=3)
        club.comment(1, "bob", "How nice!")
        assert club.asks() == []
    club.later(days=1)
    assert club.asks() == [NOWHERE]
    assert club.asks() == []
    club.papers = {NOWHERE: Paper(NOWHERE, "Found at last", ("A B",))}
    club.later(days=1)
    assert club.asks() == [NOWHERE]
    club.later(days=1)
    assert club.asks() == []


def test_an_edited_link_is_asked_for_at_once() -> None:
    club = unknown()
    club.asks()
    club.later(hours=1)
    club.edit_issue(1, paper_form("https://arxiv.org/abs/2406.00002", "X"))
    assert club.asks() == ["arxiv:2406.00002"]
    assert club.asks() == []
    club.later(hours=1)
    club.edit_issue(1, paper_form("https://arxiv.org/abs/2406.00002", "Another title"))
    assert club.asks() == []


def test_the_day_is_the_clubs() -> None:
    club = unknown(config="timezone: Pacific/Auckland\n")
    club.asks()
    club.later(hours=2)
    assert club.asks() == []
    club.later(hours=2)
    assert club.asks() == [NOWHERE], "it is noon in UTC and the next day there"


def test_where_a_service_is_only_away_the_next_run_asks_and_people_are_told_when() -> None:
    away, nobody = unknown(temporary=True), unknown()
    for club in (away, nobody):
        club.asks()
    assert away.asks() == [NOWHERE]
    assert nobody.asks() == []
    assert "it is tried again at the next run" in reads(away, 1)
    assert "it is tried again on another day" in reads(nobody, 1)
