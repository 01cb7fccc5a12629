"""One snapshot is all of the club, however much there is of it, or none."""

from __future__ import annotations

import datetime as dt

import pytest

import bench.requests
from clubaction.hosts.github import selections
from clubaction.hosts.github.selections import FRAGMENTS
from tests.clubs import claim_form, paper_form, session_file
from tests.clubs.club import BRANCH
from tests.clubs.on_github import PAPER, GitHubClub, settle
from tests.standin import GitHub, faults


def test_the_figures_that_the_design_promises_are_reached() -> None:
    for what, measured, goal in bench.requests.table():
        assert measured <= int(goal.removeprefix("<= ")), what


def test_long_threads_and_many_issues_are_read_to_the_end(club: GitHubClub) -> None:
    numbers = [club.propose("ada", paper_form(f"https://example.org/{n}", f"Paper {n}")) for n in range(105)]
    long = numbers[1]
    for count in range(260):
        club.github.comment(long, "bob", f"Comment {count}")
    said = club.github.comment(long, "bob", "/claim recap")
    found = club.host().snapshot()
    assert [issue.number for issue in found.issues] == numbers
    thread = found.issues[1]
    assert len(thread.comments) == 261
    assert thread.comments[-1].id == said.id


def test_ids_votes_reactions_and_authors_are_told_as_rest_tells_them(club: GitHubClub) -> None:
    number = club.propose("ada", paper_form(PAPER))
    thread = club.github.thread(number)
    for voter in ("ada", "bob"):
        club.github.react(thread, voter)
    comment = club.github.comment(number, "Bob", "/claim recap")
    club.run(number)
    issue = next(one for one in club.host().snapshot().issues if one.number == number)
    assert (issue.author, issue.author_id, issue.bot) == ("ada", club.github.store.user("ada").id, False)
    assert issue.votes == 2
    by_id = {one.id: one for one in issue.comments}
    assert by_id[comment.id].reactions == {"+1"}
    ours = next(one for one in issue.comments if one.ours)
    assert (ours.author, ours.bot) == ("github-actions[bot]", True)


def test_files_that_graphql_can_not_tell_are_fetched_to_the_byte(github: GitHub) -> None:
    files = {
        "sessions/latin.md": "---\ntitle: Schrödinger\n---\n".encode("latin-1"),
        "sessions/binary.md": b"---\ntitle: x\n---\n\0\1\2",
        "sessions/long.md": b"---\ntitle: Long\n---\n" + b"A line of a very long session.\n" * 20_000,
        "sessions/crlf.md": b"---\r\ntitle: CRLF\r\n---\r\n",
        "sessions/slides.pdf": b"%PDF\0",
        ".github/clubaction/README.md.j2": b"A template that nobody uses\n",
    }
    club = settle(github, files=files)
    found = club.host().snapshot().files
    for path, data in files.items():
        assert found.get(path) == (None if path.endswith(".pdf") else data), path
    fetched = [entry.path for entry in github.log if "/git/blobs/" in entry.path]
    assert len(fetched) == 3, "the Latin-1, the binary and the very long one"


def test_files_that_are_no_text_are_written_to_the_byte(github: GitHub) -> None:
    from clubaction.model.plan import TREE, Commit, Plan

    club = settle(github)
    host = club.host()
    base = host.snapshot().base
    changes = {"sessions/a.md": b"\xff\xfe", "sessions/b.md": "é\n".encode(), "sessions/coming-up.md": None}
    host.apply(Plan((Commit(BRANCH, base, "", f"m\n\nMade-by: clubaction {TREE} on {base}\n", changes),)))
    branch = github.files(BRANCH)
    assert (branch["sessions/a.md"], branch["sessions/b.md"]) == (b"\xff\xfe", "é\n".encode())
    assert "sessions/coming-up.md" not in branch
    again = club.host().snapshot().branch
    assert again
    assert again.ours
    assert again.files == {"sessions/a.md": b"\xff\xfe", "sessions/b.md": "é\n".encode()}
    assert again.deleted == {"sessions/coming-up.md"}


def test_everything_is_read_at_one_commit_whoever_pushes_meanwhile(github: GitHub) -> None:
    club = settle(github, config="sessions: talks\n", files={"talks/a.md": b"---\ntitle: Old\n---\n"})
    pushed: list[str] = []

    def push(entry: object) -> None:
        if not pushed:
            pushed.append(github.push("olga", {"talks/a.md": "---\ntitle: New\n---\n"}))

    github.after_request(push)
    found = club.host().snapshot()
    assert pushed[0] != found.base
    assert found.files["talks/a.md"] == b"---\ntitle: Old\n---\n"


