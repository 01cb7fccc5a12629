"""The commands that work on a folder follow no link, and replace nothing that is no file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from clubaction.club.configuration import PATH, TEMPLATES, Config
from clubaction.entrypoints.cli.check import check
from clubaction.entrypoints.cli.init import init
from clubaction.entrypoints.cli.render import render
from clubaction.entrypoints.cli.slots import slots
from clubaction.errors import ConfigError, HostError, UsageError
from clubaction.hosts.folder import worktree

SESSION = "---\ntitle: A talk\n---\n"
README = "# Club\n\n<!-- clubaction:overview -->\n<!-- /clubaction:overview -->\n"
CADENCE = "cadence: {weekday: wednesday, start: 2030-01-02}\n"


@pytest.fixture
def club(tmp_path: Path) -> Path:
    folder = tmp_path / "club"
    (folder / "sessions").mkdir(parents=True)
    (folder / TEMPLATES).mkdir(parents=True)
    (folder / "sessions" / "talk.md").write_text(SESSION)
    (folder / "README.md").write_text(README)
    (folder / PATH).write_text(CADENCE)
    return folder


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text(SESSION + "secret")
    (outside / "next.md.j2").write_text("secret")
    return outside


def link(place: Path, target: Path) -> None:
    if place.is_dir():
        for inner in place.iterdir():
            inner.unlink()
        place.rmdir()
    place.unlink(missing_ok=True)
    place.symlink_to(target)


PLACES = {
    "the README": ("README.md", "secret.md", "README.md"),
    "a session": ("sessions/talk.md", "secret.md", "sessions/talk.md"),
    "the sessions": ("sessions", "", "sessions"),
    "the templates": (TEMPLATES, "", TEMPLATES),
    "a template": (f"{TEMPLATES}/next.md.j2", "next.md.j2", f"{TEMPLATES}/next.md.j2"),
}


@pytest.mark.parametrize("name", PLACES)
def test_what_lies_behind_a_link_is_not_read(
    name: str, club: Path, secret: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place, target, path = PLACES[name]
    link(club / place, secret / target)
    assert not any(b"secret" in data for data in worktree.read_club(club)[0].values())
    assert worktree.obstacles(club, Config()) == {path: "link"}
    assert check(club, online=False, annotate=False) == 1
    assert f"{path}: this is a link" in capsys.readouterr().out


def test_what_lies_behind_a_folder_that_is_a_link_is_not_read(club: Path, secret: Path) -> None:
    (secret / "deep").mkdir()
    (secret / "deep" / "secret.md").write_text(SESSION + "secret")
    (club / "docs").symlink_to(secret)
    (club / PATH).write_text("sessions: docs/deep\nreadme: docs/secret.md\n")
    assert set(worktree.read_club(club)[0]) == {PATH}
    config = Config(sessions="docs/deep", readme="docs/secret.md")
    assert worktree.obstacles(club, config) == {"docs/deep": "link", "docs/secret.md": "link"}
    with pytest.raises(UsageError, match=r"docs/secret\.md: this is a link, or lies behind one"):
        render(club, check=False, colour=False)


def test_a_configuration_that_is_a_link_is_refused(club: Path, secret: Path) -> None:
    link(club / PATH, secret / "secret.md")
    commands: tuple[Callable[[], int], ...] = (
        lambda: check(club, online=False, annotate=False),
        lambda: render(club, check=False, colour=False),
        lambda: slots(club, until="2030-02-01"),
        lambda: init(club),
    )
    for command in commands:
        with pytest.raises(ConfigError, match=r"clubaction\.yml: this is a link.* put the file itself there"):
            command()


def test_a_readme_that_is_a_link_or_a_folder_is_not_rendered(club: Path, secret: Path) -> None:
    link(club / "README.md", secret / "secret.md")
    with pytest.raises(UsageError, match="follows none"):
        render(club, check=False, colour=False)
    (club / "README.md").unlink()
    (club / "README.md").mkdir()
    with pytest.raises(UsageError, match="there is a folder where a file is needed"):
        render(club, check=False, colour=False)
    assert (secret / "secret.md").read_text() == SESSION + "secret"


def test_nothing_is_written_through_a_link_or_in_the_place_of_a_folder(club: Path, secret: Path) -> None:
    before = sorted(secret.iterdir())
    link(club / "sessions", secret)
    with pytest.raises(HostError, match="sessions is a link"):
        slots(club, until="2030-02-01")
    with pytest.raises(HostError, match="sessions is a link"):
        worktree.write(club, {"new.md": b"x", "sessions/new.md": b"x"})
    with pytest.raises(HostError, match="is a link"):
        worktree.write(club, {"sessions/secret.md": None})
    (club / "folder").mkdir()
    with pytest.raises(HostError, match="folder is a folder"):
        worktree.write(club, {"folder": b"x"})
    with pytest.raises(HostError, match=r"README\.md is a file"):
        worktree.write(club, {"README.md/x": b"x"})
    assert sorted(secret.iterdir()) == before
    assert not (club / "new.md").exists()


def test_submodules_and_files_in_the_place_of_folders_are_told(club: Path) -> None:
    (club / "sessions" / ".git").write_text("gitdir: elsewhere")
    assert worktree.obstacles(club, Config()) == {"sessions": "submodule"}
    assert "sessions/talk.md" not in worktree.read_club(club)[0]
    assert worktree.obstacles(club, Config(sessions="README.md")) == {"README.md": "file"}
    assert worktree.names_at_root(club) == {".github", "README.md", "sessions"}
    assert worktree.obstacles(club, Config(sessions="nowhere", readme="none.md")) == {}
