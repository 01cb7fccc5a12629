"""From identifiers to papers, against services stood in for."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from urllib.parse import parse_qs, urlsplit

import pytest

from clubaction.model.paper import Paper, Unresolved
from clubaction.papers.fetch.online_lookup import OnlineLookup
from clubaction.papers.lookup import look_up
from clubaction.papers.metadata import Metadata
from clubaction.papers.request import Answer, Fetch, Request
from tests.papers.services import Handler, Reply, serving

ENTRY = """<entry><id>http://arxiv.org/abs/{id}v1</id><title>Paper {id}</title>
<published>2022-06-01T17:54:33Z</published><summary>About {id}.</summary>
<author><name>Tero Karras</name></author><author><name>Miika Aittala</name></author></entry>"""


def arxiv(path: str) -> Reply:
    """arXiv, which knows every number but those that end in 99999."""
    numbers = parse_qs(urlsplit(path).query)["id_list"][0].split(",")
    entries = "".join(ENTRY.format(id=number) for number in numbers if not number.endswith("99999"))
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>'
    return Reply(feed.encode(), kind="application/atom+xml; charset=utf-8")


def csl(**fields: object) -> Reply:
    return Reply(json.dumps(fields).encode(), kind="application/vnd.citationstyles.csl+json")


NOBODY = Reply(b"Resource not found.", 404, "text/plain")
SERVICES: dict[str, Handler | Reply] = {
    "export.arxiv.org": arxiv,
    "doi.org": NOBODY,
    "api.crossref.org": NOBODY,
    "api.datacite.org": NOBODY,
    "api.openalex.org": NOBODY,
    "api.semanticscholar.org": NOBODY,
    "api.unpaywall.org": NOBODY,
    "www.example.org": NOBODY,
    "zenodo.org": NOBODY,
}


def resolve(identifiers: Sequence[str], fetch: Fetch) -> dict[str, Paper | Unresolved]:
    return OnlineLookup(lambda hosts: fetch)(identifiers)


def asked(services: Sequence[str], host: str) -> int:
    return sum(one.startswith(f"{host}/") for one in services)


def test_an_arxiv_number_gives_the_whole_paper() -> None:
    with serving(SERVICES) as services:
        found = resolve(["arxiv:2206.00364"], services.fetcher())
    assert found == {
        "arxiv:2206.00364": Paper(
            identifier="arxiv:2206.00364",
            title="Paper 2206.00364",
            authors=("Tero Karras", "Miika Aittala"),
            abstract="About 2206.00364.",
            published="2022-06-01",
            link="https://arxiv.org/abs/2206.00364",
        )
    }


def test_thirty_proposals_are_one_request_to_arxiv() -> None:
    wanted = [f"arxiv:2206.{number:05}" for number in range(1, 31)]
    with serving(SERVICES) as services:
        found = resolve(wanted, services.fetcher())
        assert len(services.asked) == 1
    assert list(found) == wanted
    assert all(isinstance(paper, Paper) and paper.title for paper in found.values())


def test_a_run_that_starts_anew_asks_nothing_twice() -> None:
    with serving(SERVICES) as services:
        papers = OnlineLookup(lambda hosts: services.fetcher(hosts=hosts))
        first = papers(["arxiv:2206.00001"])
        again = papers(["arxiv:2206.00001", "arxiv:2206.00002"])
        assert [one.partition("id_list=")[2].partition("&")[0] for one in services.asked] == [
            "2206.00001",
            "2206.00002",
        ]
    assert again["arxiv:2206.00001"] == first["arxiv:2206.00001"]


def test_a_run_that_needs_no_paper_loads_nothing_that_asks_for_one() -> None:
    loaded = (
        "import sys, clubaction.papers.fetch.online_lookup as it; it.OnlineLookup(); print('urllib3' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-P", "-c", loaded], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_a_clubs_own_hosts_may_be_asked_too() -> None:
    page = Reply(b'<meta name="citation_title" content="On Mice">', kind="text/html")
    with serving({"mice.example": page}) as services:
        wanted = ["url:https://www.mice.example/1", "url:https://mice.example/1"]
        ours = OnlineLookup(lambda hosts: services.fetcher(hosts=hosts))(wanted, ("mice.example",))
        others = OnlineLookup(lambda hosts: services.fetcher(hosts=hosts))(wanted)
    assert isinstance(ours[wanted[1]], Paper)
    assert all(isinstance(found, Unresolved) for found in others.values())


def test_nothing_is_asked_when_nothing_is_wanted() -> None:
    with serving(SERVICES) as services:
        assert resolve([], services.fetcher()) == {}
        assert services.asked == []


def test_a_number_that_two_services_do_not_know_is_gone_and_does_not_hurt_the_others() -> None:
    with serving(SERVICES) as services:
        found = resolve(["arxiv:2206.99999", "arxiv:2206.00001"], services.fetcher())
        assert [one.partition("/")[0] for one in services.asked] == ["export.arxiv.org", "api.datacite.org"]
    reason = "arXiv does not know it; DataCite does not know it"
    assert found["arxiv:2206.99999"] == Unresolved("arxiv:2206.99999", reason, gone=True)
    assert isinstance(found["arxiv:2206.00001"], Paper)


def test_a_number_that_arxiv_alone_does_not_know_may_be_new() -> None:
    hosts = SERVICES | {"api.datacite.org": Reply(status=503), "api.semanticscholar.org": Reply(status=429)}
    with serving(hosts) as services:
        (found,) = resolve(["arxiv:2206.99999"], services.fetcher()).values()
    assert isinstance(found, Unresolved)
    assert not found.gone


OUT_OF_REACH: dict[str, Handler | Reply] = dict.fromkeys(SERVICES, Reply(status=503))
LEADS_AWAY = Reply(status=302, headers={"Location": "https://elsewhere.example/"})


@pytest.mark.parametrize(
    "identifier, services, temporary",
    [
        pytest.param("arxiv:2206.99999", SERVICES, False, id="two services do not know it"),
        pytest.param("doi:10.1000/none", SERVICES, False, id="its registry does not know it"),
        pytest.param("nothing", SERVICES, False, id="no identifier at all"),
        pytest.param("url:https://unknown.example/", SERVICES, False, id="a page that may not be asked"),
        pytest.param("url:https://www.example.org/", {"www.example.org": LEADS_AWAY}, False, id="it leads away"),
        pytest.param("doi:10.1000/none", OUT_OF_REACH, True, id="nobody answers"),
        pytest.param(
            "arxiv:2206.99999", SERVICES | {"api.datacite.org": Reply(status=503)}, False, id="another two don't"
        ),
        pytest.param(
            "arxiv:2206.99999",
            SERVICES | {"api.datacite.org": Reply(status=500), "api.semanticscholar.org": Reply(status=429)},
            True,
            id="one does not know it, the others do not answer",
        ),
        pytest.param(
            "pmcid:PMC1234567",
            SERVICES | {"www.ebi.ac.uk": Reply(b'{"resultList": {"result": []}}')},
            False,
            id="nobody knows it",
        ),
    ],
)
def test_whether_asking_again_soon_may_help_is_told(
    identifier: str, services: dict[str, Handler | Reply], *, temporary: bool
) -> None:
    with serving(services) as running:
        (found,) = resolve([identifier], running.fetcher()).values()
    assert isinstance(found, Unresolved)
    assert found.temporary == temporary, found.reason
    assert not (found.gone and found.temporary)


def test_a_paper_pasted_in_two_ways_is_asked_for_once() -> None:
    with serving(SERVICES) as services:
        found = resolve(["arxiv:2206.00364", "https://arxiv.org/pdf/2206.00364v2"], services.fetcher())
        assert len(services.asked) == 1
    assert [one.title for one in found.values() if isinstance(one, Paper)] == ["Paper 2206.00364"] * 2


def test_gaps_are_filled_from_the_next_service_and_the_first_answer_wins() -> None:
    words = {"We": [0], "look.": [1]}
    openalex = {
        "id": "x",
        "title": "Another title",
        "publication_date": "2021-05-06",
        "abstract_inverted_index": words,
    }
    hosts = SERVICES | {
        "doi.org": csl(
            DOI="10.1000/X",
            title="A Title",
            author=[{"given": "Ann", "family": "Berg"}],
            issued={"date-parts": [[2021]]},
        ),
        "api.openalex.org": Reply(json.dumps(openalex).encode()),
    }
    with serving(hosts) as services:
        (found,) = resolve(["doi:10.1000/x"], services.fetcher()).values()
        assert [one.partition("/")[0] for one in services.asked] == ["doi.org", "api.openalex.org"]
    assert found == Paper("doi:10.1000/x", "A Title", ("Ann Berg",), "We look.", "2021", "https://doi.org/10.1000/x")


def test_an_abstract_alone_is_not_worth_asking_everybody() -> None:
    hosts = SERVICES | {
        "doi.org": csl(DOI="10.1000/x", title="A", author=[{"family": "B"}], issued={"date-parts": [[2021]]})
    }
    with serving(hosts) as services:
        resolve(["doi:10.1000/x"], services.fetcher())
        assert len(services.asked) == 2


def test_zenodo_is_asked_about_its_own_records_only() -> None:
    record = {
        "doi": "10.5281/zenodo.12",
        "metadata": {"title": "Mice", "creators": [{"name": "Berg, Ann"}], "publication_date": "2021-02-03"},
    }
    hosts = SERVICES | {"doi.org": Reply(status=406), "zenodo.org": Reply(json.dumps(record).encode())}
    with serving(hosts) as services:
        own, other = resolve(["doi:10.5281/zenodo.12", "doi:10.1000/x"], services.fetcher()).values()
        assert asked(services.asked, "zenodo.org") == 1
    assert isinstance(own, Paper)
    assert own.authors == ("Ann Berg",)
    assert isinstance(other, Unresolved)


def test_a_doi_that_does_not_exist_is_gone_after_one_request() -> None:
    with serving(SERVICES) as services:
        (found,) = resolve(["doi:10.1000/none"], services.fetcher()).values()
        assert len(services.asked) == 1
    assert found == Unresolved("doi:10.1000/none", "doi.org does not know it", gone=True)


def test_a_doi_that_only_its_agency_does_not_describe_is_not_gone() -> None:
    hosts = SERVICES | {
        "doi.org": Reply(status=302, headers={"Location": "https://api.crossref.org/v1/works/x/transform"})
    }
    with serving(hosts) as services:
        (found,) = resolve(["doi:10.1000/odd"], services.fetcher()).values()
    assert isinstance(found, Unresolved)
    assert not found.gone
    assert "OpenAlex does not know it" in found.reason


def test_doi_org_may_send_us_on_to_the_agency() -> None:
    def crossref(path: str) -> Reply:
        return csl(DOI="10.1000/x", title="Found") if path.endswith("/transform") else NOBODY

    hosts = SERVICES | {
        "doi.org": Reply(status=302, headers={"Location": "https://api.crossref.org/v1/works/10.1000%2Fx/transform"}),
        "api.crossref.org": crossref,
    }
    with serving(hosts) as services:
        (found,) = resolve(["doi:10.1000/x"], services.fetcher()).values()
    assert isinstance(found, Paper)
    assert found.title == "Found"


def test_a_doi_with_a_new_name_says_so() -> None:
    hosts = SERVICES | {
        "doi.org": csl(
            DOI="10.1000/new",
            title="Moved",
            author=[{"family": "B"}],
            issued={"date-parts": [[2021]]},
            abstract="A.",
        )
    }
    with serving(hosts) as services:
        (found,) = look_up(["doi:10.1000/old"], services.fetcher()).values()
    assert isinstance(found, Metadata)
    assert found.identifiers == ("doi:10.1000/new",)


LAUGHS = b'<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><feed>&b;</feed>'


@pytest.mark.parametrize(
    "reply, reason",
    [
        (Reply(LAUGHS, kind="application/atom+xml"), "entities"),
        (Reply(b"<feed", kind="application/atom+xml"), "broken or cut short"),
        (Reply(b"<html></html>", kind="text/html"), "text/html"),
        (Reply(b"Rate exceeded.", kind="application/atom+xml"), "too often"),
        (Reply(b"Rate exceeded.", 429, "text/plain"), "too often"),
        (Reply(status=503), "has trouble"),
        (Reply(status=302, headers={"Location": "file:///etc/passwd"}), "not plain https"),
        (Reply(status=302, headers={"Location": "https://169.254.169.254/"}), "not among"),
    ],
)
def test_when_arxiv_fails_the_next_is_asked_and_the_failure_is_said(reply: Reply, reason: str) -> None:
    datacite = {
        "data": {
            "attributes": {
                "doi": "10.48550/arxiv.2206.00364",
                "titles": [{"title": "EDM"}],
                "publicationYear": 2022,
            }
        }
    }
    with serving(SERVICES | {"export.arxiv.org": reply}) as services:
        (found,) = resolve(["arxiv:2206.00364"], services.fetcher()).values()
        assert asked(services.asked, "export.arxiv.org") == 1
    assert isinstance(found, Unresolved)
    assert found.reason.startswith("arXiv ")
    assert reason in found.reason
    assert not found.gone
    hosts = SERVICES | {"export.arxiv.org": reply, "api.datacite.org": Reply(json.dumps(datacite).encode())}
    with serving(hosts) as services:
        (found,) = resolve(["arxiv:2206.00364"], services.fetcher()).values()
    assert isinstance(found, Paper)
    assert found.title == "EDM"


def test_truncated_json_is_said_to_be_cut_short() -> None:
    cut = Reply(b'{"DOI": "10.1000/x", "title": "A Ti', kind="application/json")
    with serving(SERVICES | {"doi.org": cut}) as services:
        (found,) = resolve(["doi:10.1000/x"], services.fetcher()).values()
    assert isinstance(found, Unresolved)
    assert "doi.org sent JSON that is broken or cut short" in found.reason


def test_any_other_page_is_asked_which_paper_it_is_about() -> None:
    page = b'<meta name="citation_title" content="On Mice"><meta name="citation_author" content="Berg, Ann">'
    with serving(SERVICES | {"www.example.org": Reply(page, kind="text/html")}) as services:
        (found,) = resolve(["url:https://www.example.org/mice"], services.fetcher()).values()
    assert found == Paper(
        "url:https://www.example.org/mice", "On Mice", ("Ann Berg",), link="https://www.example.org/mice"
    )


def test_a_page_that_may_not_be_asked_is_named() -> None:
    with serving(SERVICES) as services:
        (found,) = resolve(["url:https://elsewhere.example/x"], services.fetcher()).values()
    assert isinstance(found, Unresolved)
    assert "elsewhere.example" in found.reason
    assert not found.gone


@pytest.mark.parametrize(
    "identifier",
    ["", "TBD", "neurips:none/x", "s2:zz", "url:javascript:x", "arxiv:0808.05394", "url:https://["],
)
def test_what_is_no_identifier_is_not_asked_for(identifier: str) -> None:
    def fetch(requests: Sequence[Request]) -> Sequence[Answer]:
        raise AssertionError(requests)

    (found,) = resolve([identifier], fetch).values()
    assert isinstance(found, Unresolved)
    assert found.identifier == identifier
    assert found.reason
