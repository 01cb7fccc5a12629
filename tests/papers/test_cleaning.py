"""Abstracts, names and dates, brought into one shape."""

from __future__ import annotations

import re

import cmarkgfm
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clubaction.papers import cleaning

TEX_AND_MATHML = (
    "<inline-formula><alternatives><tex-math>\\documentclass{minimal}\\begin{document}$$x^2$$\\end{document}"
    "</tex-math><mml:math><mml:mi>x</mml:mi></mml:math></alternatives></inline-formula>"
)


@pytest.mark.parametrize(
    "source, expected",
    [
        ("<jats:title>Abstract</jats:title><jats:p>We do it.</jats:p>", "We do it."),
        ("<jats:p>One.</jats:p><jats:p>Two.</jats:p>", "One.\n\nTwo."),
        ("<p>On <i>E. coli</i> and <b>more</b>.</p>", "On *E. coli* and **more**."),
        ("H<sub>2</sub>O at 10<sup>−3</sup> m<jats:sup>2</jats:sup>", "H₂O at 10⁻³ m²"),
        ("LE<sub>min</sub>", "LE_min"),
        (
            "<sec><title>Then</title><p>It was.</p></sec><sec><title>Now</title><p>It is.</p></sec>",
            "**Then** It was.\n\n**Now** It is.",
        ),
        (cleaning.labelled("AIM", "To see."), "**AIM** To see."),
        ("We show &lt;i&gt;TERT&lt;/i&gt; &amp;amp; others", "We show *TERT* & others"),
        ("Abstract: We look again.", "We look again."),
        ("Abstract algebra is fun.", "Abstract algebra is fun."),
        (
            "<list><list-item><p>first</p></list-item><list-item><p>second</p></list-item></list>",
            "- first\n\n- second",
        ),
        ("a line\n  broken\tup", "a line broken up"),
        ("the Schr&#xF6;dinger equation", "the Schrödinger equation"),
        ("the SchrÃ¶dinger equation", "the Schrödinger equation"),
        ("FID of $\\mathcal{O}(n_1^2)$ with $a*b*c$", "FID of $\\mathcal{O}(n_1^2)$ with $a*b*c$"),
        (
            TEX_AND_MATHML + " grows",
            "$x^2$ grows",
        ),
        ("<mml:math><mml:mi>V</mml:mi><mml:mn>2</mml:mn></mml:math> alone", "V2 alone"),
        ("# not a heading", "\\# not a heading"),
        ("1. not a list", "1\\. not a list"),
        ("1.5 times as much", "1.5 times as much"),
        ("<script>alert(1)</script>", "&lt;script>alert(1)&lt;/script>"),
        ("<!-- hidden --> seen <!-- never closed", "seen"),
        ("", ""),
        ("<p></p>", ""),
    ],
)
def test_marked_up_abstracts_become_markdown(source: str, expected: str) -> None:
    assert cleaning.abstract(source) == expected


def test_a_plain_abstract_keeps_its_smaller_than_signs() -> None:
    assert cleaning.abstract("if a<b and c>d then 1 < 2", marked_up=False) == "if a&lt;b and c>d then 1 < 2"
    assert cleaning.abstract("if $a<b$ holds", marked_up=False) == "if $a< b$ holds"


TAGS = [
    "<p>",
    "</p>",
    "<i>",
    "</i>",
    "<b>",
    "</b>",
    "<sup>",
    "</sup>",
    "<title>",
    "</title>",
    "<li>",
    "<br/>",
]
TEXTS = [
    "*",
    "_",
    "`",
    "[x](y)",
    "# ",
    "> ",
    "- ",
    "1. ",
    "| ",
    "&lt;b&gt;",
    "<script>",
    "&amp;lt;",
    "\\",
    "$x$",
    "~~",
    "word ",
]


SOURCES = st.lists(st.sampled_from(TAGS + TEXTS) | st.text(max_size=4), max_size=25).map("".join)


