"""What the services answer, recorded and made up, and what is read from it."""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clubaction.papers.meta_tags import meta_tags
from clubaction.papers.metadata import Metadata, UnusableAnswer
from clubaction.papers.sources import (
    CHAINS,
    arxiv,
    bibtex,
    citation_meta,
    crossref,
    csl,
    datacite,
    europepmc,
    openalex,
    openlibrary,
    openreview,
    pubmed,
    semanticscholar,
    unpaywall,
    zenodo,
)
from clubaction.papers.xml_tree import parse_xml
from tests.conftest import shared_path

Parse = Callable[[bytes], tuple[Metadata, ...]]

PARSERS: dict[str, Parse] = {
    "arxiv": arxiv.parse,
    "crossref": crossref.parse,
    "csl-json": csl.parse,
    "datacite": datacite.parse,
    "doi.org": csl.parse,
    "openalex": openalex.parse,
    "pubmed": pubmed.parse,
    "semanticscholar": semanticscholar.parse,
    "unpaywall": unpaywall.parse,
    "zenodo": zenodo.parse,
}
ALL_PARSERS = (
    *PARSERS.values(),
    bibtex.parse,
    citation_meta.parse,
    europepmc.parse,
    openlibrary.parse,
    openreview.parse,
)


@dataclass(frozen=True, slots=True)
class Recorded:
    service: str
    file: str
    status: int
    body: bytes

    @property
    def parse(self) -> Parse:
        return bibtex.parse if self.body.lstrip()[:1] == b"@" else PARSERS[self.service]


