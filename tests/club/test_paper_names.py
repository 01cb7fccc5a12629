"""The identifiers that a session's file gives its paper."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from clubaction.club.paper_names import paper_names
from clubaction.model.session import Session
from clubaction.papers.identify.identifiers import link_for
from clubaction.papers.session_papers import linked_papers

NUMBERS = st.from_regex(r"[0-9]{4}\.[0-9]{4,5}(v[0-9])?", fullmatch=True)


@given(number=NUMBERS, other=NUMBERS, same=st.booleans())
def test_what_needs_no_reading_is_what_reading_would_give(*, number: str, other: str, same: bool) -> None:
    paper = f"arxiv:{number}"
    session = Session("one", paper=paper, link=link_for(paper if same else f"arxiv:{other}"))
    assert paper_names(session) == frozenset(linked_papers(session))
