"""The public holidays of countries and regions, from the package `holidays`.

The package needs no network. It is imported only for a club whose configuration has `holidays`, as it takes long.
"""

from __future__ import annotations

import datetime as dt
import functools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase


def name(codes: tuple[str, ...], day: dt.date) -> str:
    """The name of the public holiday on this day in the first of these places that has one; empty where none has.

    It is in English where the package has a translation. `codes` are those of
    `holiday_regions.canonical_code`.
    """
    return next((found for code in codes if (found := calendar(code).get(day))), "")


@functools.cache
def calendar(code: str) -> HolidayBase:
    """The holidays of one place (day → name); those of a year are computed when its first day is looked up."""
    import holidays

    country, _, region = code.partition("-")
    languages = holidays.country_holidays(country).supported_languages
    english = next((language for language in languages if language.startswith("en")), None)
    return holidays.country_holidays(country, subdiv=region or None, language=english)
