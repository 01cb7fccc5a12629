"""Whatever people write stays text: no cell, element, mention or heading comes of it that was not meant."""

from __future__ import annotations

import datetime as dt
import random
import re
from dataclasses import replace
from urllib.parse import unquote, urlsplit

import pytest

from clubaction.club import schedule, session_file
from clubaction.club.configuration import Config, Role
from clubaction.model.session import Session
from clubaction.readme import page as readme_page
from clubaction.text import anchors, markdown, quoting
from tests import hostile, pages

PAGES, PER_PAGE = 20, 250
CONFIG = Config(roles=(Role("recap", "Re|cap *of* @all"), Role("questions", "Questions")))
README = """# A club

<!-- clubaction:overview -->
<!-- /clubaction:overview -->

## Sessions

<!-- clubaction:details -->
<!-- /clubaction:details -->

## After the details

<!-- clubaction:pool -->
<!-- /clubaction:pool -->

<!-- clubaction:roles -->
<!-- /clubaction:roles -->

The very end.
"""
SCHEMES = ("", "http", "https", "mailto")
MENTION = re.compile(r"(?<![\w/])@[\w-]")


def notes(text: str) -> str:
    """Text of an issue as it gets into a session's file."""
    return f"## Why this paper\n\n{quoting.quote_block(text, keep_lines=True)}" if text.strip() else ""


def make(chance: random.Random, number: int, *, bodies: bool) -> Session:
    """A session of hostile words."""

    def words() -> str:
        return hostile.text(chance)

    held = tuple(filter(None, (name.strip() for name in (words(), chance.choice(("@olga", "@a-b", words()))))))
    return Session(
        id=f"s{number}",
        title=words(),
        date=dt.date(2024, 1, 1) + dt.timedelta(days=number) if chance.random() < 0.8 else None,
        theme=words(),
        part=chance.choice(("", "", "One", "Tw|o `<b>`", words())),
        section=words() if chance.random() < 0.2 else "",
        link=chance.choice((words(), "https://example.org/" + words(), "arxiv.org/abs/1", "")),
        authors=(words(), words()),
        roles={"recap": held, "questions": (words(),) if chance.random() < 0.5 else ()},
        status="cancelled" if chance.random() < 0.1 else "",
        slides=words() if chance.random() < 0.2 else "",
        issue=number + 1 if chance.random() < 0.5 else None,
        body=notes(hostile.body(chance)) if bodies else "",
    )


def as_read_back(session: Session) -> Session:
    """The session as its own file gives it back: each field on one line, without what nobody sees."""
    path = f"sessions/{session.id}.md"
    return session_file.read_session(path, session_file.new_file(session, ("recap", "questions")))


def club_of(seed: int, *, bodies: bool) -> dict[str, Session]:
    chance = random.Random(seed)
    made = (make(chance, number, bodies=bodies) for number in range(PER_PAGE))
    return {session.id: session for session in made}


def shown(text: str) -> str:
    """What a reader sees of a text: one line, as a page collapses its spaces."""
    return markdown.one_line(text.replace("\u200b", ""))


def unspaced(text: str) -> str:
    return "".join(shown(text).split())


