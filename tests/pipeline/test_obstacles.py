"""What keeps the schedule from being shown is said, and nothing is replaced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pytest

from clubaction.errors import ConfigError
from clubaction.model.plan import Commit
from clubaction.model.snapshot import Obstacle, Snapshot
from tests.clubs import Repository, club_files, paper_form


@dataclass
class Odd(Repository):
    """A repository in which something else stands where a file of the club should be."""

    obstacles: Mapping[str, Obstacle] = field(default_factory=dict)
    names: frozenset[str] = frozenset()

    def snapshot(self) -> Snapshot:
        return replace(super().snapshot(), obstacles=self.obstacles, names_at_root=self.names)


def club(
    files: dict[str, bytes], obstacles: Mapping[str, Obstacle] | None = None, names: frozenset[str] = frozenset()
) -> Odd:
    made = Odd(files, obstacles=obstacles or {}, names=names)
    made.issue("pia", "[paper]: Flows", paper_form("https://example.org/flows", "Flows"))
    return made


def without_readme() -> dict[str, bytes]:
    files = club_files()
    del files["README.md"]
    return files


@pytest.mark.parametrize(
    "made, said",
    [
        (club(without_readme()), "README.md: there is no such file for the schedule: `clubaction init` makes one"),
        (club(without_readme(), names=frozenset({"readme.md"})), "there is no such file, but readme.md: say `readme:"),
        (club(without_readme(), {"README.md": "link"}), "README.md: this is a link, or lies behind one"),
        (club(club_files(readme="# Ours\n")), "README.md: there is no block for the schedule in it"),
        (
            club(club_files(), {".github/clubaction": "file"}),
            ".github/clubaction: there is a file where a folder",
        ),
    ],
)
def test_it_is_said_in_the_summary_and_on_the_pull_request_and_the_rest_goes_on(made: Odd, said: str) -> None:
    before = made.files.get("README.md")
    plan = made.run()
    assert any(said in notice for notice in plan.notices), plan.notices
    assert any(isinstance(step, Commit) and "sessions/flows.md" in step.changes for step in plan.operations)
    body = made.pulls[max(made.pulls)].body.replace("\\", "")
    assert said.partition(":")[0] in body
    if before is None:
        assert "README.md" not in plan.files
    assert not made.plan()


@pytest.mark.parametrize(
    "obstacles, said",
    [
        ({".github/clubaction.yml": "link"}, "put the file itself there"),
        ({"sessions": "file"}, "or name another with `sessions:`"),
        ({"sessions": "submodule"}, "there is a submodule where a folder is needed"),
        ({"sessions": "link"}, "this is a link"),
    ],
)
def test_without_a_configuration_or_a_folder_for_sessions_nothing_is_written(
    obstacles: Mapping[str, Obstacle], said: str
) -> None:
    made = club(club_files(), obstacles)
    with pytest.raises(ConfigError, match=said):
        made.run()
    assert not made.pulls


def test_a_link_among_the_sessions_keeps_its_name() -> None:
    made = club(club_files(), {"sessions/flows.md": "link"})
    plan = made.run()
    assert "sessions/flows-2.md" in plan.files
    assert "sessions/flows.md" not in plan.files
    assert any(problem.path == "sessions/flows.md" for problem in plan.problems)


@pytest.mark.parametrize(
    "line", ["sessions: README.md", "sessions: .github", "readme: .github/clubaction.yml", "readme: sessions/x.md"]
)
def test_two_of_the_clubs_places_can_not_be_one(line: str) -> None:
    with pytest.raises(ConfigError):
        club(club_files(config=f"{line}\n")).run()


def test_a_date_format_with_a_field_twice_is_an_error_of_the_configuration() -> None:
    with pytest.raises(ConfigError, match="each once"):
        club(club_files(config='date_format: "%Y-%m-%d %d"\n')).run()


def test_a_template_that_writes_our_markers_is_refused_before_anything_is_written() -> None:
    files = {**club_files(), ".github/clubaction/overview.md.j2": b"<!-- /clubaction:overview -->\n"}
    made = club(files)
    with pytest.raises(ConfigError, match="it writes a marker"):
        made.run()
    assert not made.pulls


def test_an_open_pull_request_into_another_base_follows_the_default_branch() -> None:
    made = club(club_files())
    made.run()
    number = max(made.pulls)
    made.pulls[number] = replace(made.pulls[number], base="master")
    made.run()
    assert made.pulls[number].base == "main"
    assert not made.plan()
