"""Dates as people write them, read by column.

The order of day and month is decided for a column as a whole and never for one
row: `03.04.` means nothing alone. A missing year comes from headings or from
the person who imports.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from clubaction.errors import UsageError
from clubaction.importing.words import fold

ORDERS = ("dmy", "mdy", "ymd")

_MONTHS = (
    "january jan janvier januar janner enero janeiro gennaio januari ocak ene",
    "february feb febr fevrier fev februar febrero fevereiro febbraio februari subat",
    "march mar mars marz maerz marzo marco maart mart",
    "april apr avril avr abril aprile nisan abr",
    "may mai mayo maio maggio mei mayis",
    "june jun juin juni junio junho giugno haziran",
    "july jul juillet juil juli julio julho luglio temmuz",
    "august aug aout agosto augustus agustos ago",
    "september sep sept septembre septiembre setembro settembre eylul set",
    "october oct octobre oktober okt octubre outubro ottobre ekim out",
    "november nov novembre noviembre novembro kasim",
    "december dec decembre dezember dez diciembre dezembro dicembre aralik dic",
)
MONTHS = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}
_WEEKDAYS = frozenset(
    word
    for words in (
        "monday mon tuesday tue tues wednesday wed thursday thu thur thurs friday fri saturday sat sunday",
        "sun montag mo dienstag di mittwoch mi donnerstag do freitag fr samstag sonnabend sa sonntag so",
        "lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miercoles jueves viernes sabado",
        "domingo lunedi martedi mercoledi giovedi venerdi segunda terca quarta quinta sexta maandag",
        "dinsdag woensdag donderdag vrijdag zaterdag zondag week",
    )
    for word in words.split()
)
_WORD = r"([^\W\d_]{3,12})\.?"
_YEAR = r"(?:\s{0,2},?\s{0,3}(?:de\s|del\s)?((?:19|20)\d{2})(?![\d]))?"
_LEAD = re.compile(r"[\s?~*_`(\[>|]{0,6}(?:([^\W\d_]{2,12})\.?,?\s{1,3}(?:den\s|the\s|le\s)?)?")
_COMPACT = re.compile(r"(\d{4}|\d{2})(\d{2})(\d{2})(?![\d.:/-]?\d)")
_THREE = re.compile(
    r"(\d{1,4})\s{0,2}([./\-\u2010-\u2013])\s{0,2}(\d{1,2})(?:\s{0,2}[./\-\u2010-\u2013]\s{0,2}|\s{1,3})(\d{4}|\d{1,2})(?!\d|[.:]\d)"
)
_TWO = re.compile(r"(\d{1,2})\s?([./\-])\s?(\d{1,2})(?![\d:]|\.\d)\.?")
_RANGE = re.compile(
    rf"\d{{1,2}}(?:st|nd|rd|th|\.)?\s?[-\u2013\u2014]\s?\d{{1,2}}(?:st|nd|rd|th|\.)?\s{{1,3}}{_WORD}"
    r"|\d{1,2}[./]\d{1,2}[./]?(?:\d{2,4})?\s?(?:[-\u2013\u2014]|to|bis)\s?\d{1,2}[./]\d{1,2}"
    r"|\d{4}-\d{2}-\d{2}\s?(?:[-\u2013\u2014]|to|bis)\s?\d{1,4}",
    re.IGNORECASE,
)
_DAY_MONTH = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th|er|\u00ba|\u00aa|\.)?\s{{0,2}}(?:de\s|of\s)?{_WORD}{_YEAR}", re.IGNORECASE
)
_MONTH_DAY = re.compile(
    rf"{_WORD}\s{{0,2}}(\d{{1,2}})(?!\d)(?:st|nd|rd|th)?(?![^\W\d_])((?:\s?/\s?\d{{1,2}}(?:st|nd|rd|th)?(?!\d))?){_YEAR}",
    re.IGNORECASE,
)
_CJK = re.compile(r"(?:(\d{4})\s?[年년]\s{0,2})?(\d{1,2})\s?[月월]\s{0,2}(\d{1,2})\s?[日号號일]?")
_TIME = re.compile(r"(?<!\d)(\d{1,2})\s?[:\uff1a]\s?(\d{2})(?!\d)\s{0,2}([ap]\.?m\b)?", re.IGNORECASE)
_YEAR_ANYWHERE = re.compile(r"(?<![\d#/.-])((?:19|20)\d{2})(?![\d./]\d|\d)")


class UnclearDates(UsageError):
    """Dates that could mean two things, or that lack their year: the person who imports must say."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A date found at the start of a text, its meaning perhaps still open."""

    numbers: tuple[int, int] | None = None
    """Two numbers whose order is open; None where day and month are known."""
    year: int | None = None
    month: int = 0
    day: int = 0
    end: int = 0
    """Where the date ends in the text."""
    pattern: str = ""
    """The strftime pattern it is written in, with `{0}` and `{1}` for the open numbers; empty if unusual."""
    second_day: bool = False
    """Another day follows the first (`Oct 18/19`)."""
    three: tuple[int, int, int] | None = None
    """All three numbers of a date without a four-digit year, for the order `ymd`."""


