"""The public holidays of countries and their regions, as the package `holidays` knows them.

The package is data and arithmetic. It is imported only for a club that asks for it.
"""

from __future__ import annotations

import datetime as dt
import difflib
import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase


class UnknownRegion(Exception):
    """There is no such country or region; the text names the nearest code that there is."""


def check(code: str) -> str:
    """A code as it is canonically written: ISO 3166-1 (`DE`) or a country with its region (`DE-BW`).

    Raises `UnknownRegion` where the package has no such calendar.
    """
    country, _, region = code.strip().partition("-")
    codes = _countries()
    if country.casefold() not in codes:
        raise UnknownRegion(f"no country has the code `{country}`{_nearest(country, {**codes, **_country_names()})}")
    country = codes[country.casefold()]
    if not region:
        return country
    calendar = _calendar(country)
    regions = {code.casefold(): code for code in calendar.subdivisions}
    if region.casefold() not in regions:
        names = {alias.casefold(): code for alias, code in calendar.subdivisions_aliases.items()}
        near = _nearest(region, regions | names, f"{country}-")
        raise UnknownRegion(f"`{country}` has no region `{region}`{near}")
    return f"{country}-{regions[region.casefold()]}"


def name(codes: tuple[str, ...], day: dt.date) -> str:
    """What the holiday is called that this day is in one of these places, in English where there is a translation.

    Empty where it is none. `codes` are canonical.
    """
    return next((found for code in codes if (found := _calendar(code).get(day))), "")


@functools.cache
def _calendar(code: str) -> HolidayBase:
    """A calendar, which works the years out as it is asked about them."""
    import holidays

    country, _, region = code.partition("-")
    languages = holidays.country_holidays(country).supported_languages
    english = next((language for language in languages if language.startswith("en")), None)
    return holidays.country_holidays(country, subdiv=region or None, language=english)


def _countries() -> Mapping[str, str]:
    """Codes of two and of three letters, case folded → the code of two."""
    from holidays.registry import COUNTRIES

    return {code.casefold(): two for _, two, three, *_ in COUNTRIES.values() for code in (two, three)}


def _country_names() -> Mapping[str, str]:
    """What a country is called, case folded → its code of two letters."""
    from holidays.registry import COUNTRIES

    return {"uk": "GB", "england": "GB"} | {words.replace("_", " "): codes[1] for words, codes in COUNTRIES.items()}


def _nearest(word: str, known: Mapping[str, str], before: str = "") -> str:
    """The clause that names the closest code; of equally close ones, one with the same first letter."""

    def likeness(other: str) -> tuple[float, bool]:
        return difflib.SequenceMatcher(None, word.casefold(), other).ratio(), other[:1] == word[:1].casefold()

    close = max(known, key=likeness, default="")
    if not close:
        return ", nor any other"
    if likeness(close)[0] < 0.5:
        return f"; expected one such as `{before}{known[close]}`"
    return f"; did you mean `{before}{known[close]}`?"
