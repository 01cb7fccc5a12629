"""The schedules of real clubs, where they are at hand: every row is taken, or named with the reason."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections import Counter

import pytest

from clubaction.club.configuration import Config, Part, Role
from clubaction.importing import Imported, NoSchedule, read_schedule
from clubaction.model.session import Session
from clubaction.readme import page as readme_page
from tests.conftest import shared_path

TODAY = dt.date(2024, 10, 20)
YEARS = {"08": 2023, "18": 2025, "30": 2017, "32": 2017}
"""What a person would answer where a schedule does not say its year."""

REFUSED = {"50": "no table with dates", "52": "does not say|stretches of days"}
"""Those that are no schedule."""


def read(name: str) -> Imported:
    path = shared_path("corpus/readmes") / name
    text = path.read_bytes().decode()
    return read_schedule(text, year=YEARS.get(name[:2]), html=name.endswith(".html"))


def corpus() -> list[tuple[str, int]]:
    with (shared_path("corpus/readmes") / "index.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [(row["file"], int(re.findall(r"session rows: (\d+)", row["shape"])[-1])) for row in rows]


def club(imported: Imported) -> Config:
    return Config(
        roles=tuple(Role(key, label) for key, label in imported.roles),
        parts=tuple(Part(title, label, intro) for label, title, intro in imported.parts),
        date_format=imported.date_format or "%Y-%m-%d",
    )


def rendered(imported: Imported) -> str:
    sessions = {session.id: session for session in imported.sessions}
    return readme_page.page(imported.readme, sessions, club(imported), TODAY, {})


def by_id(imported: Imported) -> dict[str, Session]:
    return {session.id: session for session in imported.sessions}


def unaccounted(text: str, imported: Imported) -> list[int]:
    covered = {line for note in imported.report for line in range(note.line, note.end + 1)}
    lines = enumerate(text.split("\n"), start=1)
    return [n for n, line in lines if re.search(r"[^\s*_-]", line) and n not in covered]


def test_the_seed_gives_ten_sessions_two_of_them_open() -> None:
    text = shared_path("seed/diffusion_journal_club_24.md").read_bytes().decode()
    imported = read_schedule(text)
    assert len(imported.sessions) == 10
    assert [s.theme for s in imported.sessions if s.is_open] == ["Bonus 1", "Bonus 2"]
    assert [s.title for s in imported.sessions if "dinger" in s.title] == ["Diffusion Schr\u00f6dinger Bridge Matching"]
    assert [label for label, _, _ in imported.parts] == ["Part 0", "Part 1", "Part 2", "Part 3"]
    first, second, *_ = imported.sessions
    assert first.section == "Diffusion Models: the stochastic differential equation view"
    assert first.part == "Introduction to Diffusion Models"
    assert "## Further Reading" in first.body
    assert second.body.startswith("## Abstract\n\n> To achieve the highest perceptual quality")
    assert Counter(s.part for s in imported.sessions)["Flow Matching"] == 2


def histories() -> list[str]:
    return [path.name for path in sorted(shared_path("club-history").glob("[0-9]*.md"))][1:]


def test_every_version_of_the_club_s_readme_comes_back_the_same_from_what_is_rendered_of_it() -> None:
    versions = histories()
    assert len(versions) == 21
    for name in versions:
        imported = read_schedule((shared_path("club-history") / name).read_bytes().decode())
        page = rendered(imported)
        again = read_schedule(page)
        assert len(imported.sessions) == 10, name
        assert by_id(again) == by_id(imported), name
        assert (again.parts, again.roles, again.date_format) == (
            imported.parts,
            imported.roles,
            imported.date_format,
        )
        assert again.readme == page, name


def test_every_row_of_the_corpus_is_taken_or_named(capsys: pytest.CaptureFixture[str]) -> None:
    table = [f"{'file':32} {'rows':>4} {'taken':>5} {'breaks':>6} {'left':>4}"]
    short = []
    complete = 0
    for name, rows in corpus():
        if name[:2] in REFUSED:
            with pytest.raises(NoSchedule):
                read(name)
            table.append(f"{name[:32]:32} {rows:4}  refused")
            continue
        imported = read(name)
        text = (shared_path("corpus/readmes") / name).read_bytes().decode()
        assert not unaccounted(text, imported), name
        left = sum(note.verdict == "left" and "row" in note.text for note in imported.report)
        breaks = sum(note.verdict == "skipped" for note in imported.report)
        table.append(f"{name[:32]:32} {rows:4} {len(imported.sessions):5} {breaks:6} {left:4}")
        if len(imported.sessions) + breaks + left >= rows:
            complete += 1
        else:
            short.append(name)
    with capsys.disabled():
        print("", *table, f"complete: {complete}; fall short: {short or 'none'}", sep="\n")  # noqa: T201
    assert complete >= 20


@pytest.mark.parametrize("number", ["01", "02", "04", "06", "08", "10", "14", "16", "20", "22", "24", "26", "28"])
def test_a_schedule_of_the_corpus_comes_back_the_same_from_what_is_rendered_of_it(number: str) -> None:
    name = next(name for name, _ in corpus() if name.startswith(number))
    imported = read(name)
    assert by_id(read_schedule(rendered(imported))) == by_id(imported)
