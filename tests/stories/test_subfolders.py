"""Session files that people sort into folders of their own: the same sessions, wherever they lie."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from clubaction.club.config_file import parse_config
from clubaction.hosts.folder import worktree
from clubaction.pipeline import check
from clubaction.text import front_matter
from tests.clubs import CONFIG, Club, FolderClub, club_files, paper_form, session_file
from tests.clubs.on_github import GitHubClub, settle
from tests.standin import GitHub, faults

README = "# A club\n\n<!-- clubaction:overview -->\n<!-- /clubaction:overview -->\n"
OLD = session_file(title="Old", date=dt.date(2023, 10, 4), roles={"recap": ("@ada",)}, issue=900)
DEEP = session_file(title="Deep", date=dt.date(2022, 10, 5), roles={"recap": ("@ada",)})
FILES = {"sessions/2023/old.md": OLD, "sessions/past/2022/deep.md": DEEP}


@pytest.fixture(params=["folder", "github", "github, too slow to give all texts at once"])
def club(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Club]:
    files = club_files(readme=README) | FILES
    if request.param == "folder":
        yield FolderClub(tmp_path / "club", files)
        return
    github = GitHub(tmp_path / "github")
    if request.param != "github":
        github.faults.add(faults.status(502), times=100_000, where=lambda request: b"...Text" in request.body)
    yield settle(github, files=files)
    github.close()


def moved(club: Club, before: str, after: str) -> None:
    club.edit_files({before: None, after: club.files[before]})


def run(club: Club) -> None:
    """A run, and another that has nothing left to do."""
    club.run()
    before = dict(club.files)
    club.run()
    assert dict(club.files) == before


def test_the_readme_shows_sessions_of_subfolders_and_links_to_where_they_are(club: Club) -> None:
    run(club)
    club.merge()
    page = club.files["README.md"].decode()
    assert "sessions/2023/old.md" in page
    assert "sessions/past/2022/deep.md" in page
    assert club.files["sessions/2023/old.md"] == OLD


def test_a_file_that_is_moved_after_the_merge_keeps_its_session(club: Club) -> None:
    number = club.issue("ada", "Flows", paper_form("https://example.org/flows", "Flows", "2024-10-16"))
    run(club)
    club.merge()
    moved(club, "sessions/flows.md", "sessions/2024/autumn/flows.md")
    run(club)
    assert "sessions/flows.md" not in club.files
    assert "deleted" not in club.status(number)
    club.later(hours=1)
    club.comment(number, "ben", "/claim recap")
    run(club)
    club.merge()
    there = club.files["sessions/2024/autumn/flows.md"].decode()
    assert front_matter.read("x.md", there)[0]["roles"] == {"recap": "@ben", "questions": None}
    assert [path for path in club.files if path.endswith("flows.md")] == ["sessions/2024/autumn/flows.md"]
    assert "sessions/2024/autumn/flows.md" in club.files["README.md"].decode()


def test_a_new_session_takes_no_name_that_is_in_a_subfolder(club: Club) -> None:
    club.issue("ada", "Old", paper_form("https://example.org/old", "Old", "2024-10-16"))
    run(club)
    club.merge()
    assert "sessions/old-2.md" in club.files
    assert club.files["sessions/2023/old.md"] == OLD


def test_two_files_of_one_name_are_both_left_alone(club: Club) -> None:
    number = club.issue("ada", "Flows", paper_form("https://example.org/flows", "Flows", "2024-10-16"))
    run(club)
    club.merge()
    first = club.files["sessions/flows.md"]
    club.edit_files({"sessions/2024/flows.md": first})
    club.comment(number, "ben", "/claim recap")
    run(club)
    assert "sessions/2024/flows.md" in club.status(number)
    assert "sessions/flows.md" in club.status(number)
    assert [club.files[path] for path in ("sessions/flows.md", "sessions/2024/flows.md")] == [first, first]
    problems = [str(one) for one in check.problems(club.files, club.now.date()) if "same name" in one.message]
    assert [text.partition(":")[0] for text in problems] == ["sessions/2024/flows.md", "sessions/flows.md"]
    club.edit_files({"sessions/2024/flows.md": None})
    run(club)
    club.merge()
    assert b"@ben" in club.files["sessions/flows.md"]


def test_a_session_in_a_subfolder_that_is_deleted_is_gone(club: Club) -> None:
    number = club.issue("ada", "Flows", paper_form("https://example.org/flows", "Flows", "2024-10-16"))
    run(club)
    club.merge()
    moved(club, "sessions/flows.md", "sessions/2024/flows.md")
    run(club)
    club.edit_files({"sessions/2024/flows.md": None})
    run(club)
    assert "deleted" in club.status(number)


def test_what_is_no_session_stays_unread(club: Club) -> None:
    club.edit_files({"sessions/2023/README.md": b"# 2023\n", "sessions/.notes/x.md": b"x", "sessions/2023/a.txt": b"x"})
    run(club)
    assert check.problems(club.files, club.now.date())[0].path == "README.md"


def test_the_commands_for_a_folder_see_subfolders_and_follow_no_link(tmp_path: Path) -> None:
    club = FolderClub(tmp_path / "club", club_files(readme=README) | FILES)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text("---\ntitle: Secret\n---\n")
    (club.folder / "sessions" / "linked").symlink_to(outside)
    (club.folder / "sessions" / "2023" / "linked.md").symlink_to(outside / "secret.md")
    read, _ = worktree.read_club(club.folder)
    assert {path for path in read if path.startswith("sessions/")} == FILES.keys()
    config = parse_config(CONFIG.encode())
    assert worktree.obstacles(club.folder, config) == {"sessions/2023/linked.md": "link"}


def test_a_folder_of_sessions_costs_no_request(tmp_path: Path) -> None:
    github = GitHub(tmp_path / "github")
    flat = {path.replace("/2023", "").replace("/past/2022", ""): data for path, data in FILES.items()}
    club = settle(github, files=club_files(readme=README) | flat)
    counts = []
    for files in (None, {"sessions/old.md": None, "sessions/2023/old.md": OLD}):
        club.edit_files(files or {})
        club.run()
        if club.open_pull():
            club.merge()
        club.run()
        counts.append(len(club.requests()))
    assert counts[1] == counts[0] <= 2
    github.close()


def test_a_link_in_a_subfolder_is_named_and_not_followed(club: Club) -> None:
    if isinstance(club, FolderClub):
        (club.folder / "sessions" / "2023" / "linked.md").symlink_to("../../README.md")
        (club.folder / "sessions" / "elsewhere").symlink_to("../.github")
        club.git.run("add", "--all")
        club.edit_files({})
    else:
        assert isinstance(club, GitHubClub)
        links = {
            "sessions/2023/linked.md": ("120000", "../../README.md"),
            "sessions/elsewhere": ("120000", "../.github"),
        }
        club.github.push_entries("olga", links)
    snapshot = (club.host if isinstance(club, FolderClub) else club.host()).snapshot()
    assert dict(snapshot.obstacles) == {"sessions/2023/linked.md": "link"}
    assert "sessions/2023/linked.md" not in snapshot.files
    assert "sessions/2023/old.md" in snapshot.files
