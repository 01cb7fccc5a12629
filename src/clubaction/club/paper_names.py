"""The identifiers that a session's file gives its paper."""

from __future__ import annotations

import re
from functools import lru_cache

from clubaction.model.session import Session
from clubaction.papers.identify.identifiers import link_for
from clubaction.papers.session_papers import linked_papers

_ARXIV = re.compile(r"arxiv:[0-9]{4}\.[0-9]{4,5}")


def paper_names(session: Session) -> frozenset[str]:
    """The papers that the session's `link` and `paper` name."""
    return _named(session.link, session.paper)


@lru_cache(maxsize=65_536)
def _named(link: str, paper: str) -> frozenset[str]:
    # Most files are of this kind, and need no reading of the link.
    if _ARXIV.fullmatch(paper) and link == link_for(paper):
        return frozenset({paper})
    return frozenset(linked_papers(Session("", link=link, paper=paper)))
