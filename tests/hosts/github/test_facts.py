"""What a snapshot says of people, their words and the repository, fact by fact."""

from __future__ import annotations

import pytest

from clubaction.errors import HostError
from clubaction.model.issue import Comment, Issue
from clubaction.model.plan import AddLabel, CloseIssue, DeleteComment, Plan, React, Unreact
from clubaction.model.snapshot import Snapshot
from tests.clubs import CONFIG, claim_form, paper_form, session_file
from tests.clubs.on_github import PAPER, GitHubClub, settle
from tests.standin import GitHub, faults
from tests.standin.exchange import Request

MARKED = "<!-- clubaction:status -->\nAll is well."


def read(club: GitHubClub, number: int) -> Issue:
    return next(issue for issue in club.host().snapshot().issues if issue.number == number)


def only(club: GitHubClub, number: int) -> Comment:
    (comment,) = read(club, number).comments
    return comment


@pytest.fixture
def paper(club: GitHubClub) -> int:
    return club.propose("ada", paper_form(PAPER))


# --- who, and when


def test_a_deleted_account_and_an_imported_one_have_no_name_and_no_number(club: GitHubClub, paper: int) -> None:
    for by in ("bob", "max", "Ghost"):
        club.github.comment(paper, by, "/claim recap")
    club.github.delete_account("bob")
    club.github.mannequin("max")
    club.github.delete_account("ada")
    issue = read(club, paper)
    assert [(c.author, c.author_id, c.bot) for c in issue.comments] == [("", 0, False)] * 3
    assert (issue.author, issue.author_id) == ("", 0)


def test_what_was_never_edited_says_so(club: GitHubClub, paper: int) -> None:
    club.github.comment(paper, "bob", "/claim recap")
    issue = read(club, paper)
    assert (issue.edited, issue.editor, issue.closed, issue.closer, issue.reopened) == (None, "", None, "", None)
    assert (issue.comments[0].edited, issue.comments[0].editor, issue.comments[0].minimised) == (None, "", False)


def test_edits_are_told_with_their_time_and_an_editor_only_where_it_is_another(club: GitHubClub, paper: int) -> None:
    github = club.github
    own, other = github.comment(paper, "bob", "a"), github.comment(paper, "bob", "b")
    github.sleep(60)
    github.edit_comment(own, "bob", "aa")
    github.edit_comment(other, "olga", "bb")
    github.edit_issue(paper, "ada", title="Another title")
    github.edit_issue(paper, "olga", body="Another text")
    issue = read(club, paper)
    first, second = issue.comments
    assert (first.edited and first.edited > first.created, first.editor) == (True, "")
    assert second.editor == "olga"
    assert issue.edited == club.now
    assert issue.editor == "olga"


def test_a_new_title_is_no_edit_of_the_text(club: GitHubClub, paper: int) -> None:
    club.github.edit_issue(paper, "ada", title="Another title")
    assert read(club, paper).edited is None


def test_words_changed_by_an_account_that_is_gone_are_not_their_authors(club: GitHubClub, paper: int) -> None:
    club.github.add_user("mod", "write")
    club.github.edit_comment(club.github.comment(paper, "bob", "a"), "mod", "b")
    club.github.delete_account("mod")
    assert only(club, paper).editor == "ghost"


def test_a_minimised_comment_is_told_to_be_one(club: GitHubClub, paper: int) -> None:
    club.github.minimize(club.github.comment(paper, "bob", "/claim recap"))
    assert only(club, paper).minimised


def test_who_closed_and_when_it_was_reopened(club: GitHubClub, paper: int) -> None:
    github = club.github
    github.close_issue(paper, "olga")
    closed = club.now
    issue = read(club, paper)
    assert (issue.closed, issue.closer, issue.reopened) == (closed, "olga", None)
    github.reopen_issue(paper, "ada")
    issue = read(club, paper)
    assert (issue.closed, issue.closer, issue.reopened) == (closed, "olga", club.now)
    github.close_issue(paper, "ada", "not_planned")
    issue = read(club, paper)
    assert (issue.closer, issue.closed) == ("ada", club.now)
    assert issue.reopened
    assert issue.reopened < club.now


