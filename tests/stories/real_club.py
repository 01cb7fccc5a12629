"""The real club's script of events, `real_club.yml`, and the club that it is played on: here, on a folder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from clubaction import importing
from clubaction.club import configuration
from clubaction.hosts.folder import imported_club
from clubaction.importing import Imported
from clubaction.model.session import Session
from clubaction.pipeline import sync
from clubaction.text.anchors import anchored
from tests import pages
from tests.clubs import Club, FolderClub, claim_form, paper_form
from tests.conftest import shared_path

SCRIPT: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "real_club.yml").read_text(encoding="utf-8"))
START = dt.datetime(2024, 9, 25, 6, tzinfo=dt.UTC)
ORGANISER = "organiser"
Row = tuple[str, str, str, dict[str, tuple[str, ...]]]
"""Title, theme, link and roles of a date."""


def version(number: str) -> str:
    """A version of the club's README."""
    (path,) = shared_path("club-history").glob(f"{number}-*.md")
    return path.read_text(encoding="utf-8")


def schedule(club: Mapping[str, Session] | tuple[Session, ...]) -> dict[dt.date, Row]:
    """What readers come for."""
    every = club.values() if isinstance(club, Mapping) else club
    return {
        s.date: (s.title, s.theme, s.link, {role: names for role, names in s.roles.items() if names})
        for s in every
        if s.date
    }


class Script:
    """What happens to a club, on whatever host. The n-th thread of the script is the n-th issue."""

    def __init__(self, club: Club, found: Imported) -> None:
        self.club = club
        self.threads: list[int] = []
        for session in sorted(found.sessions, key=lambda s: s.date or dt.date.max):
            if not session.is_open:
                self.threads.append(club.issue(ORGANISER, session.title, paper_form(session.link, session.title)))
                club.edit_session(session.id, issue=self.threads[-1])
        club.edit_files({configuration.PATH: club.files[configuration.PATH] + SCRIPT["config"].encode()})

    def play(self, event: Mapping[str, Any]) -> None:
        """What somebody does, five minutes after the last thing."""
        club = self.club
        club.later(hours=1 / 12)
        if "say" in event:
            club.comment(self.threads[event["thread"] - 1], event["who"], event["say"].strip())
        elif "propose" in event:
            form = paper_form(event["propose"], event["title"], str(event["date"]), event["theme"])
            self.threads.append(club.issue(event["who"], f"[paper]: {event['title']}", form))
        elif "claim" in event:
            form = claim_form(event["claim"], event["role"], event["name"])
            self.threads.append(club.issue(event["who"], "[claim]", form, labels=("claim",)))
        elif "set" in event:
            club.edit_session(event["edit"], **event["set"])
        elif "append" in event:
            path = f"sessions/{event['edit']}.md"
            text = club.files[path].decode().rstrip()
            club.edit_files({path: f"{text}\n\n{event['append']}\n".encode()})
        else:
            before, after = event["replace"]
            text = club.files[event["edit"]].decode()
            assert before in text
            club.edit_files({event["edit"]: text.replace(before, after).encode()})


class ScriptOnFolder(Script):
    """The script on a folder, with what the pull requests said."""

    club: FolderClub

    def __init__(self, folder: Path) -> None:
        self.told: list[str] = []
        text = version(SCRIPT["start"])
        found = importing.read_schedule(text)
        imported_club.write(found, text, folder, START.date())
        super().__init__(FolderClub(folder, now=START), found)

    def run(self) -> None:
        """A run, the organiser's merge, the run after it, and one that finds nothing to do."""
        club = self.club
        run = club.run()
        assert run.plan.problems == ()
        if run.applied.pull_request:
            self.told += [f"- {change}" for change in run.plan.changes]
            club.merge()
            club.run()
        assert not sync.sync(club.host, sync.no_papers, club.now, dry_run=True).plan


def told_on(folder: Path) -> tuple[ScriptOnFolder, dict[str, dict[dt.date, Row]]]:
    """The script on a folder at its end, and the club's schedule after each version."""
    script = ScriptOnFolder(folder)
    club = script.club
    after: dict[str, dict[dt.date, Row]] = {}
    for step in SCRIPT["versions"]:
        script.told += ["", f"## {step['date']:%d.%m.%Y}, version {step['version']}", ""]
        if club.now.date() < step["date"]:
            club.now = dt.datetime.combine(step["date"], dt.time(7), dt.UTC)
            script.run()
        for event in step["events"]:
            script.play(event)
        script.run()
        after[step["version"]] = schedule(club.sessions())
    return script, after


def wrong_links(text: str) -> list[str]:
    """The titles in an overview whose section link leads to nothing, or to a section that does not name the title."""
    lines = text.split("\n")
    heads = list(anchored(text))
    sections = {}
    for n, (head, anchor) in enumerate(heads):
        end = next((later.line - 1 for later, _ in heads[n + 1 :] if later.level <= head.level), len(lines))
        sections[anchor] = "\n".join(lines[head.line - 1 : end])
    wrong = []
    for row in pages.page(text).all("tr"):
        cells = list(row.all("td"))
        links = [a.attributes["href"] for a in row.all("a") if a.attributes.get("href", "").startswith("#")]
        if len(cells) < 5 or not links or "TBD" in cells[2].text or not cells[2].text.strip():
            continue
        title, anchor = cells[2].text.strip(), links[0][1:]
        if title not in pages.page(sections.get(anchor, "")).text:
            wrong.append(title)
    return wrong
