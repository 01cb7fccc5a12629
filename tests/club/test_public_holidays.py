"""Public holidays, kept free by the clubs that ask for it."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys

import pytest

from clubaction.club import cadence as cadences
from clubaction.club.config_file import parse_config
from clubaction.errors import ConfigError
from clubaction.pipeline import check
from tests.clubs import CONFIG, Repository, club_files, paper_form, session_file

THURSDAYS = "timezone: Europe/Berlin\norganisers: [olga]\ncadence:\n  weekday: thursday\n  holidays: {}\n"
D = dt.date


def thursdays(holidays: str, first: D, last: D) -> list[D]:
    cadence = parse_config(THURSDAYS.format(holidays).encode()).cadence
    return [day for day in cadences.dates(cadence, first) if day <= last]


def test_a_club_does_not_meet_on_its_regions_holidays() -> None:
    may = (D(2024, 5, 1), D(2024, 5, 31))
    assert thursdays("DE", *may) == [D(2024, 5, d) for d in (2, 16, 23, 30)]  # Ascension Day: everywhere
    assert thursdays("DE-BW", *may) == [D(2024, 5, d) for d in (2, 16, 23)]  # Corpus Christi: in the south
    # Thanksgiving in one, the day after Christmas in the other
    assert thursdays("[DE-BE, US]", D(2024, 11, 21), D(2024, 12, 31)) == [
        D(2024, 11, 21),
        D(2024, 12, 5),
        D(2024, 12, 12),
        D(2024, 12, 19),
    ]


def test_norway_is_a_country_and_not_a_no() -> None:
    assert thursdays("NO", D(2024, 5, 6), D(2024, 5, 18)) == [D(2024, 5, 16)]
    assert parse_config(THURSDAYS.format("no").encode()).cadence.holidays == ("NO",)


@pytest.mark.parametrize(
    "value,said",
    [
        ("Germany", "no country has the code `Germany`; did you mean `DE`?"),
        ("UK", "no country has the code `UK`; did you mean `GB`?"),
        ("DE-Bayern", "`DE` has no region `Bayern`; did you mean `DE-BY`?"),
        ("DE-BX", "`DE` has no region `BX`; did you mean `DE-B"),
        ("[DE, Atlantis]", "no country has the code `Atlantis`"),
        ("15", "no country has the code `15`"),
        ("''", "no country has the code ``"),
        ("{DE: BW}", "no country has the code"),
    ],
)
def test_a_place_that_there_is_not_is_named_with_its_line_and_the_nearest_one(value: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_config(THURSDAYS.format(value).encode())
    (problem,) = caught.value.problems
    assert problem.line == 5
    assert problem.message.startswith("`holidays`: ")
    assert said in problem.message


def test_codes_are_read_in_any_case_and_with_three_letters() -> None:
    assert parse_config(THURSDAYS.format("[de-bw, FRA, DE-BW]").encode()).cadence.holidays == (
        "DE-BW",
        "FR",
    )


def test_a_session_on_a_holiday_is_found_by_the_check() -> None:
    session = session_file(title="On a holiday", date=D(2024, 10, 3))
    files = club_files(config=THURSDAYS.format("DE-BW"), holiday=session)
    found = [p for p in check.problems(files, D(2024, 9, 1)) if p.path == "sessions/holiday.md"]
    (problem,) = found
    assert problem.line == 3
    assert problem.message == (
        "the club does not meet on 2024-10-03 (German Unity Day; `holidays` in the configuration)"
    )


def test_a_proposal_and_a_command_pass_a_holiday_by_and_say_which() -> None:
    club = Repository(club_files(config=THURSDAYS.format("DE-BW")))
    number = club.issue("ada", "A paper", paper_form("https://example.org/1", "A paper", "2024-10-03"))
    club.run()
    session = club.session_of(number)
    assert session
    assert session.date == D(2024, 10, 10)
    assert "does not meet on 3 Oct (German Unity Day)" in club.status(number)
    club.comment(number, "olga", "/schedule 2024-10-31")
    club.comment(number, "olga", "/schedule 2024-11-01")
    club.run()
    session = club.session_of(number)
    assert session
    assert session.date == D(2024, 10, 31)
    assert "does not meet on 1 Nov (All Saints' Day)" in club.status(number)


def test_a_club_that_asks_for_no_holidays_does_not_pay_for_them() -> None:
    code = (
        "import sys; import datetime as dt;"
        "from clubaction.club import cadence, config_file; from clubaction.pipeline import reconcile;"
        f"c = config_file.parse_config({CONFIG.encode()!r}); next(cadence.dates(c.cadence, dt.date(2024, 10, 1)));"
        "print('holidays' in sys.modules)"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.strip() == "False"


@pytest.mark.parametrize("code", ["DE-BW", "SA", "CN", "IL", "US-CA", "TH"])
def test_any_day_that_somebody_may_write_has_an_answer(code: str) -> None:
    cadence = parse_config(THURSDAYS.format(code).encode()).cadence
    days = [D.min, D(1582, 10, 10), D(1900, 2, 28), D(2300, 1, 1), D(9998, 12, 31), D.max]
    assert [type(cadence.holiday(day)) for day in days] == [str] * len(days)
    assert any(cadence.skips(D(2024, 1, 1) + dt.timedelta(days=n)) for n in range(366))
