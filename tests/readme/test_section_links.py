"""The links to a page's sections lead to what GitHub shows there, whatever the sessions' bodies hold."""

from __future__ import annotations

import datetime as dt
from urllib.parse import unquote

import pytest

from clubaction.club.configuration import Config
from clubaction.model.session import Session
from clubaction.pipeline import readme_problems
from clubaction.readme import page as readme_page
from clubaction.text.anchors import Anchors
from tests import pages

TODAY = dt.date(2024, 10, 1)
README = """# A club

<!-- clubaction:overview -->
<!-- /clubaction:overview -->

<!-- clubaction:details -->
<!-- /clubaction:details -->
"""
DAYS = (dt.date(2024, 10, 2), dt.date(2024, 10, 9))
BODIES = {
    "a heading in a quote": "> ## {}",
    "a heading in a list": "- ## {}",
    "a heading deep in a list": "1. x\n\n   - ## {}",
    "a heading that HTML swallows": "<div>\n## {}",
    "a heading behind a tag alone": "<br>\n## {}",
    "an underlined heading": "{}\n---",
    "an underlined heading of two lines": "{}\nand more\n---",
    "a heading that is a reference": "## [{}][x]\n\n[x]: https://example.org",
    "a heading with an image": "## ![logo](x.png){}",
    "code in a list": "- ```\n  ## {}\n\n## {}",
    "a line under a list": "- x\n{}\n---",
    "a heading in HTML": "<h2>{}</h2>",
    "a heading in HTML, with tags": '<h2 align="center">\n  <b>{}</b>\n</h2>',
    "a heading in HTML in the midst of text": "x <h3>{}</h3> y",
}


@pytest.mark.parametrize("body", BODIES)
def test_details_lead_to_the_session_below_headings_like_its_own(body: str) -> None:
    heading = Session("a", title="A title", date=DAYS[0]).heading
    sessions = {
        name: Session(name, title="A title", date=day, body=BODIES[body].replace("{}", heading))
        for name, day in zip("ab", DAYS, strict=True)
    }
    text = readme_page.page(README, sessions, Config(), TODAY, {})
    anchors = Anchors()
    above, sections = "", []
    for element in pages.page(text).all("h1", "h2", "h3", "h4", "h5", "h6", "table"):
        if element.tag != "table":
            above = anchors.take(element.text)
        elif pages.rows(element)[0][0].text == "Title":  # the facts of a session stand right below its heading
            sections.append(above)
    rows = pages.rows(next(pages.page(text).all("table")))[1:]
    targets = [unquote(next(row[4].all("a")).attributes["href"])[1:] for row in rows]
    assert targets == sections
    assert len(set(targets)) == len(sessions)
    assert not list(readme_problems.problems(Config(), {"README.md": text.encode()}, sessions, TODAY))


@pytest.mark.parametrize(
    "text, missing",
    [
        ("> ## T\n\n[a](#t)", ""),
        ("- ## T\n\n[a](#t)", ""),
        ("<div>\n## T\n\n[a](#t)", "t"),
        ("<div>\n\n## T\n\n</div>\n\n[a](#t)", ""),
        ("Two\nlines\n===\n\n[a](#twolines) [b](#lines)", "lines"),
        ("## [T][x]\n\n[x]: /y\n\n[a](#t) [b](#tx)", "tx"),
        ("## ![logo](x.png) T\n\n[a](#-t) [b](#logo-t)", "logo-t"),
        ('<h1 align="center">A club</h1>\n\n[a](#a-club) [b](#club)', "club"),
        ("<h2>A &amp; <i>b</i></h2>\n\n## A & b\n\n[a](#a--b) [b](#a--b-1) [c](#a--b-2)", "a--b-2"),
        ("`<h2>T</h2>` \\<h2>T</h2>\n\n[a](#t)", "t"),
        ("```\n<h2>T</h2>\n```\n\n[a](#t)", "t"),
    ],
)
def test_a_link_to_a_section_that_is_none_is_told(text: str, missing: str) -> None:
    found = [str(problem) for problem in readme_problems.problems(Config(), {"README.md": text.encode()}, {}, TODAY)]
    assert len(found) == bool(missing)
    assert all(f"`#{missing}`" in problem for problem in found)
