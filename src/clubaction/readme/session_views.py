"""Makes the views of one page's sessions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from urllib.parse import quote

from clubaction.club import session_ids
from clubaction.club.configuration import Config, Role
from clubaction.model.session import Session
from clubaction.readme import section_links
from clubaction.readme.views import RoleView, SessionView
from clubaction.text import containment, link_labels, markdown
from clubaction.text.markdown import Markdown


class SessionViews:
    """The sessions of one page as its templates see them, each made once.

    `level` is that of the heading above the sections. `day` is the one as of which sessions have been held; None: none
    has.
    """

    def __init__(self, sessions: Mapping[str, Session], config: Config, level: int, day: dt.date | None) -> None:
        self._config = config
        self._day = day
        # The default says nothing: a club that has named no zone may be anywhere.
        self._zone = f" ({config.timezone})" if config.timezone != Config().timezone else ""
        self._level = level
        self._numbers = {session_id: number for number, session_id in enumerate(sessions)}
        depth = config.readme.count("/")
        self._up = "../" * depth
        self._repository = "../" * (depth + 2)
        self.paths = [self._up + session_ids.path_of(session, config.sessions) for session in sessions.values()]
        """Where the files of the sessions are, seen from the page."""
        self._join = self._link(config.cadence.link)
        self._made: dict[str, SessionView] = {}
        self._holders: dict[str, Markdown] = {}
        self._taken: dict[tuple[str, tuple[str, ...]], RoleView] = {}
        """Role and holders → the role where there is nothing to claim: the same people do the same again and again."""

    def view(self, session: Session) -> SessionView:
        """What the page's templates get to see of a session."""
        if session.id not in self._made:
            self._made[session.id] = self._view(session)
        return self._made[session.id]

    def _view(self, session: Session) -> SessionView:
        config, number, held = self._config, self._numbers[session.id], self._is_held(session)
        meets = bool(session.date) and not held and not session.cancelled
        return SessionView(
            id=session.id,
            title=markdown.one_line(session.title),
            heading=Markdown(markdown.escape(session.heading) + section_links.in_heading(number)),
            date=config.day(session.date) if session.date else "",
            day=session.date,
            time=self._time(session),
            place=config.cadence.place if meets else "",
            join=self._join if meets else Markdown(),
            held=held,
            theme=session.theme,
            part=session.part,
            link=self._link(session.link),
            section=Markdown(f"[Details]({section_links.in_link(number)})"),
            authors=", ".join(session.authors),
            roles=tuple(self._role(session, role, held=held) for role in config.roles),
            materials=self._materials(session),
            body=containment.contain(session.body, shift=self._level + 1),
            cancelled=session.cancelled,
            open=session.is_open,
            propose=self._propose(session, held=held),
            proposer=self.holder(session.proposer) if session.proposer else Markdown(),
            proposed=config.day(session.proposed) if session.proposed else "",
            votes=session.votes,
            issue=session.issue,
            issue_link=self._issue(session),
        )

    def _is_held(self, session: Session) -> bool:
        return self._day is not None and session.date is not None and session.date < self._day

    def _time(self, session: Session) -> str:
        time = session.time or (self._config.cadence.time if session.date else None)
        return f"{time:%H:%M}{self._zone}" if time else ""

    def _link(self, url: str) -> Markdown:
        if not url:
            return Markdown()
        relative = ":" not in url and not url.startswith(("/", "#"))
        return markdown.link(link_labels.link_label(url), self._up + url if relative else url)

    def _materials(self, session: Session) -> tuple[tuple[str, Markdown], ...]:
        there = (("Slides", session.slides), ("Recording", session.recording), ("Code", session.code))
        return tuple((label, self._link(url)) for label, url in there if url)

    def _issue(self, session: Session) -> Markdown:
        if session.issue is None:
            return Markdown()
        return Markdown(f"[#{session.issue}]({self._repository}issues/{session.issue})")

    def _role(self, session: Session, role: Role, *, held: bool) -> RoleView:
        holders = session.roles.get(role.key, ())
        over = bool(held or session.slides or session.recording)
        if len(holders) < role.capacity and not over and not session.cancelled:
            which = f"#{session.issue}" if session.issue else session.id
            return self._role_view(role, holders, self.form("claim", session=which, role=role.key))
        key = role.key, holders
        if key not in self._taken:
            self._taken[key] = self._role_view(role, holders, "")
        return self._taken[key]

    def _role_view(self, role: Role, holders: tuple[str, ...], claim: str) -> RoleView:
        return RoleView(role.key, role.label, Markdown(", ".join(map(self.holder, holders))), claim)

    def holder(self, holder: str) -> Markdown:
        """The name of somebody as roles have them, linked where it is an account."""
        if holder not in self._holders:
            self._holders[holder] = self._linked_name(holder)
        return self._holders[holder]

    def _linked_name(self, holder: str) -> Markdown:
        name = self._config.show(holder)
        login = holder.removeprefix("@")
        if not holder.startswith("@") or not login:
            return markdown.escape(name)
        return markdown.link(name, f"{self._repository}../../{quote(login, safe='')}")

    def _propose(self, session: Session, *, held: bool) -> str:
        if held or not session.date or not session.is_open:
            return ""
        return self.form("paper", date=session.date.isoformat())

    def form(self, template: str, **fields: str) -> str:
        """The address of an issue form, with these fields filled in."""
        filled = "".join(f"&{key}={quote(value, safe='')}" for key, value in fields.items())
        return f"{self._repository}issues/new?template={template}.yml{filled}"