def recorded() -> Iterator[Recorded]:
    folder = shared_path("corpus/papers")
    with (folder / "index.tsv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["service"] in PARSERS:
                body = (folder / row["file"]).read_bytes()
                yield Recorded(row["service"], row["file"], int(row["http_status"]), body)


def outcome(answer: Recorded) -> tuple[Metadata, ...] | str:
    try:
        return answer.parse(answer.body)
    except UnusableAnswer as refused:
        return str(refused)


# Bodies that hold a title, but not all the rest: they don't say how well we read.
LACKING = {
    "no author": (
        "crossref/works-10.1007-10452.1573-5125.json",  # a journal
        "crossref/works-query.title-Convalescent-anti-sars-cov-2-plasma-immune-globulin-.json",
        "crossref/works-query.title-Gravity-hill-rows-1.json",
        "crossref/works-query.title-National-Flag-of-Canada-Day-rows-1.json",
        "openalex/works-https-doi.org-10.1007-s40278-023-41815-2.json",
        "semanticscholar/graph-v1-paper-10.1093-mind-lix.236.433-fields-title.json",
        "semanticscholar/graph-v1-paper-DOI-10.1007-s40278-023-41815-2-fields-authors-citationC.json",
        "semanticscholar/graph-v1-paper-search-match-query-Augmenting-large-language-models-wit.3.json",
        "semanticscholar/graph-v1-paper-search-match-query-Augmenting-large-language-models-wit.json",
        "semanticscholar/graph-v1-paper-search-match-query-Augmenting-large-language-models-wit.5.json",
        "semanticscholar/graph-v1-paper-search-match-query-mining-association-rules-between-fie.json",
        "unpaywall/v2-10.1007-s40278-023-41815-2.json",
    ),
    "no date, as only some fields were asked for": (
        "crossref/works-query-ecology-select-DOI-2Ctitle.json",
        "crossref/works-query.title-A-Perspective-on-Explanations-of-Molecular-Predictio.json",
        "crossref/works-query.title-Augmenting-large-language-models-with-chemistry-tool.3.json",
        "crossref/works-query.title-Augmenting-large-language-models-with-chemistry-tool.5.json",
        "crossref/works-query.title-Augmenting-large-language-models-with-chemistry-tool.json",
        "crossref/works-query.title-The-Dilemma-and-Countermeasures-of-Music-Education-u.json",
    ),
    "no date": ("csl-json/empty-date-parts-csl.pruned.json",),
}


def test_every_recorded_answer_is_read_or_refused_with_a_reason() -> None:
    for answer in recorded():
        found = outcome(answer)
        if isinstance(found, str):
            assert found, answer.file
            continue
        for record in found:
            assert record.title, answer.file
            assert "\n" not in record.title


def test_nearly_all_answers_that_describe_a_paper_give_title_authors_and_year(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lacking = {file for files in LACKING.values() for file in files}
    columns = ("bodies", "refused", "no paper", "papers", "whole", "lacking")
    table: dict[str, Counter[str]] = {}
    short: list[str] = []
    for answer in recorded():
        found, count = outcome(answer), table.setdefault(answer.service, Counter())
        count["bodies"] += 1
        if isinstance(found, str) or answer.status != 200:
            count["refused"] += 1
        elif not found:
            count["no paper"] += 1
        elif answer.file in lacking:
            count["lacking"] += 1
        else:
            count["papers"] += 1
            count["whole"] += all(record.described for record in found)
            short += [f"{answer.file}: {record.title}" for record in found if not record.described]
    with capsys.disabled():
        sys.stdout.write(as_text(table, columns, short))
    papers, whole = (sum(count[column] for count in table.values()) for column in ("papers", "whole"))
    assert papers > 80
    assert whole >= 0.95 * papers
    for service, count in table.items():
        assert count["whole"] >= 0.9 * count["papers"], service


def as_text(table: dict[str, Counter[str]], columns: tuple[str, ...], short: list[str]) -> str:
    lines = [f"{'service':16}" + "".join(f"{column:>10}" for column in columns)]
    for service, count in sorted(table.items()):
        lines.append(f"{service:16}" + "".join(f"{count[column]:10}" for column in columns))
    return "\n".join(["", *lines, "not whole: " + ("; ".join(short) or "none"), ""])


def test_answers_with_errors_describe_no_paper() -> None:
    for answer in recorded():
        if answer.status >= 400:
            assert isinstance(outcome(answer), str), answer.file


def test_crossrefs_answers_are_read_as_another_program_reads_them() -> None:
    folder = shared_path("corpus/papers")
    for path in sorted((folder / "crossref-expected").glob("*-out.json")):
        expected = json.loads(path.read_bytes())
        body = (folder / "crossref" / path.name.replace("-out", "")).read_bytes()
        (record,) = crossref.parse(body)
        assert record.title.startswith(expected["title"].strip())
        assert record.authors == tuple(f"{one['given']} {one['family']}" for one in expected["author_list"])
        assert record.published.startswith(str(expected["year"]))
        assert record.identifiers[0] == f"doi:{expected['doi'].lower()}"


def test_recorded_answers_cut_short_anywhere_are_refused_or_read_in_part() -> None:
    for answer in recorded():
        for cut in range(0, min(len(answer.body), 40_000), 3_001):
            outcome(Recorded(answer.service, answer.file, answer.status, answer.body[:cut]))


ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom">
<entry><id>http://arxiv.org/abs/2303.16852v3</id><title>Diffusion Schr&#246;dinger
  Bridge Matching</title><published>2023-03-29T16:59:22Z</published>
<summary>Solving transport problems, i.e. a&lt;b, with $\\mathcal{O}(n)$ steps.</summary>
<author><name>Yuyang Shi</name></author><author><name>Valentin De Bortoli</name></author>
<arxiv:doi>10.1000/DSBM</arxiv:doi><arxiv:journal_ref>NeurIPS 2023</arxiv:journal_ref></entry></feed>"""


def test_an_arxiv_entry_gives_everything() -> None:
    assert arxiv.parse(ATOM.encode()) == (
        Metadata(
            identifiers=("arxiv:2303.16852",),
            title="Diffusion Schrödinger Bridge Matching",
            authors=("Yuyang Shi", "Valentin De Bortoli"),
            abstract="Solving transport problems, i.e. a&lt;b, with $\\mathcal{O}(n)$ steps.",
            published="2023-03-29",
            venue="NeurIPS 2023",
            published_as="doi:10.1000/dsbm",
        ),
    )


def test_a_crossref_preprint_says_what_it_has_become() -> None:
    work = {
        "DOI": "10.1101/2020.01.01.123456",
        "title": ["On Mice"],
        "type": "posted-content",
        "author": [{"given": "Ann", "family": "Berg"}, {"name": "The Mouse Consortium"}],
        "posted": {"date-parts": [[2020, 1, 2]]},
        "issued": {"date-parts": [[None]]},
        "relation": {"is-preprint-of": [{"id-type": "doi", "id": "10.1038/S41586-1", "asserted-by": "subject"}]},
    }
    (record,) = crossref.parse(json.dumps({"status": "ok", "message-type": "work", "message": work}).encode())
    assert record.published_as == "doi:10.1038/s41586-1"
    assert record.published == "2020-01-02"
    assert record.authors == ("Ann Berg", "The Mouse Consortium")
    assert csl.parse(json.dumps(work).encode()) == (record,)


def test_both_of_openreviews_apis_are_read() -> None:
    plain = {"title": "A $k$-NN View", "authors": ["Ann Berg"], "abstract": "We look.", "venue": "ICLR 2021"}
    wrapped = {name: {"value": value} for name, value in plain.items()}
    notes = [
        {"id": "r9OUQpwhVo", "forum": "r9OUQpwhVo", "cdate": 1601308800000, "content": c} for c in (plain, wrapped)
    ]
    old, new = (openreview.parse(json.dumps({"notes": [note], "count": 1}).encode()) for note in notes)
    assert old == new
    assert old[0].identifiers == ("openreview:r9OUQpwhVo",)
    assert old[0].published == "2020-09-28"


def test_a_publishers_page_says_which_paper_it_is_about() -> None:
    page = """<!DOCTYPE html><html><head><title>x</title>
      <META NAME='citation_title' CONTENT='Rethinking &amp; Scaling'/>
      <meta content="Tan, Mingxing" name="citation_author" /><meta name="citation_author" content="Le, Quoc">
      <meta name=citation_publication_date content=2019/05/24>
      <meta name="citation_conference_title" content="ICML">
      <meta name="citation_doi" content="doi:10.1000/ABC">
      <meta property="og:description" content="We study &quot;a &lt; b&quot;.">
      </head><body><meta name="citation_author" content="Not, Me"></body></html>"""
    assert citation_meta.parse(page.encode()) == (
        Metadata(
            identifiers=("doi:10.1000/abc",),
            title="Rethinking & Scaling",
            authors=("Mingxing Tan", "Quoc Le"),
            abstract='We study "a < b".',
            published="2019-05-24",
            venue="ICML",
        ),
    )


@pytest.mark.parametrize("page", [b"", b"<html>", b"%PDF-1.7", b"\xff\xfe", b"<meta name=citation_title>"])
def test_a_page_about_no_paper_is_refused(page: bytes) -> None:
    with pytest.raises(UnusableAnswer):
        citation_meta.parse(page)


def test_a_bibtex_entry_with_latex_is_read() -> None:
    entry = r"""@inproceedings{vaswani-etal,
      title = "{BERT} and {Schr\"o}dinger's $\alpha$",
      author = "Ga{\'e}l, V{\'e}ronique  and
        Bo Li",
      booktitle = "Proceedings of {ACL}", month = nov, year = "2021",
      url = "https://aclanthology.org/2021.emnlp-main.47", doi = "10.18653/v1/2021.emnlp-main.47",
      abstract = "We use {``}quotes{''}, braces {and} a comma.",
    }"""
    (record,) = bibtex.parse(entry.encode())
    assert record.identifiers == ("acl:2021.emnlp-main.47",)
    assert record.title == "BERT and Schrödinger's $\\alpha$"
    assert record.authors == ("Véronique Gaél", "Bo Li")
    assert record.published == "2021-11"


def test_an_article_of_pmc_and_a_book_are_read() -> None:
    article = {
        "pmid": "25349395",
        "pmcid": "PMC4234579",
        "doi": "10.1073/pnas.1414271111",
        "title": "Tissues.",
        "authorList": {"author": [{"firstName": "Ann", "lastName": "Berg"}, {"collectiveName": "A Group"}]},
        "abstractText": "<h4>Aim</h4>To see.",
        "firstPublicationDate": "2014-10-27",
    }
    (paper,) = europepmc.parse(json.dumps({"resultList": {"result": [article]}}).encode())
    assert paper.identifiers == ("pmcid:PMC4234579", "pmid:25349395", "doi:10.1073/pnas.1414271111")
    assert (paper.title, paper.authors, paper.abstract) == (
        "Tissues",
        ("Ann Berg", "A Group"),
        "**Aim** To see.",
    )
    found = {
        "ISBN:0262035618": {
            "title": "Deep Learning",
            "authors": [{"name": "Ian Goodfellow"}],
            "publish_date": "Nov 18, 2016",
        }
    }
    (book,) = openlibrary.parse(json.dumps(found).encode())
    assert (book.identifiers, book.published) == (("isbn:9780262035613",), "2016-11-18")


def test_arxivs_complaint_is_refused_in_words() -> None:
    with pytest.raises(UnusableAnswer, match="too often"):
        arxiv.parse(b"Rate exceeded.")


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]><feed>&d;</feed>"""


@pytest.mark.parametrize(
    "body, reason",
    [
        (LAUGHS, "entities"),
        (b'<!DOCTYPE f [<!ENTITY x SYSTEM "file:///etc/passwd">]><f>&x;</f>', "entities"),
        (b'<!DOCTYPE f [<!ENTITY % x SYSTEM "https://example.org/x.dtd"> %x;]><f/>', "entities"),
        (b"<a>" * 200_000, "nested"),
        (b"<a><b></a>", "broken"),
        (b"<a>\xff</a>", "broken"),
        (b'<?xml version="1.0" encoding="no-such"?><a/>', "broken"),
        (b"", "broken"),
    ],
)
def test_dangerous_xml_is_refused(body: bytes, reason: str) -> None:
    with pytest.raises(UnusableAnswer, match=reason):
        parse_xml(body)


def test_xml_with_a_document_type_elsewhere_is_read_without_fetching_it() -> None:
    body = b'<!DOCTYPE a PUBLIC "-//X//Y" "https://127.0.0.1:1/x.dtd"><a>x</a>'
    assert parse_xml(body).text == "x"


@pytest.mark.parametrize("parse", ALL_PARSERS, ids=lambda parse: parse.__module__.rpartition(".")[2])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"[null]",
        b"1e999",
        b'"x"',
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b"\x00\xff",
        b"<",
        b"@article{",
        b"@a{b,c={" * 10_000,
        b"<meta " * 300_000,
        b"<meta name='" * 100_000,
        LAUGHS,
        b"Rate exceeded.",
        b'{"message": {"items": 5}}',
    ],
    ids=range(18),
)
def test_any_body_is_read_or_refused(parse: Parse, body: bytes) -> None:
    found: object
    try:
        found = parse(body)
    except UnusableAnswer as refused:
        found = str(refused)
    assert found == () or (isinstance(found, str) and found)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(["10.1000/x", "2206.00364", "x, y", "2022-01-01", "<i>", "ok"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "message",
                    "status",
                    "items",
                    "title",
                    "author",
                    "given",
                    "family",
                    "issued",
                    "date-parts",
                    "DOI",
                    "relation",
                    "is-preprint-of",
                    "id",
                    "id-type",
                    "data",
                    "attributes",
                    "creators",
                    "titles",
                    "descriptions",
                    "dates",
                    "results",
                    "authorships",
                    "abstract_inverted_index",
                    "ids",
                    "pmcid",
                    "notes",
                    "content",
                    "value",
                    "cdate",
                    "metadata",
                    "paperId",
                    "externalIds",
                    "ArXiv",
                    "authors",
                    "year",
                    "resultList",
                    "result",
                    "ISBN:0262035618",
                    "z_authors",
                    "relatedIdentifiers",
                    "container",
                    "publicationYear",
                    "publication_year",
                    "publication_date",
                    "abstract",
                ]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=25,
)


