"""What a look over a club's papers finds."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest

from clubaction.model.paper import Unresolved
from clubaction.model.session import CANCELLED, Session
from clubaction.papers.findings import Finding, compare, names_of
from clubaction.papers.identify.identifiers import identify
from clubaction.papers.metadata import Found, Metadata
from clubaction.papers.session_papers import all_linked_papers, linked_papers
from clubaction.papers.title_search import search
from tests.conftest import shared_path
from tests.papers.services import Reply, serving

EDM = Metadata(
    ("arxiv:2206.00364",),
    "Elucidating the Design Space of Diffusion-Based Generative Models",
    ("Tero Karras",),
    "A.",
    "2022-06-01",
)
SIX_STEPS = Metadata(
    ("arxiv:2402.04384",),
    "Denoising Diffusion Probabilistic Models in Six Simple Steps",
    ("Richard E. Turner",),
    "A.",
    "2024-02-06",
)
ELBO = "Understanding the Diffusion Objective as a Weighted Integral of ELBOs"


def session(name: str, title: str = "", link: str = "", paper: str = "", status: str = "") -> Session:
    return Session(name, title=title, link=link, paper=paper, status=status)


def test_a_title_that_is_another_papers_is_named() -> None:
    sessions = [
        session("one", EDM.title.upper() + ".", "https://arxiv.org/abs/2206.00364v1"),
        session("two", ELBO, "https://arxiv.org/abs/2402.04384"),
    ]
    found: dict[str, Found] = {"arxiv:2206.00364": EDM, "arxiv:2402.04384": SIX_STEPS}
    assert all_linked_papers(sessions) == ("arxiv:2206.00364", "arxiv:2402.04384")
    assert compare(sessions, found) == (Finding("two", "title", "arxiv:2402.04384", ELBO, SIX_STEPS.title),)


def test_the_paper_that_has_the_title_is_named_where_it_is_known() -> None:
    found: dict[str, Found] = {
        "arxiv:2402.04384": SIX_STEPS,
        "arxiv:2303.00848": Metadata(("arxiv:2303.00848",), ELBO),
    }
    (finding,) = compare([session("two", ELBO, paper="arxiv:2402.04384")], found)
    assert finding.other == "arxiv:2303.00848"


def test_a_paper_can_be_found_by_its_title() -> None:
    nobody = Reply(b'{"error": "Title match not found"}', 404)
    near = {"id": "W1", "title": ELBO + " and More Things Besides", "doi": "https://doi.org/10.1000/near"}
    same = {"paperId": "p", "title": ELBO.lower(), "externalIds": {"ArXiv": "2303.00848"}}
    hosts = {
        "api.openalex.org": Reply(json.dumps({"results": [near]}).encode()),
        "api.semanticscholar.org": Reply(json.dumps({"data": [same]}).encode()),
    }
    sessions = [session("two", ELBO, paper="arxiv:2402.04384")]
    found: dict[str, Found] = {"arxiv:2402.04384": SIX_STEPS}
    with serving(hosts) as services:
        owners = search([finding.ours for finding in compare(sessions, found)], services.fetcher())
        assert len(services.asked) == 2
    (finding,) = compare(sessions, found, owners)
    assert (finding.identifier, finding.other) == ("arxiv:2402.04384", "arxiv:2303.00848")
    with serving(hosts | {"api.semanticscholar.org": nobody}) as services:
        assert search([ELBO, "", ELBO], services.fetcher()) == {}


def test_the_seeds_second_week_is_the_only_one_named() -> None:
    readme = shared_path("seed/diffusion_journal_club_24.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d\d)\.(\d\d)\.(\d{4}) \|[^|]*\|([^|]*)\|([^|]*)\|", readme, re.MULTILINE)
    sessions = [
        Session(
            f"{month}-{day}",
            title="" if "TBD" in title else title.replace("<br>", "").strip(),
            date=dt.date(int(year), int(month), int(day)),
            link=re.sub(r"^.*\((.*)\).*$", r"\1", link.strip()),
        )
        for day, month, year, title, link in rows
    ]
    assert len(sessions) == 10
    # arXiv has every paper under the club's title, but for the one number that is another paper's.
    titled: dict[str, Found] = {
        identify(one.link): Metadata((identify(one.link),), one.title.replace("√∂", "ö"), ("A B",), "A.", "2023")
        for one in sessions
        if one.title
    }
    found = titled | {"arxiv:2402.04384": SIX_STEPS}
    assert len(all_linked_papers(sessions)) == 8
    assert compare(sessions, found) == (Finding("10-09", "title", "arxiv:2402.04384", ELBO, SIX_STEPS.title),)


@pytest.mark.parametrize("gone, kind", [(True, "gone"), (False, "unresolved")])
def test_a_dead_identifier_is_told_from_a_service_that_sleeps(*, gone: bool, kind: str) -> None:
    found: dict[str, Found] = {"doi:10.1000/x": Unresolved("doi:10.1000/x", "doi.org said so", gone=gone)}
    (finding,) = compare([session("one", "T", "https://doi.org/10.1000/X")], found)
    assert (finding.kind, finding.theirs) == (kind, "doi.org said so")


def test_a_paper_known_by_another_name_now_has_moved() -> None:
    found: dict[str, Found] = {"doi:10.1000/old": Metadata(("doi:10.1000/new",), "T")}
    assert compare([session("one", "T", paper="doi:10.1000/old")], found) == (
        Finding("one", "moved", "doi:10.1000/old", other="doi:10.1000/new"),
    )


def test_a_preprint_that_has_appeared_is_said() -> None:
    found: dict[str, Found] = {
        "arxiv:2206.00001": Metadata(("arxiv:2206.00001",), "A", venue="J. Mice 3", published_as="doi:10.1000/a"),
        "arxiv:2206.00002": Metadata(("arxiv:2206.00002",), "B", venue="NeurIPS 2022"),
        "arxiv:2206.00003": Metadata(("arxiv:2206.00003",), "C", venue="arXiv.org"),
        "doi:10.1101/4": Metadata(("doi:10.1101/4",), "D", venue="bioRxiv", published_as="doi:10.1000/d"),
        "doi:10.1000/e": Metadata(("doi:10.1000/e",), "E", venue="Cell"),
    }
    sessions = [session(name, name.upper(), paper=paper) for name, paper in zip("abcde", found, strict=True)]
    assert compare(sessions, found) == (
        Finding("a", "published", "arxiv:2206.00001", theirs="J. Mice 3", other="doi:10.1000/a"),
        Finding("b", "published", "arxiv:2206.00002", theirs="NeurIPS 2022"),
        Finding("d", "published", "doi:10.1101/4", other="doi:10.1000/d"),
    )


def test_a_session_that_links_the_article_too_is_left_alone() -> None:
    found: dict[str, Found] = {
        "arxiv:2206.00001": Metadata(("arxiv:2206.00001",), "A", published_as="doi:10.1000/a"),
        "doi:10.1000/a": Metadata(("doi:10.1000/a",), "A"),
    }
    assert compare([session("a", "A", "https://doi.org/10.1000/A", "arxiv:2206.00001")], found) == ()


def test_the_same_paper_in_two_sessions_is_named_once_whatever_was_pasted() -> None:
    sessions = [
        session("2022", "A", "https://arxiv.org/abs/2206.00001v1"),
        session("2023", "A", paper="doi:10.1000/a"),
        session("2024", "B", "https://arxiv.org/pdf/2206.00002"),
    ]
    found: dict[str, Found] = {"arxiv:2206.00001": Metadata(("arxiv:2206.00001",), "A", published_as="doi:10.1000/a")}
    duplicates = [finding for finding in compare(sessions, found) if finding.kind == "duplicate"]
    assert duplicates == [Finding("2023", "duplicate", "doi:10.1000/a", theirs="arxiv:2206.00001", other="2022")]
    assert names_of("arxiv:2206.00001", found) == {"arxiv:2206.00001", "doi:10.1000/a"}


def test_a_cancelled_session_may_be_held_later() -> None:
    sessions = [
        session("may", "A", paper="arxiv:2206.00001", status=CANCELLED),
        session("june", "A", paper="arxiv:2206.00001"),
    ]
    assert compare(sessions, {}) == ()


def test_a_session_names_its_paper_by_identifier_rather_than_by_link() -> None:
    assert linked_papers(session("a", "A", "https://github.com/x/y", "arxiv:2206.00001")) == ("arxiv:2206.00001",)
    assert linked_papers(session("a", "A", "https://example.org/x.pdf")) == ("url:https://example.org/x.pdf",)
    assert linked_papers(session("a", "A", "TBD")) == ()
