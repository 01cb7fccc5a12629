"""What people paste, and the paper it names."""

from __future__ import annotations

import string
from pathlib import Path

import idutils
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clubaction.papers.identify.identifiers import find, identify, kind, link_for
from tests.conftest import shared_path

HERE = Path(__file__).resolve().parent


def rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


GOLDEN = rows("identifiers.tsv")
REAL = rows("real_links.tsv")


def test_the_golden_table_is_as_large_as_promised() -> None:
    assert len(GOLDEN) >= 150
    assert len({kind(identifier) for _, identifier in GOLDEN}) >= 12


@pytest.mark.parametrize("pasted, identifier", GOLDEN)
def test_whatever_was_pasted_gives_the_papers_identifier(pasted: str, identifier: str) -> None:
    assert identify(pasted) == identifier


@pytest.mark.parametrize("pasted, identifier, readme", REAL)
def test_links_as_clubs_really_write_them_give_the_papers_identifier(pasted: str, identifier: str, readme: str) -> None:
    assert identify(pasted) == identifier
    assert identify(f"| 02.10.2024 | [paper]({pasted.rstrip(')]<,.')}) | x |") == identifier


def test_the_real_links_are_in_the_clubs_readmes() -> None:
    folder = shared_path("corpus/readmes")
    for pasted, _, readme in REAL:
        assert pasted in (folder / readme).read_text(encoding="utf-8", errors="replace")


def test_every_link_in_the_clubs_readmes_is_read_without_complaint() -> None:
    for path in sorted(shared_path("corpus/readmes").iterdir()):
        for identifier in find(path.read_text(encoding="utf-8", errors="replace")):
            assert identify(identifier) == identifier
            assert link_for(identifier).startswith("https://")


@pytest.mark.parametrize("identifier", sorted({row[1] for row in GOLDEN + REAL if row[1]}))
def test_an_identifier_and_its_link_name_the_paper_again(identifier: str) -> None:
    assert identify(identifier) == identifier
    assert identify(link_for(identifier)) == identifier


@pytest.mark.parametrize("identifier", sorted({row[1] for row in GOLDEN + REAL if row[1]}))
def test_another_library_takes_the_number_for_one_of_its_kind(identifier: str) -> None:
    judges = {
        "doi": idutils.is_doi,
        "arxiv": idutils.is_arxiv,
        "isbn": idutils.is_isbn13,
        "pmid": idutils.is_pmid,
        "pmcid": idutils.is_pmcid,
        "url": idutils.is_url,
    }
    name, _, number = identifier.partition(":")
    assert name not in judges or judges[name](number)


def test_all_papers_of_a_text_are_found_in_order_and_once() -> None:
    text = (
        "Read https://doi.org/10.1038/nature14539 and arXiv:2206.00364v2 (also https://arxiv.org/pdf/2206.00364),"
        " then PMID 25349395; code at https://github.com/NVlabs/edm."
    )
    assert find(text) == (
        "doi:10.1038/nature14539",
        "arxiv:2206.00364",
        "pmid:25349395",
        "url:https://github.com/NVlabs/edm",
    )


def test_a_paper_goes_before_a_book_and_a_book_before_a_link() -> None:
    assert identify("https://example.org ISBN 9780262035613 2206.00364") == "arxiv:2206.00364"
    assert identify("https://example.org ISBN 9780262035613") == "isbn:9780262035613"


def test_a_host_in_any_script_is_written_in_ascii() -> None:
    assert identify("https://bücher.example/ä?q=ö") == "url:https://xn--bcher-kva.example/%C3%A4?q=%C3%B6"


def test_text_without_a_paper_names_none() -> None:
    assert find("") == ()
    assert identify("TBD") == ""
    assert link_for("TBD") == ""
    assert link_for("arxiv:") == ""
    assert link_for("url:javascript:alert(1)") == ""


PIECES = st.sampled_from(
    [
        "https://",
        "http://",
        "10.1038/",
        "arxiv.org/abs/",
        "2206.00364",
        "doi:",
        "(",
        ")",
        "[",
        "]",
        "v2",
        "PMC1234",
        "ISBN ",
        "978026203561",
        "?id=",
        "&amp;",
        "%25",
        "%",
        "..",
        "//",
        ":443",
        "@",
        "#",
        "\n",
        "\0",
        "é",
        "（",
        "openreview.net",
    ]
)


@given(st.lists(PIECES | st.text(string.printable, max_size=5), max_size=20).map("".join))
@example("https://[")
@example("https://a.b:99999/")
@example("https://a.b/%E2%28%A1")
@example("https://proceedings.neurips.cc/paper/0/hash/x")
def test_any_text_gives_only_identifiers_that_name_themselves(text: str) -> None:
    for identifier in find(text):
        assert identify(identifier) == identifier
        assert link_for(identifier).startswith("https://")
        assert not set(link_for(identifier)) & set(' "<>\n\t\0')


@pytest.mark.parametrize(
    "unit", ["10.1038/", "https://", "https://a.b/(", "(", "10.1", "arXiv:", "978-", "a.", "<1::", "&amp;"]
)
def test_long_hostile_texts_are_read_to_the_end(unit: str) -> None:
    text = unit * (60_000 // len(unit)) + " arXiv:2206.00364"
    assert "arxiv:2206.00364" in find(text)