@given(JSON)
def test_json_of_any_shape_is_read_or_refused(value: object) -> None:
    body = json.dumps(value).encode()
    for parse in ALL_PARSERS:
        try:
            records = parse(body)
        except UnusableAnswer:
            continue
        assert all(record.title for record in records)


def test_meta_tags_survive_what_pages_do() -> None:
    page = b"""<meta charset="utf-8"><meta name="a" content='it"s'><meta
        property=b content=c /><meta name="d" content="a > b"></head><meta name=e content=f>"""
    assert meta_tags(page) == [("a", 'it"s'), ("b", "c"), ("d", "a > b")]


@pytest.mark.parametrize(
    "page, tags",
    [
        ("<META NAME=A CONTENT='B &amp; C'>", [("a", "B & C")]),
        ("<meta name='a' name='b' content='1' content='2'>", [("a", "1")]),
        ("<meta name=a content>", [("a", "")]),
        ("<meta name=a>", []),
        ("<meta content=a>", []),
        ("<meta/name=a/content=b>", []),
        ("<meta name='a'content='b'>", [("a", "b")]),
        ("<meta name = 'a' content = 'b'>", [("a", "b")]),
        ("<meta name='a' content='<meta name=b content=c>'>", [("a", "<meta name=b content=c>")]),
        ("<meta name='a' content='b' <meta name='c' content='d'>", [("a", "b")]),
        ("<metadata name=a content=b>", []),
        ("<meta name=a content='never closed", []),
        ("<!-- " * 9 + "<![x" * 9 + "<?x </y <z <meta name=a content=b>", [("a", "b")]),
        ("<meta name=a content=b></HEAD ><meta name=c content=d>", [("a", "b")]),
        ("\ufeff<meta name=a content=é>", [("a", "é")]),
        ("", []),
    ],
)
def test_meta_tags_are_read_as_browsers_read_them(page: str, tags: list[tuple[str, str]]) -> None:
    assert meta_tags(page.encode()) == tags


