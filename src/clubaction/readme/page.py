"""The README's blocks, made from the sessions with templates that a club can replace.

Nothing here needs the network: the session files are the record.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal
from urllib.parse import quote

from clubaction.club import configuration, session_ids
from clubaction.club.configuration import Config, Part, Role
from clubaction.errors import ConfigError, Problem
from clubaction.model.session import Session
from clubaction.readme import blocks as readme_blocks
from clubaction.readme.views import PartView, PersonView, RoleView, SessionView
from clubaction.text import gfm, templates, yaml_text
from clubaction.text.gfm import Markdown

# A token is written with characters that no text of a person keeps (see `invisible`), so it
# can stand in a heading without changing the heading's text, and be found again afterwards.
_HEADING, _TARGET, _ZERO, _ONE = "\ufffb", "\ufffc", "\ufff9", "\ufffa"
_TOKEN = re.compile(f"([{_HEADING}{_TARGET}])([{_ZERO}{_ONE}]+)\\1")


class _Views:
    """Makes the views of one page."""

    def __init__(self, config: Config, ids: Iterable[str], level: int, day: dt.date | None) -> None:
        self.config = config
        self.day = day
        # The default says nothing: a club that has named no zone may be anywhere.
        self.zone = f" ({config.timezone})" if config.timezone != Config().timezone else ""
        self.level = level
        self.numbers = {session_id: number for number, session_id in enumerate(ids)}
        depth = config.readme.count("/")
        self.up = "../" * depth
        self.repository = "../" * (depth + 2)

    def session(self, session: Session) -> SessionView:
        number = self.numbers[session.id]
        day = session.date
        time = session.time or (self.config.cadence.time if day else None)
        held = self.is_held(session)
        return SessionView(
            id=session.id,
            title=gfm.one_line(session.title),
            heading=Markdown(gfm.escape(session.heading) + _token(_HEADING, number)),
            date=self.config.day(day) if day else "",
            day=day,
            time=f"{time:%H:%M}{self.zone}" if time else "",
            place="" if held or not day or session.cancelled else self.config.cadence.place,
            join=Markdown() if held or not day or session.cancelled else self.link(self.config.cadence.link),
            held=held,
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

    def is_held(self, session: Session) -> bool:
        return self.day is not None and session.date is not None and session.date < self.day

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
        wanted = len(holders) < role.capacity and not session.cancelled and not over and not self.is_held(session)
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
        if not session.is_open or not session.date or self.is_held(session):
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


def _level(text: str, blocks: Iterable[readme_blocks.Block]) -> int:
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


def _content(name: str, files: Mapping[str, bytes], values: Mapping[str, object]) -> str:
    """What a block holds, by the club's own template or ours. Raises `ConfigError` for what can't be in a block."""
    shipped = f"{name}.md.j2"
    own = f"{configuration.TEMPLATES}/{shipped}"
    if own not in files:
        return templates.template(templates.environment(), shipped, templates.shipped(f"readme/templates/{shipped}"))(
            values
        )
    text = yaml_text.decode(own, files[own])
    content = templates.template(templates.environment(trusted=False), own, text)(values)
    if wrong := readme_blocks.check_content(name, content):
        raise ConfigError([Problem(own, 1, wrong)])
    return content


AGES = dt.timedelta(days=7)
"""How long a session that was held looks as before in a schedule in which nothing else changes."""

Ages = Literal["never", "weekly", "now"]
"""When the day in the markers moves on: not at all; with any other change of the page, and alone once a week; now."""


def page(  # noqa: PLR0913 (what a page is made from, and whether time passes in it)
    text: str,
    club: Mapping[str, Session],
    config: Config,
    today: dt.date,
    files: Mapping[str, bytes],
    *,
    ages: Ages = "weekly",
) -> str:
    """The README with all its blocks made anew from the sessions (by id) and the club's templates in `files`.

    The block `next` is of this day (`today`, in the club's time zone). Which sessions have been held, the others
    show as of the day in their markers, so that a schedule does not go out of date overnight. That day moves on as
    `ages` says, where a session looks otherwise by then.

    Raises `ClubFileError` for markers that don't fit, `ConfigError` for a
    template of the club that fails.
    """
    blocks = readme_blocks.find(config.readme, text)
    if not blocks:
        return text
    day = min((block.day for block in blocks if block.day), default=None)
    first = day or dt.date.min
    turned = [
        session.date
        for session in club.values()
        if ages != "never" and session.date and first <= session.date < today and _invites(session, config)
    ]
    if turned and (ages == "now" or min(turned) < today - AGES):
        return _made(text, blocks, club, config, (today, today), files)
    kept = _made(text, blocks, club, config, (today, day), files)
    return _made(text, blocks, club, config, (today, today), files) if turned and kept != text else kept


def _invites(session: Session, config: Config) -> bool:
    """Whether a session to come looks otherwise than a held one: it asks for something, or says where it will be."""
    if session.cancelled:
        return False
    free = any(len(session.roles.get(role.key, ())) < role.capacity for role in config.roles)
    return session.is_open or free or bool(config.cadence.place or config.cadence.link)


def _made(  # noqa: PLR0913, PLR0917 (what a page is made from)
    text: str,
    blocks: tuple[readme_blocks.Block, ...],
    club: Mapping[str, Session],
    config: Config,
    days: tuple[dt.date, dt.date | None],
    files: Mapping[str, bytes],
) -> str:
    """The page; `days` are today and the day as of which sessions have been held (None: none has)."""
    today, day = days
    level = _level(text, blocks)
    views = _Views(config, club, level, day)
    made: dict[str, SessionView] = {}

    def view(session: Session) -> SessionView:
        if session.id not in made:
            made[session.id] = views.session(session)
        return made[session.id]

    in_order = order(club.values())
    planned = [s for s in in_order if s.date or s.is_open]
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
    contents = {block.name: _content(block.name, files, values) for block in blocks}
    paths = [session_ids.path_of(i, views.up + config.sessions) for i in club]
    return _resolve(text, blocks, contents, paths, day)


def _resolve(
    text: str,
    blocks: tuple[readme_blocks.Block, ...],
    contents: Mapping[str, str],
    paths: Sequence[str],
    day: dt.date | None,
) -> str:
    """Fills the blocks in, each link to a section leading to the anchor that GitHub gives its heading."""
    anchors = gfm.Anchors()
    targets: dict[int, str] = {}
    for heading in gfm.headings(readme_blocks.fill(text, blocks, contents)):
        anchor = anchors.take(heading.text)
        for token in _TOKEN.finditer(heading.raw):
            targets.setdefault(_number(token[2]), anchor)

    def resolved(token: re.Match[str]) -> str:
        number = _number(token[2])
        if token[1] == _HEADING:
            return ""
        return f"#{targets[number]}" if number in targets else quote(paths[number])

    return readme_blocks.fill(
        text, blocks, {name: _TOKEN.sub(resolved, content) for name, content in contents.items()}, day
    )