def test_an_app_that_closes_is_named_as_one_and_an_unknown_account_is_never_nobody(
    club: GitHubClub, paper: int
) -> None:
    host = club.host()
    host.snapshot()
    host.apply(Plan((CloseIssue(paper, "completed"),)))
    assert read(club, paper).closer == "github-actions[bot]"
    club.github.reopen_issue(paper, "ada")
    club.github.close_issue(paper, "ada")
    club.github.delete_account("ada")
    assert read(club, paper).closer == "ghost"
    club.github.thread(paper).timeline.clear()
    assert read(club, paper).closer == "ghost"


# --- ours


@pytest.mark.parametrize(
    "text, ours", [(MARKED, True), (f"\n {MARKED}", True), ("Stale!", False), (f"> {MARKED}", False)]
)
def test_a_comment_is_ours_by_account_and_mark(club: GitHubClub, paper: int, text: str, *, ours: bool) -> None:
    bot = club.token.user
    comment = club.github.comment(paper, "olga", text)
    assert not only(club, paper).ours, "a person's"
    comment.author = bot
    found = only(club, paper)
    assert (found.ours, found.bot) == (ours, True)


def test_of_a_person_s_account_only_what_bears_the_mark_is_ours(club: GitHubClub, paper: int) -> None:
    club.token = club.github.personal_token("olga")
    for text in (MARKED, "/claim recap"):
        club.github.comment(paper, "olga", text)
    assert [comment.ours for comment in read(club, paper).comments] == [True, False]


def test_a_comment_of_ours_is_deleted_and_one_that_is_gone_is_no_trouble(club: GitHubClub, paper: int) -> None:
    club.run(paper)
    host = club.host()
    ours = [c for issue in host.snapshot().issues for c in issue.comments if c.ours]
    plan = Plan((DeleteComment(paper, ours[0].id),))
    host.apply(plan)
    assert club.github.thread(paper).comments == []
    host.apply(plan)
    assert club.github.log[-1].status == 200


def test_all_three_reactions_are_given_read_and_taken_back(club: GitHubClub, paper: int) -> None:
    said = club.github.comment(paper, "bob", "/claim recap")
    host = club.host()
    host.snapshot()
    names = ("+1", "confused", "eyes")
    host.apply(Plan(tuple(React(paper, said.id, name) for name in names)))
    assert only(club, paper).reactions == set(names)
    host.apply(Plan(tuple(Unreact(paper, said.id, name) for name in names[1:])))
    assert only(club, paper).reactions == {"+1"}
    assert [one.content for one in said.reactions] == ["+1"]


# --- labels and lists


def test_labels_are_known_whatever_their_case(github: GitHub) -> None:
    club = settle(github, labels=("Paper", "CLAIM"))
    number = club.propose("ada", paper_form(PAPER))
    found = club.host().snapshot()
    assert found.labels == {"paper", "claim"}
    assert [(issue.number, issue.labels) for issue in found.issues] == [(number, frozenset({"Paper"}))]
    github.close_issue(number, "ada")
    github.sleep(days=1)
    assert [issue.number for issue in club.host().snapshot().issues] == [number]
    bare = github.open_issue("ada", "x", paper_form(PAPER)).number
    host = club.host()
    host.snapshot()
    host.apply(Plan((AddLabel(bare, "paper"),)))
    assert [label.name for label in github.thread(bare).labels] == ["Paper"]
    assert sorted(github.repository.labels) == ["claim", "paper"]


def test_claims_closed_lately_are_read_as_proposals_are_in_the_same_request(club: GitHubClub) -> None:
    numbers = [
        club.propose("ada", paper_form(PAPER)),
        club.github.open_issue("bob", "c", claim_form("coming-up", "recap"), ["claim"]).number,
    ]
    for number in numbers:
        club.github.close_issue(number, "olga")
    assert [issue.number for issue in club.host().snapshot().issues] == numbers
    assert len(club.github.log) == 1
    club.github.sleep(days=30)
    assert club.host().snapshot().issues == ()


# --- the repository


def test_an_archived_repository_is_called_so(club: GitHubClub) -> None:
    club.github.archive()
    assert club.try_run() == (
        "this repository is archived, so nothing can be changed in it: "
        "unarchive it under Settings, or disable this workflow"
    )


def test_a_locked_or_disabled_repository_is_called_so(club: GitHubClub) -> None:
    club.github.lock("MIGRATING")
    assert "locked this repository, for it is being moved" in club.try_run()
    club.github.repository.lock = "BILLING"
    assert "bill" in club.try_run()
    club.github.disable()
    assert "disabled this repository" in club.try_run()
    assert not club.github.log.writes


