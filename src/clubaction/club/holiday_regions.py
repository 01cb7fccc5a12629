"""The codes of countries and regions whose public holidays are known, and suggestions for codes that are not."""

from __future__ import annotations

from collections.abc import Mapping

from clubaction.club import public_holidays
from clubaction.text.nearest_word import nearest_word


class UnknownRegion(Exception):
    """There is no such country or region; the text names the most similar code."""


def canonical_code(code: str) -> str:
    """The code in its usual form: a country (`DE`, ISO 3166-1), or a country and its region (`DE-BW`, ISO 3166-2).

    Countries may have three letters, regions a longer name. Raises `UnknownRegion`
    where the package `holidays` does not know the place.
    """
    country, _, region = code.strip().partition("-")
    codes = _countries()
    if country.casefold() not in codes:
        raise UnknownRegion(f"no country has the code `{country}`{_nearest(country, {**codes, **_country_names()})}")
    country = codes[country.casefold()]
    if not region:
        return country
    calendar = public_holidays.calendar(country)
    regions = {code.casefold(): code for code in calendar.subdivisions}
    if region.casefold() not in regions:
        names = {alias.casefold(): code for alias, code in calendar.subdivisions_aliases.items()}
        near = _nearest(region, regions | names, f"{country}-")
        raise UnknownRegion(f"`{country}` has no region `{region}`{near}")
    return f"{country}-{regions[region.casefold()]}"


def _countries() -> Mapping[str, str]:
    """Codes of two and of three letters, in lower case → the code of two letters."""
    from holidays.registry import COUNTRIES

    return {code.casefold(): two for _, two, three, *_ in COUNTRIES.values() for code in (two, three)}


def _country_names() -> Mapping[str, str]:
    """English names of countries, in lower case → their codes of two letters."""
    from holidays.registry import COUNTRIES

    return {"uk": "GB", "england": "GB"} | {words.replace("_", " "): codes[1] for words, codes in COUNTRIES.items()}


def _nearest(word: str, known: Mapping[str, str], prefix: str = "") -> str:
    """The clause that names the most similar code; `prefix` comes before it."""
    if close := nearest_word(word, known, 0.5):
        return f"; did you mean `{prefix}{known[close]}`?"
    example = nearest_word(word, known, 0.0)
    return f"; expected one such as `{prefix}{known[example]}`" if example else ", nor any other"