def spot(text: str, *, compact: bool = False) -> Spot | None:
    """The date that a text starts with, after a weekday if there is one; None if it starts with none.

    A range of days (`6-10 July`) is no date. `compact` also reads `YYMMDD` and `YYYYMMDD`.
    """
    lead = _LEAD.match(text)
    start = 0
    if lead:
        start = lead.end() if lead[1] and fold(lead[1]) in _WEEKDAYS else lead.start(1) if lead[1] else lead.end()
    if is_range(text, start):
        return None
    for reader in (_spot_cjk, _spot_three, _spot_two, _spot_day_month, _spot_month_day):
        if found := reader(text, start):
            return found
    return _spot_compact(text, start) if compact else None


def is_range(text: str, start: int = 0) -> bool:
    """Whether a text names a stretch of days, as conferences do."""
    found = _RANGE.match(text, start)
    return found is not None and (found[1] is None or fold(found[1]) in MONTHS)


def _spot_cjk(text: str, start: int) -> Spot | None:
    if not (m := _CJK.match(text, start)):
        return None
    year = int(m[1]) if m[1] else None
    return Spot(None, year, int(m[2]), int(m[3]), m.end(), "%Y-%m-%d")


def _spot_three(text: str, start: int) -> Spot | None:
    if not (m := _THREE.match(text, start)):
        return None
    first, second, last, separator = int(m[1]), int(m[3]), int(m[4]), m[2]
    if len(m[1]) == 4:
        return Spot(None, first, second, last, m.end(), separator.join(("%Y", "%m", "%d")))
    if len(m[1]) == 3 or len(m[4]) == 1:
        return None
    year = last if len(m[4]) == 4 else 2000 + last
    three = None if len(m[4]) == 4 else (first, second, last)
    pattern = separator.join(("{0}", "{1}", "%Y")) if re.fullmatch(r"\S+", m[0]) else ""
    return Spot((first, second), year, end=m.end(), pattern=pattern, three=three)


def _spot_two(text: str, start: int) -> Spot | None:
    if not (m := _TWO.match(text, start)):
        return None
    separator = m[2]
    pattern = "{0}.{1}.%Y" if separator == "." else f"{{0}}{separator}{{1}}{separator}%Y"
    return Spot((int(m[1]), int(m[3])), None, end=m.end(), pattern=pattern)


def _spot_day_month(text: str, start: int) -> Spot | None:
    m = _DAY_MONTH.match(text, start)
    month = MONTHS.get(fold(m[2])) if m else None
    if not m or not month:
        return None
    name = "%b" if len(m[2]) <= 4 and month != 5 else "%B"
    return Spot(None, int(m[3]) if m[3] else None, month, int(m[1]), m.end(), f"%d {name} %Y")


def _spot_month_day(text: str, start: int) -> Spot | None:
    m = _MONTH_DAY.match(text, start)
    month = MONTHS.get(fold(m[1])) if m else None
    if not m or not month:
        return None
    name = "%b" if len(m[1]) <= 4 and month != 5 else "%B"
    year = int(m[4]) if m[4] else None
    return Spot(None, year, month, int(m[2]), m.end(), f"{name} %d, %Y", second_day=bool(m[3]))


def _spot_compact(text: str, start: int) -> Spot | None:
    if not (m := _COMPACT.match(text, start)):
        return None
    year = int(m[1]) if len(m[1]) == 4 else 2000 + int(m[1])
    found = Spot(None, year, int(m[2]), int(m[3]), m.end(), "%Y-%m-%d")
    return found if 1 <= found.month <= 12 and 1 <= found.day <= 31 else None


def time_in(text: str) -> dt.time | None:
    """The first time of day (`18:30`, `6:30 PM`) in a text."""
    m = _TIME.search(text)
    if not m:
        return None
    hour, minute = int(m[1]), int(m[2])
    if m[3] and 1 <= hour <= 12:
        hour = hour % 12 + (12 if m[3][0] in "pP" else 0)
    return dt.time(hour, minute) if hour < 24 and minute < 60 else None