@given(source=SOURCES, marked_up=st.booleans())
def test_no_abstract_smuggles_markup_into_the_page(source: str, *, marked_up: bool) -> None:
    shown = cmarkgfm.github_flavored_markdown_to_html(cleaning.abstract(source, marked_up=marked_up))
    tags = set(re.findall(r"</?([A-Za-z][\w-]*)", shown))
    assert tags <= {"p", "em", "strong", "ul", "li", "a"}
    assert all(link.startswith(("http", "mailto:")) for link in re.findall(r'href="([^"]*)"', shown))


@pytest.mark.parametrize(
    "unit", ["<p", "<!--", "<a ", "&", "<i>", "</", "$", "<sup>", "\ue001", "<b>x</b>", "<title>x"]
)
def test_long_hostile_abstracts_are_read_to_the_end(unit: str) -> None:
    assert len(cleaning.abstract(unit * 200_000)) < 200_000


@pytest.mark.parametrize(
    "source, expected",
    [
        ("Leucocyte <i>TERT</i> and H<sub>2</sub>O.", "Leucocyte TERT and H₂O"),
        ("A title\n  over two lines", "A title over two lines"),
        ("P&amp;amp;L of x &lt;sub&gt;2&lt;/sub&gt;", "P&L of x ₂"),
        ("Learning in E. coli.", "Learning in E. coli."),
        ("What now?", "What now?"),
        (
            "$\\alpha$-stable <inline-formula><tex-math>$k$</tex-math></inline-formula>-means",
            "$\\alpha$-stable $k$-means",
        ),
    ],
)
def test_titles_become_one_line_of_text(source: str, expected: str) -> None:
    assert cleaning.title(source) == expected


@pytest.mark.parametrize(
    "parts, expected",
    [
        (("Tero", "Karras"), "Tero Karras"),
        (("Karras, Tero",), "Tero Karras"),
        (("Hambrick, George W., Jr.",), "George W. Hambrick Jr."),
        (("Martin Luther", "King", "Jr."), "Martin Luther King Jr."),
        (("", "The ATLAS Collaboration"), "The ATLAS Collaboration"),
        (("  Tero\n ", " Karras "), "Tero Karras"),
        (("JosÃ©", "Garc&#237;a"), "José García"),
    ],
)
def test_names_are_given_before_family(parts: tuple[str, ...], expected: str) -> None:
    assert cleaning.name(*parts) == expected


@pytest.mark.parametrize(
    "text, expected",
    [
        ("2017-07-27T08:18:33Z", "2017-07-27"),
        ("2022/06/01", "2022-06-01"),
        ("2022/6", "2022-06"),
        ("20170727", "2017-07-27"),
        ("2001 Jun", "2001-06"),
        ("2001 Jun 15", "2001-06-15"),
        ("1998 Dec-1999 Jan", "1998-12"),
        ("2001 Spring", "2001"),
        ("June 2016", "2016-06"),
        ("1 June 2016", "2016-06-01"),
        ("June 1, 2016", "2016-06-01"),
        ("1st March 2016", "2016-03"),
        ("07/06/2016", "2016"),
        ("2022-02-31", "2022-02"),
        ("2022-13-01", "2022"),
        ("no date", ""),
        ("99999", ""),
    ],
)
def test_dates_come_in_one_form(text: str, expected: str) -> None:
    assert cleaning.date_in(text) == expected


def test_parts_of_a_date_may_be_anything() -> None:
    assert cleaning.date(2022, 6, 1) == "2022-06-01"
    assert cleaning.date("2017", "07", "07") == "2017-07-07"
    assert cleaning.date("2017", "Jul") == "2017-07"
    assert cleaning.date(2022, None, 3) == "2022"
    nothings: tuple[object, ...] = (None, True, 0, 10**400, -5, 1e999, float("nan"), [], {}, "soon", "²⁰²²")
    for nothing in nothings:
        assert cleaning.date(nothing, nothing, nothing) == ""
        assert cleaning.date(2022, nothing, nothing) in ("2022", "2022-05")