@pytest.mark.parametrize("seed", range(PAGES))
def test_the_overview_has_just_the_rows_columns_and_words_of_the_sessions(seed: int) -> None:
    club = club_of(seed, bodies=True)
    text = readme_page.page(README, club, CONFIG, dt.date(2024, 5, 1), {})
    page = pages.page(text)
    table = next(page.all("table"))
    header, *rows = pages.rows(table)
    planned = [s for s in schedule.order(club.values()) if s.date or s.is_open]
    assert [cell.text for cell in header][:5] == ["Date", "Theme", "Title", "Link", "Section-link"]
    assert [cell.text for cell in header][5:] == [role.label for role in CONFIG.roles]
    assert len(rows) == len(planned)
    for row, session in zip(rows, planned, strict=True):
        assert len(row) == 7
        date, theme, title, link, section, *roles = row
        assert shown(date.text) == (session.date.isoformat() if session.date else "TBD")
        assert (shown(theme.text), list(theme.all())) == (shown(session.theme), [])
        if session.cancelled:
            assert shown(title.text) == f"{shown(session.title)} (cancelled)".strip()
            assert {element.tag for element in title.all()} <= {"del"}
        else:
            expected = shown(session.title)
            assert shown(title.text) == expected or (session.is_open and title.text in ("open", "propose a paper"))
            assert not session.title or not list(title.all())
        assert {element.tag for cell in (link, section, *roles) for element in cell.all()} <= {"a"}
        for role, cell in zip(CONFIG.roles, roles, strict=True):
            names = [shown(CONFIG.show(name)) for name in session.roles.get(role.key, ())]
            wanted = len(names) < role.capacity and bool(cell.text.endswith("claim"))
            assert unspaced(cell.text) == unspaced(",".join([*names, *(["claim"] if wanted else [])]))


@pytest.mark.parametrize("seed", range(PAGES))
def test_no_link_leads_astray_and_nobody_is_mentioned(seed: int) -> None:
    club = {i: replace(s, body="") for i, s in club_of(seed, bodies=False).items()}
    page = pages.page(readme_page.page(README, club, CONFIG, dt.date(2024, 5, 1), {}))
    allowed = {
        "h1",
        "h2",
        "h3",
        "h4",
        "p",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "a",
        "strong",
        "em",
        "del",
        "comment",
    }
    assert {element.tag for element in page.all()} <= allowed
    assert not MENTION.search(page.written), MENTION.findall(page.written)
    for anchor in page.all("a"):
        assert urlsplit(anchor.attributes["href"]).scheme in SCHEMES
    assert all("clubaction:" in comment.attributes["text"] for comment in page.all("comment"))
    assert len(list(page.all("comment"))) == README.count("<!--")


@pytest.mark.parametrize("seed", range(PAGES))
def test_every_section_link_leads_to_its_own_section_and_no_body_swallows_the_next(seed: int) -> None:
    club = club_of(seed, bodies=True)
    text = readme_page.page(README, club, CONFIG, dt.date(2024, 5, 1), {})
    page = pages.page(text, raw=False)
    planned = [s for s in schedule.order(club.values()) if s.date or s.is_open]
    headings = list(page.all("h1", "h2", "h3", "h4", "h5", "h6"))
    handed_out = anchors.Anchors()
    by_anchor = {handed_out.take(heading.text): heading for heading in headings}
    rows = pages.rows(next(page.all("table")))[1:]
    for row, session in zip(rows, planned, strict=True):
        target = next(row[4].all("a")).attributes["href"]
        assert target.startswith("#"), (target, session)
        assert shown(by_anchor[unquote(target[1:])].text) == shown(session.heading)
    assert "After the details" in [heading.text for heading in headings]
    assert page.children[-1] == "\n" or page.text.rstrip().endswith("The very end.")
    assert any(p.text == "The very end." for p in page.children if isinstance(p, pages.Element))


@pytest.mark.parametrize("seed", range(PAGES))
def test_every_session_file_reads_back_equal(seed: int) -> None:
    chance = random.Random(seed)
    for number in range(PER_PAGE):
        session = make(chance, number, bodies=True)
        trimmed = as_read_back(session)
        assert as_read_back(trimmed) == trimmed
        for name in ("date", "status", "issue"):
            assert getattr(trimmed, name) == getattr(session, name)
        for name in ("title", "theme", "part", "section", "link", "slides"):
            assert getattr(trimmed, name) == markdown.one_line(getattr(session, name))
        assert trimmed.authors == tuple(filter(None, map(markdown.one_line, session.authors)))
        assert trimmed.body == session.body.replace("\r\n", "\n").strip("\n").rstrip()
