"""The club that an import makes, as a value: its configuration reads back as what was found."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clubaction.club import configuration
from clubaction.club.cadence import Cadence
from clubaction.club.config_file import parse_config
from clubaction.club.configuration import Config, Part, Role
from clubaction.importing import read_schedule, rhythm, starter_files
from clubaction.importing.new_club import config_text, new_club

D = dt.date
TODAY = D(2024, 10, 1)
WEEK = dt.timedelta(weeks=1)
SCHEDULE = """# Club

| Date | Title | Responsible for Recap |
| --- | --- | --- |
| 02.10.2024 | One | Ada |
| 16.10.2024 | Two | Ben, Cem |
| 30.10.2024 | Three |  |
| 13.11.2024 | Four |  |
"""
LINE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"), min_size=1, max_size=30).map(
    str.strip
)
SAID = LINE.filter(bool)
KEYS = st.lists(st.from_regex(r"[a-z][a-z0-9-]{0,39}", fullmatch=True), min_size=1, max_size=3, unique=True)
SINGLE_DAYS = st.sets(st.dates(D(2024, 10, 2), D(2025, 10, 1)), max_size=3)


@given(
    keys=KEYS,
    label=SAID,
    capacity=st.integers(1, 20),
    part=st.builds(Part, SAID, LINE, st.lists(LINE, max_size=4).map("\n".join).map(str.strip)),
    every=st.integers(1, 4),
    off=SINGLE_DAYS,
)
def test_a_configuration_reads_back_as_it_was_written(
    keys: list[str], label: str, capacity: int, part: Part, every: int, off: set[D]
) -> None:
    skip = tuple((day, day) for day in sorted(off))
    written = Config(
        roles=tuple(Role(key, label, capacity) for key in keys),
        parts=(part,),
        cadence=Cadence((2,), every=every, start=D(2024, 10, 2), end=D(2025, 10, 1), skip=skip),
        date_format="%d.%m.%Y",
    )
    assert parse_config(config_text(written).encode()) == written


def test_a_configuration_that_says_nothing_of_meetings_has_no_cadence() -> None:
    assert "cadence" not in config_text(Config())
    assert parse_config(config_text(Config()).encode()) == Config()


def test_a_new_club_is_its_files_and_what_a_person_should_know() -> None:
    club = new_club(read_schedule(SCHEDULE), SCHEDULE, {}, TODAY)
    config = parse_config(club.files[configuration.PATH])
    assert {path.partition("/")[0] for path in club.files} == {".github", "README.md", "sessions"}
    assert (config.role("recap"), config.date_format) == (Role("recap", "Responsible for Recap", 2), "%d.%m.%Y")
    assert config.cadence == Cadence((2,), every=2, start=D(2024, 10, 2), end=D(2024, 11, 13))
    assert club.remarks[:2] == ("wrote .github/clubaction.yml", "wrote README.md")


def test_what_somebody_has_written_stays() -> None:
    found = read_schedule(SCHEDULE)
    before = {"README.md": b"# Ours\n", configuration.PATH: b"roles: [chair]\n"}
    club = new_club(found, SCHEDULE, before, TODAY)
    assert not club.files.keys() & before.keys()
    assert [remark.partition(",")[0] for remark in club.remarks] == [
        "kept README.md",
        "the configuration has no role `recap`: add it",
        "next: `clubaction init` adds the workflow and the issue forms that the schedule's links open",
    ]
    untouched = {configuration.PATH: starter_files.new_config()}
    assert configuration.PATH in new_club(found, SCHEDULE, untouched, TODAY).files


@pytest.mark.parametrize(
    "weeks,off,cadence",
    [
        pytest.param([0, 1, 2], [], Cadence(), id="too few"),
        pytest.param([0, 1, 2, 3], [], Cadence((2,), start=D(2024, 10, 2), end=D(2024, 10, 23)), id="weekly"),
        pytest.param(
            [0, 2, 4, 6], [], Cadence((2,), every=2, start=D(2024, 10, 2), end=D(2024, 11, 13)), id="fortnightly"
        ),
    ],
)
def test_a_rhythm_is_found_in_the_days_that_keep_to_it(weeks: list[int], off: list[D], cadence: Cadence) -> None:
    assert rhythm.cadence({D(2024, 10, 2) + n * WEEK for n in weeks}, off) == cadence


def test_a_rhythm_skips_what_is_missing_unless_too_much_is() -> None:
    days = {D(2024, 10, 2) + n * WEEK for n in (0, 1, 2, 3, 5, 6, 7, 8)}
    found = rhythm.cadence(days, [])
    assert found.skip == ((D(2024, 10, 30), D(2024, 10, 30)),)
    some = {D(2024, 10, 2) + n * WEEK for n in (0, 1, 8, 9)}
    assert rhythm.cadence(some, [D(2024, 10, 16), D(2030, 1, 1)]).skip == ((D(2024, 10, 16), D(2024, 10, 16)),)
    assert rhythm.cadence({day + dt.timedelta(days=n) for n, day in enumerate(sorted(days))}, []) == Cadence()
