"""The README's blocks, made from the sessions with templates that a club can replace.

Nothing here needs the network: the session files are the record.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from clubaction import config as configuration
from clubaction import documents, gfm, readme, sessions, templating
from clubaction.config import Config, Part, Role
from clubaction.gfm import Markdown
from clubaction.model import Session

# A token is written with characters that no text of a person keeps (see gfm.INVISIBLE), so it
# can stand in a heading without changing the heading's text, and be found again afterwards.
_HEADING, _TARGET, _ZERO, _ONE = "\ufffb", "\ufffc", "\ufff9", "\ufffa"
_TOKEN = re.compile(f"([{_HEADING}{_TARGET}])([{_ZERO}{_ONE}]+)\\1")


@dataclass(frozen=True, slots=True)
class RoleView:
    """A role of one session, as a template sees it."""

    key: str
    label: str
    holders: Markdown
    """The holders' names, linked where they have an account; empty if there is none."""
    claim: str
    """The address of the claim form, filled in; empty where there is nothing left to claim."""


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session, as a template sees it. Text is plain: the template escapes what it shows."""

    id: str
    title: str
    heading: Markdown
    """The text of the session's own section heading."""
    date: str
    """As the club writes dates; empty in the pool."""
    day: dt.date | None
    time: str
    theme: str
    part: str
    link: Markdown
    section: Markdown
    """A link to the session's section, or to its file where the README has no details."""
    authors: str
    roles: tuple[RoleView, ...]
    materials: tuple[tuple[str, Markdown], ...]
    """Slides, recording and code, those that there are: label and link."""
    body: Markdown
    """The Markdown of the file, its headings below that of the session."""
    cancelled: bool
    open: bool
    """Whether the session still needs a paper."""
    propose: str
    """For an open slot: the address of the proposal form, filled in."""
    proposer: Markdown
    """Who proposed the paper, linked where they have an account; empty if the file does not say."""
    proposed: str
    """The day of the proposal, as the club writes dates."""
    votes: int
    issue: int | None
    issue_link: Markdown


@dataclass(frozen=True, slots=True)
class PartView:
    """A part of the programme with its sessions in order; those of no part come last, without a heading."""

    heading: str
    intro: Markdown
    sessions: tuple[SessionView, ...]


@dataclass(frozen=True, slots=True)
class PersonView:
    """What one person has done: a count for each configured role, in order."""

    name: Markdown
    counts: tuple[int, ...]
    total: int


