"""The parts of the programme, each with its sessions."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from clubaction.club.configuration import Config, Part
from clubaction.model.session import Session
from clubaction.readme.views import PartView, SessionView
from clubaction.text.containment import contain
from clubaction.text.markdown import Markdown


def parts(
    config: Config, in_order: Iterable[Session], view: Callable[[Session], SessionView], level: int
) -> list[PartView]:
    """The configured parts, then those that only sessions name, then the sessions of no part.

    `level` is that of the heading above the parts.
    """
    listed = {part.title.casefold(): part for part in config.parts}
    groups: dict[str, list[SessionView]] = {}
    for session in in_order:
        key = session.part.casefold()
        if session.part and key not in listed:
            listed[key] = Part(session.part)
        groups.setdefault(key, []).append(view(session))
    views = [
        PartView(part.heading, contain(part.intro, shift=level + 1), tuple(groups.get(key, ())))
        for key, part in listed.items()
    ]
    if groups.get(""):
        views.append(PartView("", Markdown(), tuple(groups[""])))
    return views
