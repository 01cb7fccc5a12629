"""Proposals on a folder, with the services stood in for: looked up once, and never in the way."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import cmarkgfm
import pytest

from clubaction.club import session_folder
from clubaction.model.paper import Paper, Unresolved
from clubaction.model.plan import Plan
from clubaction.model.session import Session
from clubaction.papers.fetch.online_lookup import OnlineLookup
from clubaction.pipeline import sync
from tests import clubs
from tests.clubs import FolderClub
from tests.papers import library
from tests.papers.library import DOWN, EDM, Work
from tests.papers.services import Services, serving

NOW = clubs.START
LATER = NOW + dt.timedelta(hours=1)
ADA, BEN = "Ada Example", "Ben Sample"


class PaperClub(FolderClub):
    """A club in a folder; each run is a process of its own as far as papers are concerned."""

    def __init__(self, folder: Path, services: Services, **files: bytes) -> None:
        super().__init__(folder, clubs.club_files(**files))  # type: ignore[arg-type]
        self.services = services

    def propose(self, number: int, paper: str, title: str = "", *, theme: str = "", notes: str = "") -> None:
        self.now = NOW + dt.timedelta(minutes=number)
        self.issue("ann", "Paper: ", clubs.paper_form(paper, title, theme=theme, notes=notes), number=number)
        self.now = NOW

    def say(self, number: int, author: str, body: str, comment: int) -> None:
        self.now = LATER
        self.comment(number, author, body, comment=comment)
        self.now = NOW

    def edit(self, number: int, change: Callable[[str], str]) -> None:
        """Changes the text of an issue on a host that tells of no edit."""
        file = self.file(number)
        file.body = change(file.body)
        file.save()

    def plan(self, *, dry_run: bool = True) -> Plan:
        def fetch(hosts: frozenset[str]) -> object:
            return self.services.fetcher(hosts=hosts)

        return sync.sync(self.host, OnlineLookup(fetch), NOW, dry_run=dry_run).plan  # type: ignore[arg-type]

    def asks(self) -> list[str]:
        """One run, and what it asked; then there is nothing left to do, and nothing left to ask."""
        before = len(self.services.asked)
        self.plan(dry_run=False)
        return self.services.asked[before:]

    def planned(self) -> dict[int, Session]:
        """The sessions of issues, as the branch or the default branch has them."""
        found, problems = session_folder.read_all(self.proposed(), "sessions")
        assert problems == []
        return {session.issue: session for session in found.values() if session.issue}

    def shown(self, number: int) -> str:
        """What a person sees of the status comment."""
        html = cmarkgfm.github_flavored_markdown_to_html(self.status(number))
        text = re.sub(r"<[^>]*>", "", re.sub(r"<!--.*?-->", "", html, flags=re.DOTALL))
        return text.replace("\u200b", "").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')


MakeFolder = Callable[..., PaperClub]


@pytest.fixture
def make_folder(tmp_path: Path, request: pytest.FixtureRequest) -> MakeFolder:
    """Makes the folder of a club that finds these works at the services."""

    def make(*works: Work, **files: bytes) -> PaperClub:
        context = serving(library.services(works))
        services = context.__enter__()
        request.addfinalizer(lambda: context.__exit__(None, None, None))
        return PaperClub(tmp_path, services, **files)

    return make


def test_a_number_alone_gives_the_whole_paper(make_folder: MakeFolder) -> None:
    club = make_folder(EDM)
    club.propose(1, "2206.00364")
    assert len(club.asks()) == 1
    session = club.planned()[1]
    assert (session.title, session.authors) == (EDM.title, EDM.authors)
    assert session.id == "elucidating-the-design-space-of-diffusion-based-generative"
    assert (session.link, session.paper) == ("https://arxiv.org/abs/2206.00364", "arxiv:2206.00364")
    html = cmarkgfm.github_flavored_markdown_to_html(session.body)
    assert "<blockquote>" in html
    assert "with $\\sigma_{max}$ and a_b it *can't* be x&lt;y." in html
    assert "found" not in club.status(1)
    assert not club.plan()
    assert club.asks() == []


def test_thirty_proposals_are_one_request_to_arxiv_and_none_ever_after(make_folder: MakeFolder) -> None:
    works = [Work(f"2206.{number:05}") for number in range(1, 31)]
    club = make_folder(*works)
    for number, work in enumerate(works, start=1):
        club.propose(number, f"https://arxiv.org/abs/{work.number}", title="Quite another" if number % 3 == 0 else "")
    (request,) = club.asks()
    assert request.startswith("export.arxiv.org/api/query?id_list=")
    assert request.count("2206.") == 30
    first = club.planned()
    assert all(session.authors == (ADA, BEN) and "> About 2206" in session.body for session in first.values())
    assert club.asks() == []
    assert not club.plan()

    # A comment brings the pull request up to date; what was found stays in the files.
    club.say(7, "bob", "/claim recap", 1_000)
    assert club.asks() == []
    after = club.planned()
    assert after[7].roles["recap"] == ("@bob",)
    assert [(s.title, s.authors, s.body) for s in after.values()] == [
        (s.title, s.authors, s.body) for s in first.values()
    ]
    assert not club.plan()

    # A new proposal is asked for alone.
    club.propose(41, "2206.00001v3")
    club.propose(42, "arXiv:2206.00099")
    (request, *_) = club.asks()
    assert "id_list=2206.00099&" in request

    # The merge freezes it.
    club.merge()
    club.services.hosts["export.arxiv.org"] = DOWN
    asked = club.asks()
    assert not any("2206.00001" in one for one in asked)
    assert club.planned()[7].authors == (ADA, BEN)


def test_a_service_that_is_down_is_said_and_asked_again(make_folder: MakeFolder) -> None:
    club = make_folder(EDM)
    arxiv = club.services.hosts["export.arxiv.org"]
    for host in club.services.hosts:
        club.services.hosts[host] = DOWN
    club.propose(1, "2206.00364", theme="SDEs")
    assert club.asks()
    session = club.planned()[1]
    assert (session.title, session.theme, session.authors) == ("2206.00364", "SDEs", ())
    assert session.link == "https://arxiv.org/abs/2206.00364"
    shown = club.shown(1)
    assert "2206.00364 could not be looked up (arXiv has trouble (HTTP 503)" in shown
    assert "it is tried again at the next run" in shown

    club.services.hosts["export.arxiv.org"] = arxiv
    assert len(club.asks()) == 1
    assert club.planned()[1].authors == EDM.authors
    assert club.planned()[1].id.startswith("elucidating-")
    assert "looked up" not in club.shown(1)
    assert not club.plan()
    assert club.asks() == []


def test_a_paper_that_does_not_exist_is_said(make_folder: MakeFolder) -> None:
    club = make_folder()
    club.propose(1, "https://doi.org/10.1000/nothing", "My own title")
    club.asks()
    assert "There seems to be no paper https://doi.org/10.1000/nothing (doi.org does not know it)." in club.shown(1)
    assert club.planned()[1].title == "My own title"
    assert not club.plan()


def test_a_title_that_is_not_the_papers_is_kept_and_the_difference_said(make_folder: MakeFolder) -> None:
    club = make_folder(EDM)
    club.propose(1, "2206.00364", "Understanding the Diffusion Objective")
    assert len(club.asks()) == 1
    said = f"The title here is Understanding the Diffusion Objective; the link leads to {EDM.title}."
    assert said in club.shown(1)
    assert club.planned()[1].title == "Understanding the Diffusion Objective"
    assert not club.plan()
    club.say(1, "bob", "/claim recap", 1_000)
    assert club.asks() == []
    assert said in club.shown(1)
    assert club.shown(1).count("The title here is") == 2
    # Mended, it is not said any more.
    club.edit(1, lambda body: body.replace("Understanding the Diffusion Objective", EDM.title))
    assert club.asks() == []
    assert "The title here" not in club.shown(1)
    assert club.planned()[1].title == EDM.title
    assert not club.plan()


@pytest.mark.parametrize(
    "title",
    [
        EDM.title.upper(),
        "{Elucidating} the Design Space of {D}iffusion-Based Generative Models.",
        "Elucidating the design space of diffusion based generative models",
        "“Elucidating the Design Space of Diffusion–Based Generative Models”",
    ],
)
def test_case_braces_and_punctuation_are_no_difference(make_folder: MakeFolder, title: str) -> None:
    club = make_folder(EDM)
    club.propose(1, "2206.00364", title)
    club.propose(2, "2206.00364")
    assert len(club.asks()) == 1
    assert "The title here" not in club.shown(1)
    assert (club.planned()[1].title, club.planned()[2].title) == (title, EDM.title)
    assert not club.plan()
    assert club.asks() == []


@pytest.mark.parametrize(
    "commands, title, link",
    [
        ("/set title Our own words", "Our own words", "https://arxiv.org/abs/2206.00364"),
        ("/set link https://example.org/paper.pdf", EDM.title, "https://example.org/paper.pdf"),
    ],
)
def test_what_a_command_sets_leaves_the_paper_known(
    make_folder: MakeFolder, commands: str, title: str, link: str
) -> None:
    club = make_folder(EDM)
    club.propose(1, "2206.00364")
    club.say(1, "ann", commands, 1_000)
    assert len(club.asks()) == 1
    session = club.planned()[1]
    assert (session.title, session.link, session.authors) == (title, link, EDM.authors)
    assert not club.plan()
    assert club.asks() == []
    assert club.planned()[1] == session


def test_an_issue_that_is_edited_to_another_paper_is_asked_for_again(make_folder: MakeFolder) -> None:
    club = make_folder(EDM, Work("2206.00001"))
    club.propose(1, "2206.00364", "Our own words")
    assert len(club.asks()) == 1
    club.edit(1, lambda body: body.replace("2206.00364", "2206.00001"))
    assert len(club.asks()) == 1
    assert club.planned()[1].authors == (ADA, BEN)
    assert "the link leads to Paper 2206.00001" in club.shown(1)
    assert not club.plan()
    assert club.asks() == []


def test_a_paper_without_authors_is_asked_for_once_too(make_folder: MakeFolder) -> None:
    club = make_folder(Work("2206.00001", authors=()))
    club.propose(1, "2206.00001")
    assert club.asks()
    assert club.planned()[1].title == "Paper 2206.00001"
    assert not club.plan()
    assert club.asks() == []


HOSTILE = [
    "A | B `c` **d** -- e --> f <!-- clubaction:status --> <!-- clubaction:found paper=x -->",
    "<script>alert(1)</script><img src=x onerror=y> @everyone #12 [x](javascript:alert(1))",
    "{{ 7*7 }} {% raw %} \\alpha $x_1$ -- ---",
    "word " * 20_000,
    "𝒳😀" * 25_000,
    "- > # 1. =",
    "\u202eright to left\u2066",
]


@pytest.mark.parametrize("title", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize(
    "own", ["", "My own -- title", "--> <!-- clubaction:found paper=arxiv%3A2206.00001&title=x -->"]
)
def test_hostile_metadata_is_harmless(make_folder: MakeFolder, title: str, own: str) -> None:
    club = make_folder(Work("2206.00001", title, (title, "A B"), title + "\n\n" + title))
    club.propose(1, "2206.00001", own)
    assert len(club.asks()) == 1
    session = club.planned()[1]
    assert len(session.title) <= 500
    status = club.status(1)
    assert len(status) < 60_100
    html = cmarkgfm.github_flavored_markdown_to_html(status)
    assert "<script" not in html
    assert "<img" not in html
    assert "javascript:" not in re.findall(r'href="([^"]*)"', html)
    assert "clubaction:found" not in club.shown(1).replace("<!-- clubaction:found", "")
    assert not re.search(r"(?<!\w)@everyone", status)
    assert not club.plan()
    assert club.asks() == []
    readme = club.plan().files["README.md"]
    assert readme
    page = cmarkgfm.github_flavored_markdown_to_html(readme.decode())
    assert "<script" not in page
    assert "<img" not in page
    markers = re.findall(r"(?<!\\)<!-- /?clubaction:", readme.decode())
    assert len(markers) == len(re.findall("<!-- /?clubaction:", clubs.README))


# --- read before, or proposed already ----------------------------------------------------------

PREPRINT = Work("2206.00001", "A Paper that Appeared Later", doi="10.1000/later")
ARTICLE = Work("", "A Paper That Appeared, Later", doi="10.1000/later")
LAST_YEAR = dt.date(2023, 10, 4)


def held(**more: object) -> bytes:
    return clubs.session_file(title="As we called it", date=LAST_YEAR, **more)


@pytest.mark.parametrize(
    "before",
    [
        held(paper="arxiv:2206.00001"),
        held(link="https://arxiv.org/pdf/2206.00001v2.pdf"),
        held(paper="doi:10.1000/later"),
        held(link="https://doi.org/10.1000/LATER"),
        clubs.session_file(title="{A} paper that appeared later!", date=LAST_YEAR, link="https://example.org/x.pdf"),
        clubs.session_file(title="A paper that appeared later", date=LAST_YEAR, authors=("Jo Else", "B. Sample")),
    ],
)
def test_a_paper_that_was_read_is_said_whatever_it_was_called(make_folder: MakeFolder, before: bytes) -> None:
    club = make_folder(PREPRINT, before=before)
    club.propose(1, "https://arxiv.org/abs/2206.00001")
    assert len(club.asks()) == 1
    assert re.search(r"The club has read this paper before: .*, 2023-10-04\.", club.shown(1))
    assert not club.plan()
    club.say(1, "bob", "/claim recap", 1_000)
    assert club.asks() == []
    assert "has read this paper before" in club.shown(1)
    assert not club.plan()


@pytest.mark.parametrize(
    "before",
    [
        held(paper="arxiv:2206.00002"),
        held(paper="arxiv:2206.00001", status="cancelled"),
        clubs.session_file(title="A paper that appeared later", date=LAST_YEAR, authors=("Jo Else",)),
        clubs.session_file(date=LAST_YEAR, theme="Bonus"),
    ],
)
def test_another_paper_or_one_that_was_called_off_is_not_said(make_folder: MakeFolder, before: bytes) -> None:
    club = make_folder(PREPRINT, before=before)
    club.propose(1, "https://arxiv.org/abs/2206.00001")
    club.asks()
    assert "read this paper" not in club.shown(1)
    assert "proposed already" not in club.shown(1)


def test_that_it_was_read_goes_before_that_it_is_planned(make_folder: MakeFolder) -> None:
    coming = clubs.session_file(title="To come", date=dt.date(2024, 12, 4), paper="arxiv:2206.00001")
    club = make_folder(PREPRINT, a_coming=coming, b_before=held(paper="arxiv:2206.00001"))
    club.propose(1, "2206.00001")
    club.asks()
    assert "read this paper before: As we called it, 2023-10-04" in club.shown(1)


def test_a_proposal_under_another_name_is_said_on_the_later_one_with_the_issue(make_folder: MakeFolder) -> None:
    club = make_folder(PREPRINT, Work("", "Under a wholly other title", doi=PREPRINT.doi))
    club.propose(1, "2206.00001")
    club.propose(2, "https://doi.org/10.1000/later")
    club.asks()
    assert "proposed already" not in club.shown(1)
    assert "This paper is proposed already: A Paper that Appeared Later, 2024-10-02 (#1)." in club.shown(2)
    assert not club.plan()
    assert club.asks() == []
    assert "(#1)" in club.shown(2)


def test_the_article_of_a_preprint_is_known_by_title_and_author(make_folder: MakeFolder) -> None:
    club = make_folder(
        ARTICLE, before=clubs.session_file(title=PREPRINT.title, paper="arxiv:2206.00001", authors=(ADA,))
    )
    club.propose(1, "10.1000/later")
    club.asks()
    assert "This paper is proposed already: A Paper that Appeared Later." in club.shown(1)


def test_a_session_without_an_issue_is_linked_where_there_is_a_repository() -> None:
    club = clubs.Repository(clubs.club_files(one=held(paper="arxiv:2206.00001")))
    issue = club.issue("ann", "Paper: ", clubs.paper_form("2206.00001", "A title"))
    club.run()
    assert (
        "before: [As we called it](https://github.com/club/club/blob/main/sessions/one.md), 2023-10-04"
        in club.status(issue)
    )


# --- /refresh ----------------------------------------------------------------------------------


def merged(club: PaperClub) -> None:
    club.asks()
    club.merge()
    assert club.asks() == []


def test_refresh_after_the_merge_asks_once(make_folder: MakeFolder) -> None:
    club = make_folder(Work("2206.00001", "First version", (ADA,)))
    club.propose(1, "2206.00001")
    merged(club)
    club.services.hosts |= library.services([Work("2206.00001", "Second version", (ADA, BEN), "Better.")])
    club.say(1, "eve", "/refresh", 1_000)
    assert club.asks() == []
    club.say(1, "ann", "/refresh", 1_001)
    assert len(club.asks()) == 1
    session = club.planned()[1]
    assert (session.title, session.authors, session.id) == ("Second version", (ADA, BEN), "first-version")
    assert "> Better." in session.body
    assert not club.plan()
    assert club.asks() == []
    assert club.planned()[1] == session
    club.merge()
    assert club.asks() == []
    assert not club.plan()
    assert club.planned()[1] == session


def test_a_refresh_that_finds_nothing_new_is_not_repeated(make_folder: MakeFolder) -> None:
    club = make_folder(EDM)
    club.propose(1, "2206.00364")
    merged(club)
    club.say(1, "ann", "/refresh", 1_000)
    assert len(club.asks()) == 1
    assert not club.plan()
    assert club.asks() == []
    club.say(1, "ann", "/refresh", 1_001)
    assert len(club.asks()) == 1
    assert club.asks() == []


def test_a_refresh_while_the_service_is_down_keeps_what_is_known_and_is_tried_again(make_folder: MakeFolder) -> None:
    club = make_folder(EDM)
    arxiv = club.services.hosts["export.arxiv.org"]
    club.propose(1, "2206.00364")
    merged(club)
    before = club.planned()[1]
    for host in club.services.hosts:
        club.services.hosts[host] = DOWN
    club.say(1, "ann", "/refresh", 1_000)
    assert club.asks()
    assert club.planned()[1] == before
    assert "2206.00364 could not be looked up" in club.shown(1)
    club.services.hosts["export.arxiv.org"] = arxiv
    assert len(club.asks()) == 1
    assert "could not be looked up" not in club.shown(1)
    assert not club.plan()
    assert club.asks() == []


def test_a_refresh_to_another_paper_does_not_keep_the_old_ones_words(make_folder: MakeFolder) -> None:
    club = make_folder(EDM)
    club.propose(1, "2206.00364", notes="Because.")
    merged(club)
    for host in club.services.hosts:
        club.services.hosts[host] = DOWN
    club.edit(1, lambda body: body.replace("2206.00364", "2206.00001"))
    club.say(1, "ann", "/refresh", 1_000)
    club.asks()
    session = club.planned()[1]
    assert (session.title, session.authors, session.paper) == ("2206.00001", (), "arxiv:2206.00001")
    assert "convoluted" not in session.body
    assert "Because." in session.body
    club.services.hosts |= library.services([Work("2206.00001")])
    assert len(club.asks()) == 1
    assert club.planned()[1].title == "Paper 2206.00001"
    assert not club.plan()
    assert club.asks() == []


# --- runs that are killed ------------------------------------------------------------------------


class Catalogue(dict[str, Paper | Unresolved]):
    """Papers, and which of them were asked for."""

    def __init__(self, *papers: Paper) -> None:
        super().__init__({paper.identifier: paper for paper in papers})
        self.asked: list[str] = []

    def __getitem__(self, name: str) -> Paper | Unresolved:
        self.asked.append(name)
        return super().__getitem__(name)


@pytest.mark.parametrize("operations", range(6))
def test_a_run_that_was_killed_loses_nothing_of_a_paper(operations: int) -> None:
    papers = Catalogue(
        Paper("arxiv:2206.00001", "What it is really called", names=("doi:10.1000/later",)),
        Paper("doi:10.1000/later", "Under another title", (ADA,), "Words."),
    )
    club = clubs.Repository(clubs.club_files(), papers=papers)
    first = club.issue("ann", "Paper: ", clubs.paper_form("2206.00001", "Our own words for it"))
    second = club.issue("ben", "Paper: ", clubs.paper_form("10.1000/later"))
    club.run_killed_after(operations)
    club.run()
    papers.asked.clear()
    assert not club.plan()
    assert papers.asked == []
    assert "the link leads to What it is really called" in club.status(first)
    assert f"proposed already: Our own words for it, 2024-10-02 (#{first})" in club.status(second).replace(
        "&#8203;", ""
    )
    session = club.session_of(second)
    assert session
    assert (session.authors, "> Words." in session.body) == ((ADA,), True)


@pytest.mark.parametrize("operations", range(6))
@pytest.mark.parametrize("title", ["Second version", "First version"])
def test_a_refresh_that_was_killed_is_not_lost(operations: int, title: str) -> None:
    papers = Catalogue(Paper("arxiv:2206.00001", "First version", (ADA,)))
    club = clubs.Repository(clubs.club_files(), papers=papers)
    issue = club.issue("ann", "Paper: ", clubs.paper_form("2206.00001"))
    club.run()
    club.merge(delete_branch=True)
    papers["arxiv:2206.00001"] = Paper("arxiv:2206.00001", title, (ADA,))
    club.comment(issue, "ann", "/refresh")
    club.run_killed_after(operations)
    club.run()
    papers.asked.clear()
    assert not club.plan()
    assert papers.asked == []
    club.merge(delete_branch=True)
    club.run()
    session = club.session_of(issue)
    assert session
    assert session.title == title
    assert not club.plan()


def test_a_refresh_whose_branch_was_deleted_is_not_lost() -> None:
    papers = Catalogue(Paper("arxiv:2206.00001", "First version", (ADA,)))
    club = clubs.Repository(clubs.club_files(), papers=papers)
    issue = club.issue("ann", "Paper: ", clubs.paper_form("2206.00001"))
    club.run()
    club.merge(delete_branch=True)
    papers["arxiv:2206.00001"] = Paper("arxiv:2206.00001", "Second version", (ADA,))
    club.comment(issue, "ann", "/refresh")
    club.run()
    club.delete_branch()
    session = club.session_of(issue)
    assert session
    assert session.title == "Second version"
