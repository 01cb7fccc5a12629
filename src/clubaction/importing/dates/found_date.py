"""Finds the date at the start of a text, as people write dates in many languages.

What `03.04.` means is left open here: `day_order` decides it for a whole column, and `years` fills in missing years.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from clubaction.importing.vocabulary import fold

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
_MONTH_NUMBERS = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}
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


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date found at the start of a text. Which of its numbers is the month may not be known yet."""

    numbers: tuple[int, int] | None = None
    """Day and month in an unknown order; None if `month` and `day` are known."""
    year: int | None = None
    month: int = 0
    day: int = 0
    end: int = 0
    """Where the date ends in the text."""
    pattern: str = ""
    """The strftime pattern it is written in, with `{0}` and `{1}` for `numbers`; empty if it is an unusual one."""
    second_day: bool = False
    """Whether a second day follows the first (`Oct 18/19`)."""
    three: tuple[int, int, int] | None = None
    """The three numbers of a date whose year has two digits, so that it may come first."""


def date_at_start(text: str, *, compact: bool = False) -> FoundDate | None:
    """The date at the start of a text, perhaps after a weekday; None if there is none.

    A range of days (`6-10 July`) is no date. With `compact`, `YYMMDD` and `YYYYMMDD` are dates too.
    """
    start = _after_weekday(text)
    if is_range(text, start):
        return None
    for reader in (_east_asian_date, _three_numbers, _two_numbers, _day_month_name, _month_name_day):
        if found := reader(text, start):
            return found
    return _digits_only(text, start) if compact else None


def _after_weekday(text: str) -> int:
    """The position where a date may start: after brackets, marks and a weekday."""
    lead = _LEAD.match(text)
    if not lead:
        return 0
    is_other_word = lead[1] and fold(lead[1]) not in _WEEKDAYS
    return lead.start(1) if is_other_word else lead.end()


def is_range(text: str, start: int = 0) -> bool:
    """Whether a text has a range of days at this position, as conferences have."""
    found = _RANGE.match(text, start)
    return found is not None and (found[1] is None or fold(found[1]) in _MONTH_NUMBERS)


def _east_asian_date(text: str, start: int) -> FoundDate | None:
    if not (m := _CJK.match(text, start)):
        return None
    year = int(m[1]) if m[1] else None
    return FoundDate(None, year, int(m[2]), int(m[3]), m.end(), "%Y-%m-%d")


def _three_numbers(text: str, start: int) -> FoundDate | None:
    if not (m := _THREE.match(text, start)):
        return None
    first, second, last, separator = int(m[1]), int(m[3]), int(m[4]), m[2]
    if len(m[1]) == 4:
        return FoundDate(None, first, second, last, m.end(), separator.join(("%Y", "%m", "%d")))
    if len(m[1]) == 3 or len(m[4]) == 1:
        return None
    year = last if len(m[4]) == 4 else 2000 + last
    three = None if len(m[4]) == 4 else (first, second, last)
    pattern = separator.join(("{0}", "{1}", "%Y")) if re.fullmatch(r"\S+", m[0]) else ""
    return FoundDate((first, second), year, end=m.end(), pattern=pattern, three=three)


def _two_numbers(text: str, start: int) -> FoundDate | None:
    if not (m := _TWO.match(text, start)):
        return None
    separator = m[2]
    pattern = "{0}.{1}.%Y" if separator == "." else f"{{0}}{separator}{{1}}{separator}%Y"
    return FoundDate((int(m[1]), int(m[3])), None, end=m.end(), pattern=pattern)


def _day_month_name(text: str, start: int) -> FoundDate | None:
    m = _DAY_MONTH.match(text, start)
    month = _MONTH_NUMBERS.get(fold(m[2])) if m else None
    if not m or not month:
        return None
    year = int(m[3]) if m[3] else None
    return FoundDate(None, year, month, int(m[1]), m.end(), f"%d {_month_pattern(m[2], month)} %Y")


def _month_name_day(text: str, start: int) -> FoundDate | None:
    m = _MONTH_DAY.match(text, start)
    month = _MONTH_NUMBERS.get(fold(m[1])) if m else None
    if not m or not month:
        return None
    year = int(m[4]) if m[4] else None
    pattern = f"{_month_pattern(m[1], month)} %d, %Y"
    return FoundDate(None, year, month, int(m[2]), m.end(), pattern, second_day=bool(m[3]))


def _month_pattern(name: str, month: int) -> str:
    """The strftime pattern of a month's name; `May` counts as a full name, as it may be one."""
    return "%b" if len(name) <= 4 and month != 5 else "%B"


def _digits_only(text: str, start: int) -> FoundDate | None:
    if not (m := _COMPACT.match(text, start)):
        return None
    year = int(m[1]) if len(m[1]) == 4 else 2000 + int(m[1])
    found = FoundDate(None, year, int(m[2]), int(m[3]), m.end(), "%Y-%m-%d")
    return found if 1 <= found.month <= 12 and 1 <= found.day <= 31 else None


def time_in(text: str) -> dt.time | None:
    """The first time of day (`18:30`, `6:30 PM`) in a text; None without one."""
    m = _TIME.search(text)
    if not m:
        return None
    hour, minute = int(m[1]), int(m[2])
    if m[3] and 1 <= hour <= 12:
        hour = hour % 12 + (12 if m[3][0] in "pP" else 0)
    return dt.time(hour, minute) if hour < 24 and minute < 60 else None


def year_in(text: str) -> int | None:
    """The year in a heading, or the first of two (`2022-2023`); None without one."""
    m = _YEAR_ANYWHERE.search(text)
    return int(m[1]) if m else None
