"""The real club's script of events, `real_club.yml`, and the club that it is played on: here, on a folder."""

from __future__ import annotations

import abc
import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from clubaction import importing
from clubaction.club import configuration, session_file, session_folder
from clubaction.hosts.folder import worktree
from clubaction.hosts.folder.git import IDENTITY
from clubaction.hosts.folder.host import ISSUES, PULLS, LocalHost
from clubaction.hosts.folder.issue_files import IssueFile
from clubaction.importing import Imported, new_club
from clubaction.model.session import Session
from clubaction.pipeline import sync
from clubaction.text import gfm, yaml_text
from tests import pages
from tests.clubs import claim_form, paper_form
from tests.conftest import shared_path

SCRIPT: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "real_club.yml").read_text(encoding="utf-8"))
START = dt.datetime(2024, 9, 25, 6, tzinfo=dt.UTC)
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


class RealClub(abc.ABC):
    """The club on a host, with a clock that the script moves. The n-th thread of the script is the n-th issue."""

    def __init__(self, found: Imported) -> None:
        self.threads: list[int] = []
        for session in sorted(found.sessions, key=lambda s: s.date or dt.date.max):
            if not session.is_open:
                self.issue("organiser", session.title, paper_form(session.link, session.title))
                self.edit_session(session.id, {"issue": self.threads[-1]})
        self.commit({configuration.PATH: self.read(configuration.PATH) + SCRIPT["config"]})

    def play(self, event: Mapping[str, Any]) -> None:
        """What somebody does, five minutes after the last thing."""
        self.now += dt.timedelta(minutes=5)
        if "say" in event:
            self.comment(self.threads[event["thread"] - 1], event["who"], event["say"].strip())
        elif "propose" in event:
            form = paper_form(event["propose"], event["title"], str(event["date"]), event["theme"])
            self.issue(event["who"], f"[paper]: {event['title']}", form)
        elif "claim" in event:
            form = claim_form(event["claim"], event["role"], event["name"])
            self.issue(event["who"], "[claim]", form, label="claim")
        elif "set" in event:
            self.edit_session(event["edit"], event["set"])
        elif "append" in event:
            path = f"sessions/{event['edit']}.md"
            self.commit({path: f"{self.read(path).rstrip()}\n\n{event['append']}\n"})
        else:
            before, after = event["replace"]
            text = self.read(event["edit"])
            assert before in text
            self.commit({event["edit"]: text.replace(before, after)})

    def edit_session(self, session_id: str, changes: Mapping[str, yaml_text.Writable]) -> None:
        path = f"sessions/{session_id}.md"
        text = self.read(path)
        parts = yaml_text.front_matter(text)
        assert parts
        head = yaml_text.edit(path, text[parts.start : parts.end], changes, session_file.KEYS)
        self.commit({path: text[: parts.start] + head + text[parts.end :]})

    def sessions(self) -> dict[str, Session]:
        found, problems = session_folder.read_all(self.files(), "sessions")
        assert problems == []
        return found

    @property
    @abc.abstractmethod
    def now(self) -> dt.datetime: ...

    @now.setter
    @abc.abstractmethod
    def now(self, moment: dt.datetime) -> None: ...

    @abc.abstractmethod
    def issue(self, author: str, title: str, body: str, *, label: str = "paper") -> None:
        """Opens an issue and puts its number into `threads`."""

    @abc.abstractmethod
    def comment(self, issue: int, author: str, body: str) -> None: ...

    @abc.abstractmethod
    def commit(self, changes: Mapping[str, str]) -> None:
        """An organiser's commit on the default branch."""

    @abc.abstractmethod
    def files(self) -> dict[str, bytes]:
        """The club's files."""

    def read(self, path: str) -> str:
        return self.files()[path].decode()


class FolderClub(RealClub):
    """The club on a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._now = START
        self.told: list[str] = []
        text = version(SCRIPT["start"])
        found = importing.read_schedule(text)
        new_club.settle(found, text, folder, self.now.date())
        self.host = LocalHost(folder, lambda: self.now)
        super().__init__(found)

    @property
    def now(self) -> dt.datetime:
        return self._now

    @now.setter
    def now(self, moment: dt.datetime) -> None:
        self._now = moment

    def issue(self, author: str, title: str, body: str, *, label: str = "paper") -> None:
        number = max((record.values["number"] for record in self._records()), default=0) + 1
        values = {
            "number": number,
            "title": title,
            "author": author,
            "labels": [label],
            "state": "open",
            "created": self.now.isoformat(),
            "comments": [],
        }
        IssueFile(self.folder / ISSUES / f"{number}.md", values, body).save()
        self.threads.append(number)

    def comment(self, issue: int, author: str, body: str) -> None:
        record = IssueFile.load(self.folder / ISSUES / f"{issue}.md")
        used = [comment["id"] for other in self._records() for comment in other.comments]
        record.comments.append(
            {"id": max(used, default=0) + 1, "author": author, "created": self.now.isoformat(), "body": body}
        )
        record.save()

    def _records(self) -> list[IssueFile]:
        return [IssueFile.load(path) for kind in (ISSUES, PULLS) for path in (self.folder / kind).glob("*.md")]

    def commit(self, changes: Mapping[str, str]) -> None:
        worktree.write(self.folder, {path: text.encode() for path, text in changes.items()})
        self.host.git.run("add", "--", *changes)
        self.host.git.run("commit", "--quiet", "-m", "By hand", env=IDENTITY)

    def run(self) -> None:
        """A run, the organiser's merge, the run after it, and one that finds nothing to do."""
        run = sync.sync(self.host, sync.no_papers, self.now)
        assert run.plan.problems == ()
        if run.applied.pull_request:
            self.told += [f"- {change}" for change in run.plan.changes]
            self.host.merge(run.applied.pull_request)
            sync.sync(self.host, sync.no_papers, self.now)
        assert not sync.sync(self.host, sync.no_papers, self.now, dry_run=True).plan

    def files(self) -> dict[str, bytes]:
        return worktree.read_files(self.folder)


def told_on(folder: Path) -> tuple[FolderClub, dict[str, dict[dt.date, Row]]]:
    """The club on a folder at the end of the script, and its schedule after each version."""
    club = FolderClub(folder)
    after: dict[str, dict[dt.date, Row]] = {}
    for step in SCRIPT["versions"]:
        club.told += ["", f"## {step['date']:%d.%m.%Y}, version {step['version']}", ""]
        if club.now.date() < step["date"]:
            club.now = dt.datetime.combine(step["date"], dt.time(7), dt.UTC)
            club.run()
        for event in step["events"]:
            club.play(event)
        club.run()
        after[step["version"]] = schedule(club.sessions())
    return club, after


def wrong_links(text: str) -> list[str]:
    """The titles in an overview whose section link leads to nothing, or to a section that does not name the title."""
    anchors = gfm.Anchors()
    lines = text.split("\n")
    heads = list(gfm.headings(text))
    sections = {}
    for n, head in enumerate(heads):
        end = next((later.line - 1 for later in heads[n + 1 :] if later.level <= head.level), len(lines))
        sections[anchors.take(head.text)] = "\n".join(lines[head.line - 1 : end])
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