class _Views:
    """Makes the views of one page."""

    def __init__(self, config: Config, ids: Iterable[str], level: int) -> None:
        self.config = config
        self.level = level
        self.numbers = {session_id: number for number, session_id in enumerate(ids)}
        depth = config.readme.count("/")
        self.up = "../" * depth
        self.repository = "../" * (depth + 2)

    def session(self, session: Session) -> SessionView:
        number = self.numbers[session.id]
        day = session.date
        time = session.time or (self.config.cadence.time if day else None)
        return SessionView(
            id=session.id,
            title=gfm.one_line(session.title),
            heading=Markdown(gfm.escape(session.heading) + _token(_HEADING, number)),
            date=self.config.day(day) if day else "",
            day=day,
            time=time.strftime("%H:%M") if time else "",
            theme=session.theme,
            part=session.part,
            link=self.link(session.link),
            section=Markdown(f"[Details]({_token(_TARGET, number)})"),
            authors=", ".join(session.authors),
            roles=tuple(self.role(session, role) for role in self.config.roles),
            materials=tuple(
                (label, self.link(url))
                for label, url in (
                    ("Slides", session.slides),
                    ("Recording", session.recording),
                    ("Code", session.code),
                )
                if url
            ),
            body=gfm.contain(session.body, shift=self.level + 1),
            cancelled=session.cancelled,
            open=session.is_open,
            propose=self.propose(session),
            proposer=self.holder(session.proposer) if session.proposer else Markdown(),
            proposed=self.config.day(session.proposed) if session.proposed else "",
            votes=session.votes,
            issue=session.issue,
            issue_link=self.issue(session),
        )

    def link(self, url: str) -> Markdown:
        relative = url and ":" not in url and not url.startswith(("/", "#"))
        return gfm.link(gfm.link_label(url), self.up + url if relative else url) if url else Markdown()

    def issue(self, session: Session) -> Markdown:
        if session.issue is None:
            return Markdown()
        return Markdown(f"[#{session.issue}]({self.repository}issues/{session.issue})")

    def role(self, session: Session, role: Role) -> RoleView:
        holders = session.roles.get(role.key, ())
        over = bool(session.slides or session.recording)
        wanted = len(holders) < role.capacity and not session.cancelled and not over
        claim = ""
        if wanted:
            which = f"#{session.issue}" if session.issue else session.id
            claim = self.form("claim", session=which, role=role.key)
        return RoleView(role.key, role.label, Markdown(", ".join(map(self.holder, holders))), claim)

    def holder(self, holder: str) -> Markdown:
        name = self.config.show(holder)
        login = holder.removeprefix("@")
        if not holder.startswith("@") or not login:
            return gfm.escape(name)
        return gfm.link(name, f"{self.repository}../../{quote(login, safe='')}")

    def propose(self, session: Session) -> str:
        if not session.is_open or not session.date:
            return ""
        return self.form("paper", date=session.date.isoformat())

    def form(self, template: str, **fields: str) -> str:
        filled = "".join(f"&{key}={quote(value, safe='')}" for key, value in fields.items())
        return f"{self.repository}issues/new?template={template}.yml{filled}"


def _token(kind: str, number: int) -> str:
    return kind + f"{number:b}".replace("0", _ZERO).replace("1", _ONE) + kind


def _number(bits: str) -> int:
    return int(bits.replace(_ZERO, "0").replace(_ONE, "1"), 2)


def order(club: Iterable[Session]) -> list[Session]:
    """Sessions in the order of the schedule; those without a date come last."""
    return sorted(club, key=lambda s: (s.date or dt.date.max, s.time or dt.time.min, s.id))


def pool(club: Iterable[Session]) -> list[Session]:
    """The proposals without a date: most votes first, then the oldest."""
    waiting = [s for s in club if s.date is None and not s.is_open and not s.cancelled]
    return sorted(waiting, key=lambda s: (-s.votes, s.issue or 0, s.id))


def coming(club: Iterable[Session], today: dt.date) -> Session | None:
    """The next session that takes place, today's included."""
    return next((s for s in order(club) if s.date and s.date >= today and not s.cancelled), None)


SOON = dt.timedelta(days=14)
"""How far ahead roles that nobody has taken are listed."""


def wanting(club: Iterable[Session], config: Config, today: dt.date) -> list[Session]:
    """The sessions of the next two weeks with a role that somebody could still take, in order."""
    return [
        session
        for session in order(club)
        if session.date
        and today <= session.date <= today + SOON
        and not session.cancelled
        and any(len(session.roles.get(role.key, ())) < role.capacity for role in config.roles)
    ]


def _level(text: str, blocks: Iterable[readme.Block]) -> int:
    """The level of the heading above the details, below which their own headings go; 1 where there is none."""
    details = next((block for block in blocks if block.name == "details"), None)
    above = [heading.level for heading in gfm.headings(text[: details.start])] if details else []
    return min(above[-1], 2) if above else 1


def _parts(
    config: Config, planned: Sequence[Session], view: Callable[[Session], SessionView], level: int
) -> list[PartView]:
    listed = {part.title.casefold(): part for part in config.parts}
    groups: dict[str, list[Session]] = {key: [] for key in listed}
    for session in planned:
        key = session.part.casefold()
        if session.part and key not in listed:
            listed[key] = Part(session.part)
        groups.setdefault(key, []).append(session)
    views = [
        PartView(
            part.heading,
            Markdown(gfm.contain(part.intro, shift=level + 1)),
            tuple(map(view, groups.get(key, ()))),
        )
        for key, part in listed.items()
    ]
    if groups.get(""):
        views.append(PartView("", Markdown(), tuple(map(view, groups[""]))))
    return views