def test_a_closed_thread_that_a_coming_session_names_is_read_however_old(github: GitHub) -> None:
    club = settle(github)
    number = club.propose("ada", paper_form(PAPER, "Score matching", "2024-10-23"))
    club.run(number)
    github.merge(club.open_pull().number, "olga")
    github.close_issue(number, "olga", "not_planned")
    github.sleep(days=20)
    club.run()
    assert "status: cancelled" in club.proposed("sessions/score-matching.md")


def test_the_threads_of_sessions_long_past_are_not_read(github: GitHub) -> None:
    held = session_file(title="Held", date=dt.date(2024, 8, 1), issue=1)
    club = settle(github, files={"sessions/held.md": held})
    number = club.propose("ada", paper_form(PAPER))
    github.close_issue(number, "ada")
    github.sleep(days=30)
    assert club.host().snapshot().issues == ()


def test_the_event_s_own_issue_is_read_whatever_its_state(club: GitHubClub) -> None:
    number = club.github.open_issue("ada", "A question", "?").number
    club.github.close_issue(number, "ada")
    club.github.sleep(days=30)
    assert club.host().snapshot().issues == ()
    assert [issue.number for issue in club.host(number).snapshot().issues] == [number]


@pytest.mark.parametrize("number", [4711, 2**40])
def test_an_event_s_issue_that_is_gone_is_no_trouble(club: GitHubClub, number: int) -> None:
    assert club.host(number).snapshot().issues == ()


@pytest.mark.parametrize("visible", [True, False])
def test_those_with_write_access_are_organisers_and_only_who_matters_is_asked_about(
    club: GitHubClub, *, visible: bool
) -> None:
    if not visible:
        club.github.hide_collaborators()
    club.github.add_user("Wanda", "write")
    number = club.propose("ada", paper_form(PAPER, "Score matching", "2024-10-23"))
    club.github.comment(number, "Wanda", "/claim recap @dora")
    club.github.comment(number, "eve", "/claim questions @eve2")
    club.github.comment(number, "bob", "/claim questions")
    club.github.comment(number, "mallory", "Just a word")
    found = club.host().snapshot()
    assert found.organisers == {"wanda"}
    asked = [entry.path for entry in club.github.log if entry.path.endswith("/permission")]
    assert asked == (
        [] if visible else [f"/repos/club/journal/collaborators/{one}/permission" for one in ("eve", "wanda")]
    )
    club.run(number)
    assert '"@dora"' in club.proposed("sessions/score-matching.md")
    assert "eve2" not in club.proposed("sessions/score-matching.md")


def test_a_claim_issue_for_somebody_else_needs_an_organiser(club: GitHubClub) -> None:
    club.github.add_user("wanda", "write")
    for by in ("eve", "wanda"):
        club.github.open_issue(by, "[claim]", claim_form("coming-up", "questions", f"By {by}"), ["claim"])
    club.run()
    assert "By wanda" in club.proposed("sessions/coming-up.md")
    assert "By eve" not in club.proposed("sessions/coming-up.md")


def test_with_a_person_s_token_that_person_can_still_take_part(club: GitHubClub) -> None:
    club.token = club.github.personal_token("olga")
    number = club.propose("olga", paper_form(PAPER, "Score matching", "2024-10-23"))
    club.github.comment(number, "olga", "/claim recap")
    club.run(number)
    assert '"@olga"' in club.proposed("sessions/score-matching.md")
    assert club.status(number)
    assert not club.run(number).plan


def test_what_is_too_much_for_one_answer_is_read_in_portions(github: GitHub) -> None:
    files = {f"sessions/s{n}.md": session_file(title=f"Session {n}") for n in range(160)}
    club = settle(github, files=files)
    github.faults.add(faults.status(502), times=1000, where=lambda request: b"...Text" in request.body)
    found = club.host().snapshot()
    assert files.items() <= found.files.items()
    assert github.log[-1].status == 200


def test_a_page_that_fails_leaves_nothing_half_read(club: GitHubClub) -> None:
    for n in range(60):
        club.propose("ada", paper_form(f"https://example.org/{n}", f"Paper {n}"))
    club.github.faults.add(faults.graphql_error("INTERNAL", "Something is off"), nth=2)
    assert "Something is off" in club.try_run()
    assert not club.github.log.writes


def test_an_empty_repository_is_said_to_be_empty(github: GitHub) -> None:
    github.create_repository("club/journal", empty=True)
    assert "empty" in GitHubClub(github, github.job_token()).try_run()


def test_every_fragment_is_used() -> None:
    asked = " ".join(text for name, text in vars(selections).items() if name.isupper() and isinstance(text, str))
    assert all(f"...{name} " in f"{asked} {FRAGMENTS} ...Text ...TextInside ...Entry " for name in FRAGMENTS)