def test_meta_tags_of_old_pages_are_read_too() -> None:
    assert meta_tags("<meta name=a content='Schrödinger’s'>".encode("cp1252")) == [("a", "Schrödinger’s")]


def test_a_page_of_thousands_of_tags_or_a_tag_of_thousands_of_signs_is_read_in_part() -> None:
    assert len(meta_tags(b"<meta name=a content=b>" * 9_000)) == 2_000
    long = b"<meta name=a content='" + b"x" * 50_000 + b"'><meta name=b content=c>"
    assert meta_tags(long) == [("b", "c")]


@pytest.mark.parametrize("name", CHAINS)
def test_every_source_of_a_chain_has_an_address_for_its_kind(name: str) -> None:
    rests = {
        "arxiv": "math/0309136",
        "doi": "10.1000/a(b)<c>#d",
        "pmid": "1",
        "pmcid": "PMC1234",
        "openreview": "a-_bcd",
        "acl": "P18-1001",
        "pmlr": "v97/tan19a",
        "neurips": "2022/00000000000000000abc",
        "s2": "1",
        "isbn": "9780262035613",
        "cvf": "content/CVPR2022/A_B_CVPR_2022_paper",
        "url": "https://example.org/x?y=z",
    }
    for source in CHAINS[name]:
        if source.only and not f"{name}:{rests[name]}".startswith(source.only):
            continue
        address = source.url(f"{name}:{rests[name]}")
        assert address.startswith("https://")
        assert address.isascii()
        assert not set(address) & set(' "<>#')