def _people(config: Config, club: Iterable[Session], holder: Callable[[str], Markdown]) -> list[PersonView]:
    counts: dict[str, Counter[str]] = {}
    written: dict[str, str] = {}
    for session in club:
        for role, holders in session.roles.items() if not session.cancelled else ():
            for name in holders:
                person = config.person(name)
                counts.setdefault(person, Counter())[role] += 1
                if person not in written or name.startswith("@"):
                    written[person] = name
    people = [
        PersonView(holder(written[person]), tuple(done[role.key] for role in config.roles), done.total())
        for person, done in counts.items()
    ]
    return sorted(people, key=lambda p: (-p.total, p.name.casefold()))


def _template(name: str, files: Mapping[str, bytes]) -> Callable[[Mapping[str, object]], str]:
    own = f"{configuration.TEMPLATES}/{name}.md.j2"
    if own in files:
        return templating.template(templating.environment(trusted=False), own, documents.decode(own, files[own]))
    return templating.template(templating.environment(), f"{name}.md.j2", templating.shipped(f"{name}.md.j2"))


def page(text: str, club: Mapping[str, Session], config: Config, today: dt.date, files: Mapping[str, bytes]) -> str:
    """The README with all its blocks made anew from the sessions (by id) and the club's templates in `files`.

    Only the block `next` depends on the day (`today`, in the club's time zone),
    so that a schedule does not go out of date by itself.

    Raises `ClubFileError` for markers that don't fit, `ConfigError` for a
    template of the club that fails.
    """
    blocks = readme.find(config.readme, text)
    if not blocks:
        return text
    level = _level(text, blocks)
    views = _Views(config, club, level)
    made: dict[str, SessionView] = {}

    def view(session: Session) -> SessionView:
        if session.id not in made:
            made[session.id] = views.session(session)
        return made[session.id]

    in_order = order(club.values())
    planned = [s for s in in_order if s.date or s.is_open or s.cancelled]
    following = coming(in_order, today)
    values = {
        "club": config,
        "roles": config.roles,
        "sessions": [view(s) for s in planned],
        "parts": _parts(config, planned, view, level),
        "pool": [view(s) for s in pool(in_order)],
        "next": view(following) if following else None,
        "wanted": [view(s) for s in wanting(in_order, config, today)],
        "people": _people(config, in_order, views.holder),
        "propose": views.form("paper"),
        "part_mark": Markdown("#" * (level + 1)),
        "session_mark": Markdown("#" * (level + 2)),
    }
    contents = {block.name: _template(block.name, files)(values) for block in blocks}
    return _resolve(text, blocks, contents, [sessions.path_of(i, views.up + config.sessions) for i in club])


def _resolve(text: str, blocks: tuple[readme.Block, ...], contents: Mapping[str, str], paths: Sequence[str]) -> str:
    """Fills the blocks in, each link to a section leading to the anchor that GitHub gives its heading."""
    anchors = gfm.Anchors()
    targets: dict[int, str] = {}
    for heading in gfm.headings(readme.fill(text, blocks, contents)):
        anchor = anchors.take(heading.text)
        for token in _TOKEN.finditer(heading.raw):
            targets.setdefault(_number(token[2]), anchor)

    def resolved(token: re.Match[str]) -> str:
        number = _number(token[2])
        if token[1] == _HEADING:
            return ""
        return f"#{targets[number]}" if number in targets else quote(paths[number])

    return readme.fill(text, blocks, {name: _TOKEN.sub(resolved, content) for name, content in contents.items()})
