"""The demo tells its story and leaves a real club; an import leaves what was there alone."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from clubaction.entrypoints.cli import demo, main
from clubaction.errors import UsageError

SCHEDULE = "# Club\n\n| Date | Title |\n| --- | --- |\n| 2024-10-02 | One |\n| 2024-10-09 | Two |\n"


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True).stdout


def told(into: Path) -> str:
    lines: list[str] = []
    assert demo.demo(into, colour=False, out=lines.append) == 0
    return "\n".join(lines)


def test_the_demo_tells_who_got_the_role_and_who_did_not_and_leaves_the_club(tmp_path: Path) -> None:
    story = told(tmp_path / "club")
    assert "jonas has the role recap." in story
    assert story.rstrip().endswith("git log --all")
    assert "Nothing to do: everything is as it should be." in story
    readme = (tmp_path / "club" / "README.md").read_text(encoding="utf-8")
    assert "| 30.10.2024 | Guidance for Inverse Problems | Ensemble Kalman" in readme
    assert "Merge" in git(tmp_path / "club", "log", "--format=%s")
    assert git(tmp_path / "club", "branch", "--list", "clubaction/update") == ""


def test_the_demo_works_inside_another_repository_and_again_in_its_own_folder(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    assert told(tmp_path / "club-demo") == told(tmp_path / "club-demo")
    assert (tmp_path / "club-demo" / ".git").is_dir()


def test_the_demo_replaces_no_folder_that_is_not_its_own(tmp_path: Path) -> None:
    (tmp_path / "precious.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="not from an earlier demo"):
        demo.demo(tmp_path, colour=False)
    assert [path.name for path in tmp_path.iterdir()] == ["precious.txt"]


def test_an_import_into_a_new_folder_can_be_synced_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(tmp_path, "init", "--quiet")
    (tmp_path / "schedule.md").write_text(SCHEDULE, encoding="utf-8")
    assert main.main(["import", str(tmp_path / "schedule.md"), "--into", str(tmp_path / "club")]) == 0
    assert main.main(["render", "--check", str(tmp_path / "club")]) == 0
    assert main.main(["sync", str(tmp_path / "club")]) == 0
    assert "Nothing to do" in capsys.readouterr().out


def test_an_import_keeps_a_readme_that_is_another_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "schedule.md").write_text(SCHEDULE, encoding="utf-8")
    (tmp_path / "README.md").write_text("# Ours\n", encoding="utf-8")
    assert main.main(["import", str(tmp_path / "schedule.md"), "--into", str(tmp_path)]) == 0
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == "# Ours\n"
    assert "kept README.md" in capsys.readouterr().out


def test_an_import_puts_the_blocks_into_the_readme_that_it_read(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(SCHEDULE, encoding="utf-8")
    assert main.main(["import", str(tmp_path / "README.md"), "--into", str(tmp_path)]) == 0
    assert "<!-- clubaction:overview" in (tmp_path / "README.md").read_text(encoding="utf-8")


def test_a_second_import_is_refused_and_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "README.md").write_text(SCHEDULE, encoding="utf-8")
    assert main.main(["import", str(tmp_path / "README.md"), "--into", str(tmp_path)]) == 0
    before = git(tmp_path, "status", "--porcelain")
    assert main.main(["import", str(tmp_path / "README.md"), "--into", str(tmp_path)]) == 2
    assert "has session files already" in capsys.readouterr().err
    assert git(tmp_path, "status", "--porcelain") == before


def test_an_import_after_init_brings_its_roles_and_date_format(tmp_path: Path) -> None:
    schedule = SCHEDULE.replace("| Title |", "| Title | Speaker |").replace("| --- | --- |", "| --- | --- | --- |")
    schedule = schedule.replace("| One |", "| One | Ada, Ben |").replace("| Two |", "| Two | Cem |")
    (tmp_path / "schedule.md").write_text(
        schedule.replace("2024-10-02", "02.10.2024").replace("2024-10-09", "16.10.2024")
    )
    assert main.main(["init", str(tmp_path / "club")]) == 0
    assert main.main(["import", str(tmp_path / "schedule.md"), "--into", str(tmp_path / "club")]) == 0
    config = (tmp_path / "club" / ".github" / "clubaction.yml").read_text(encoding="utf-8")
    assert "speaker" in config
    assert '"%d.%m.%Y"' in config
    assert main.main(["check", str(tmp_path / "club")]) == 0


def test_a_pull_request_that_a_person_merges_with_git_is_merged_and_not_closed(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(SCHEDULE, encoding="utf-8")
    assert main.main(["import", str(tmp_path / "README.md"), "--into", str(tmp_path)]) == 0
    facts = "number: 1\ntitle: Three\nauthor: ada\nlabels: [paper]\ncreated: 2024-10-01T08:00:00Z"
    issue = f"---\n{facts}\n---\nhttps://example.org/3\n"
    (tmp_path / "issues").mkdir()
    (tmp_path / "issues" / "1.md").write_text(issue, encoding="utf-8")
    assert main.main(["sync", "--offline", str(tmp_path)]) == 0
    git(tmp_path, "merge", "--quiet", "--ff-only", "clubaction/update")
    assert main.main(["sync", "--offline", str(tmp_path)]) == 0
    record = (tmp_path / "pulls" / "2.md").read_text(encoding="utf-8")
    assert "state: merged" in record
    assert "not wanted any more" not in record
    assert main.main(["sync", "--offline", "--dry-run", str(tmp_path)]) == 0
