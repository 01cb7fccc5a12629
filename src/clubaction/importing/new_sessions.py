"""Turns drafts into sessions with ids and texts, and collects the roles of the club."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from clubaction.club import session_ids
from clubaction.importing.drafts.draft import Draft
from clubaction.importing.entry import Entry
from clubaction.model.session import CANCELLED, Session
from clubaction.text import link_labels, markdown


def new_sessions(drafts: Sequence[Draft]) -> tuple[Session, ...]:
    """A session for each draft, in the same order."""
    return tuple(_session(draft, new_id) for draft, new_id in zip(drafts, _ids(drafts), strict=True))


def roles_of(drafts: Sequence[Draft], entries: Sequence[Entry]) -> tuple[tuple[str, str], ...]:
    """(key, label) of each role, also of those without holders; the roles of the entries come first."""
    found: dict[str, str] = {}
    for cell in (cell for entry in entries for cell in entry.cells if cell.field == "role"):
        found.setdefault(cell.key, cell.label)
    for draft in drafts:
        for key, label in draft.labels.items():
            found.setdefault(key, label)
    return tuple(found.items())


def _session(draft: Draft, new_id: str) -> Session:
    return Session(
        id=new_id,
        title=draft.title,
        date=draft.date,
        time=draft.time,
        theme=draft.theme,
        part=draft.part,
        section="" if draft.section == new_id else draft.section,
        link=draft.link,
        authors=draft.authors,
        roles=draft.roles,
        status=CANCELLED if draft.cancelled else "",
        slides=draft.materials.get("slides", ""),
        recording=draft.materials.get("recording", ""),
        code=draft.materials.get("code", ""),
        body=_body(draft),
    )


def _ids(drafts: Sequence[Draft]) -> list[str]:
    """A unique id for each draft, in the same order.

    Of equal titles, the session with the earlier date gets the id without a number, so that the ids do not depend on
    the order of the source.
    """
    ids = [""] * len(drafts)
    last: dict[str, int] = {}
    for index in sorted(range(len(drafts)), key=lambda i: (drafts[i].date or dt.date.max, i)):
        draft = drafts[index]
        day = f"session {draft.date.isoformat()}" if draft.date else "session"
        stem = candidate = session_ids.stem_of(draft.title or draft.theme or day)
        while candidate.casefold() in last:
            last[stem.casefold()] += 1
            candidate = f"{stem}-{last[stem.casefold()]}"
        last[candidate.casefold()] = 1
        ids[index] = candidate
    return ids


def _body(draft: Draft) -> str:
    """The Markdown of a session: its text, then a list of what has no field."""
    items = [str(remark) for remark in draft.remarks]
    if len(draft.titles) > 1 and not draft.ours:
        # Each paper is listed with its link, so the links need not be listed again.
        items = [*_papers(draft), *(str(remark) for remark in draft.remarks if not remark.is_further_link)]
    parts = ["\n".join(draft.body).strip("\n"), "\n".join(items)]
    return "\n\n".join(part for part in parts if part.strip()).rstrip()


def _papers(draft: Draft) -> Iterator[str]:
    """A list item for each paper of a session, with its link if there are as many links as papers."""
    if len(draft.links) == len(draft.titles):
        shown = [markdown.link(title, url) for title, url in zip(draft.titles, draft.links, strict=True)]
    else:
        links = [markdown.link(link_labels.link_label(url), url) for url in draft.links[1:]]
        shown = [*map(markdown.escape, draft.titles), *links]
    return (f"- **Paper:** {paper}" for paper in shown)