def obstacles(github: GitHub, entries: dict[str, tuple[str, str]], config: str = "") -> Snapshot:
    club = settle(github, config=config or CONFIG)
    github.push_entries("olga", entries)
    return club.host().snapshot()


SUBMODULE = ("160000", "1" * 40)


@pytest.mark.parametrize(
    "entries, found",
    [
        ({}, {}),
        ({"README.md": ("120000", "docs/README.md")}, {"README.md": "link"}),
        ({"README.md": SUBMODULE}, {"README.md": "submodule"}),
        ({".github/clubaction.yml": ("120000", "/etc/passwd")}, {".github/clubaction.yml": "link"}),
        ({".github/clubaction": ("120000", "..")}, {".github/clubaction": "link"}),
        ({"sessions/linked.md": ("120000", "../README.md")}, {"sessions/linked.md": "link"}),
    ],
    ids=["none", "README", "submodule", "configuration", "templates", "a session's file"],
)
def test_what_stands_in_the_way_is_told(github: GitHub, entries: dict[str, tuple[str, str]], found: object) -> None:
    snapshot = obstacles(github, entries)
    assert dict(snapshot.obstacles) == found
    assert not set(snapshot.files) & set(entries)
    assert snapshot.names_at_root >= {"README.md", "sessions", ".github"}
    assert len(github.log) == 1


def test_a_folder_where_a_file_is_needed_and_the_reverse_are_told(github: GitHub) -> None:
    config = "readme: docs\nsessions: talks\ncadence: {weekday: wednesday}\n"
    club = settle(github, config=config, files={"docs/index.md": b"x", "talks": b"x"})
    assert dict(club.host().snapshot().obstacles) == {"docs": "folder", "talks": "file"}


@pytest.mark.parametrize("above", ["a", "a/b"])
def test_a_link_above_a_path_is_told_as_that_of_the_path(github: GitHub, above: str) -> None:
    config = "sessions: a/b/c\nreadme: a/b/README.md\ncadence: {weekday: wednesday}\n"
    snapshot = obstacles(github, {above: ("120000", "elsewhere")}, config)
    assert dict(snapshot.obstacles) == {"a/b/c": "link", "a/b/README.md": "link"}


def test_nothing_is_written_in_the_place_of_a_link(github: GitHub) -> None:
    from clubaction.model.plan import Commit

    club = settle(github)
    github.push_entries("olga", {"sessions": ("120000", "elsewhere")})
    host = club.host()
    base = host.snapshot().base
    with pytest.raises(HostError, match="sessions is a link"):
        host.apply(Plan((Commit("clubaction/update", base, "", "m", {"sessions/a.md": b"x"}),)))
    assert not github.log.writes


# --- permissions


def is_about(login: str) -> object:
    def matches(request: Request) -> bool:
        return request.path.endswith(f"/collaborators/{login}/permission")

    return matches


@pytest.mark.parametrize("code, known", [(404, True), (403, False), (500, False), (451, False)])
def test_a_permission_that_is_not_told_costs_only_that_person(
    club: GitHubClub, paper: int, code: int, *, known: bool
) -> None:
    club.github.hide_collaborators()
    club.github.add_user("wanda", "write")
    for by in ("wanda", "eve"):
        club.github.comment(paper, by, "/claim recap @dora")
    club.github.faults.add(faults.status(code), times=99, where=is_about("eve"))  # type: ignore[arg-type]
    found = club.host().snapshot()
    assert found.organisers == {"wanda"}
    assert found.unknown == (set() if known else {"eve"})


def test_an_odd_answer_about_one_person_costs_only_that_person(club: GitHubClub, paper: int) -> None:
    club.github.add_user("wanda", "write")
    club.github.comment(paper, "wanda", "/claim recap @dora")

    def spoil(body: dict[str, dict[str, object]]) -> object:
        for name, value in body["data"].items():
            if "collaborators" in str(value):
                body["data"][name] = {"collaborators": {"edges": [{"node": None}]}}
        return body

    club.github.faults.add(faults.changed(spoil), times=9, where=lambda request: b"collaborators" in request.body)
    assert club.host().snapshot().organisers == {"wanda"}, "REST was asked instead"


def test_a_session_s_file_that_links_elsewhere_is_not_read(github: GitHub) -> None:
    club = settle(github, files={"elsewhere.md": session_file(title="Elsewhere")})
    github.push_entries("olga", {"sessions/linked.md": ("120000", "../elsewhere.md")})
    assert "sessions/linked.md" not in club.host().snapshot().files