def year_in(text: str) -> int | None:
    """The year that a heading names; the first of two (`2022-2023`)."""
    m = _YEAR_ANYWHERE.search(text)
    return int(m[1]) if m else None


def stated_order(header: str) -> str:
    """The order that a header spells out (`Date (DD/MM/YYYY)`), or nothing."""
    letters = re.sub(r"[^a-z]", " ", header.lower())
    shape = "".join(re.findall(r"\b(?:d{1,2}|t{2}|j{1,2}|m{1,2}|y{2,4}|j{4}|a{2,4})\b", letters))
    squeezed = re.sub(r"(.)\1+", r"\1", shape.replace("jjjj", "y").replace("jj", "d").replace("aaaa", "y"))
    order = squeezed.replace("t", "d").replace("j", "d").replace("a", "y")
    return order if order in ORDERS else {"dm": "dmy", "md": "mdy"}.get(order, "")


def order_of(spots: Iterable[Spot], column: str, *, stated: str = "", asked: str = "") -> str:
    """The order of day and month in a column.

    `asked` is what the person said, `stated` what the header says. Else a number
    above 12 decides; with none in the whole column `UnclearDates` is raised.
    """
    if asked or stated:
        return asked or stated
    pairs = [found.numbers for found in spots if found.numbers]
    day_first = sum(a > 12 >= b for a, b in pairs)
    month_first = sum(b > 12 >= a for a, b in pairs)
    if day_first != month_first:
        return "dmy" if day_first > month_first else "mdy"
    unclear = next((pair for pair in pairs if pair[0] != pair[1]), None)
    if unclear is None:
        return "dmy"
    raise UnclearDates(
        f"the dates in {column} can be read in two ways (one has {unclear[0]} and {unclear[1]}; no number "
        "above 12 tells days from months): say which with --date-order dmy, mdy or ymd"
    )


def fixed(found: Spot, order: str) -> tuple[int | None, int, int]:
    """(year or None, month, day) of a spot in this order; the numbers may still be no real date."""
    if found.numbers is None:
        return found.year, found.month, found.day
    if order == "ymd" and found.three:
        return 2000 + found.three[0], found.three[1], found.three[2]
    first, second = found.numbers
    day_first = order == "dmy"
    return found.year, second if day_first else first, first if day_first else second


def format_of(found: Spot, order: str) -> str:
    """The strftime pattern that a column of such dates is written in; empty where none is usual."""
    if found.numbers is None or order == "ymd":
        return found.pattern if found.numbers is None else "%Y-%m-%d"
    return found.pattern.format(*(("%d", "%m") if order == "dmy" else ("%m", "%d")))


Partial = tuple[int | None, int, int]


def fill_years(rows: Sequence[tuple[Partial, int | None]], asked: int | None, where: str) -> list[int]:
    """The year of each row: its own, else from its heading (the second value), else `asked`.

    A heading's year, or the one asked for, is that of the earliest row under it;
    rows may run forwards or backwards in time, and over a new year. Raises
    `UnclearDates` where there is no year to be had.
    """
    years: list[int] = [0] * len(rows)
    start = 0
    while start < len(rows):
        end = start
        while end < len(rows) and rows[end][1] == rows[start][1]:
            end += 1
        group = [partial for partial, _ in rows[start:end]]
        years[start:end] = _group_years(group, rows[start][1] or asked, where)
        start = end
    return years


def _group_years(group: Sequence[Partial], year: int | None, where: str) -> list[int]:
    missing = [index for index, (own, _, _) in enumerate(group) if own is None]
    years = [own or 0 for own, _, _ in group]
    if not missing:
        return years
    steps = [_step(a[1:], b[1:]) for a, b in pairwise(group)]
    forwards = sum(step > 0 for step in steps) >= sum(step < 0 for step in steps)
    order = range(len(group)) if forwards else range(len(group) - 1, -1, -1)
    current = year
    if current is None:
        current = next((own for own, _, _ in (group[i] for i in order) if own), None)
    if current is None:
        raise UnclearDates(f"the dates in {where} have no year: say with --year which year the earliest of them is in")
    previous: tuple[int, int] | None = None
    for index in order:
        own, month, day = group[index]
        if own:
            current = own
        elif previous and _distance((month, day), previous) < -182:
            current += 1
        years[index] = current
        previous = (month, day)
    return years


def _step(earlier: tuple[int, int], later: tuple[int, int]) -> int:
    """Days from one (month, day) to the next, the short way round the year."""
    return (_distance(later, earlier) + 180) % 360 - 180


def _distance(later: tuple[int, int], earlier: tuple[int, int]) -> int:
    return (later[0] - earlier[0]) * 30 + later[1] - earlier[1]
