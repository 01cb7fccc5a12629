"""No text stalls what reads papers: about linear time on 65,536 characters, and never a wrong paper from a cut link."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping

import pytest

from clubaction.papers import cleaning, jats
from clubaction.papers.identify import links
from clubaction.papers.identify.identifiers import find, identify
from clubaction.papers.identify.numbering import normal_doi, normal_isbn
from clubaction.papers.meta_tags import meta_tags
from clubaction.papers.metadata import UnusableAnswer
from clubaction.papers.sources import bibtex
from clubaction.papers.titles import same_title, without_latex
from tests.papers import pace

PIECES = (
    "a", " ", "\n", "(", ")", "a)", "https://", "https://a.org/(", "https://doi.org/10.1234/a", "/full/html",
    "http://,", "10.1234/x ", "10.1234/", "doi ", "doi:", "arxiv ", "arxiv eprint ", "pmid ", "ISBN ", "978-",
    "2206.00364 ", "acl:", "cvf:content/_paper", "https://www.nature.com/articles/a0_", "<", "<a", "<p>", "<i>",
    "<b>a</b>", "<!--", "<?", "<sup>a", "<tex-math>", "<math>", "&lt;", "&amp;", "$", "$a$", "\\", "*", "a_b",
    "[", "{", '\\"{a}', "\\emph ", "é", "Ã©", "α", '"', "<meta ", '<meta name="a" content="', '="<meta ',
    "b={c}, ", "a = ", ",", "、", "v0.", ": ", " - ",
)  # fmt: skip
OPENINGS = ("", "doi ", "arxiv ", "https://doi.org/10.1234/", "https://www.nature.com/articles/a0", "$", "<p>", "(")


def _bibtex(text: str) -> None:
    for entry in (f"@a{{b, {text}", f"@a{{b, title={{{text}}}, author={{{text}}}}}", f"@{text}"):
        try:
            bibtex.parse(entry.encode())
        except UnusableAnswer:
            continue


READERS: Mapping[str, Callable[[str], object]] = {
    "identify": identify,
    "link": links.identifier,
    "doi": normal_doi,
    "isbn": normal_isbn,
    "title": cleaning.title,
    "abstract": cleaning.abstract,
    "plain abstract": lambda text: cleaning.abstract(text, marked_up=False),
    "name": cleaning.name,
    "date": cleaning.date_in,
    "jats": jats.paragraphs,
    "meta tags": lambda text: meta_tags(text.encode()),
    "latex": without_latex,
    "same title": lambda text: same_title(text, f"A: {text[::-1]}"),
    "bibtex": _bibtex,
}


@pytest.mark.parametrize("name", READERS)
def test_no_text_is_slow_to_read(name: str) -> None:
    read = READERS[name]
    texts = {both: pace.repeated(*both) for both in itertools.product(PIECES, OPENINGS)}
    # What grows too fast is among the slowest already when it is short.
    taken = {both: pace.seconds(read, text(2_048)) for both, text in texts.items()}
    slowest = sorted(texts, key=lambda both: -taken[both])[:4]
    assert not {both: found for both in slowest if (found := pace.complaint(read, texts[both]))}


@pytest.mark.parametrize(
    "start",
    [
        "https://arxiv.org/abs/2206.00364",
        "arxiv.org/abs/2206.00364",
        "https://doi.org/10.1038/nature14539",
        "10.1038/nature14539",
        "https://www.nature.com/articles/nature14539",
        "https://example.org/",
        "openreview:r9OUQpwhVo",
        "pmlr:v97/tan19a",
    ],
)
@pytest.mark.parametrize("more", ["?a=", "/full/html", "#", "/", "a", "0", "%25", "()"])
def test_a_link_that_is_too_long_names_no_paper_not_even_that_of_its_beginning(start: str, more: str) -> None:
    assert find(start + more * 1000) == () or len(start + more * 1000) <= links.LONGEST
    assert find(start + more * 30_000) == ()
    assert links.identifier(start + more * 30_000) == ""


def test_what_stands_beside_a_link_that_is_too_long_is_found() -> None:
    text = f"See https://doi.org/10.1234/{'a' * 3000} and arXiv:2206.00364, https://example.org/{'b' * 1900}"
    assert find(text) == ("arxiv:2206.00364", f"url:https://example.org/{'b' * 1900}")


def test_the_names_of_pages_behind_a_doi_are_taken_off_however_many() -> None:
    for pages in ("/full/html", "/full", ".full.pdf+html", "/abstract.html", ".full-text/pdf", "/full/html" * 40):
        assert identify(f"https://journals.example.org/doi/10.1234/abc{pages}") == "doi:10.1234/abc"
        assert identify(f"https://journals.example.org/doi/10.1234/abc{pages}/") == "doi:10.1234/abc"
    assert identify("https://journals.example.org/doi/10.1234/abc/fullness") == "doi:10.1234/abc/fullness"


@pytest.mark.parametrize(
    "path, doi",
    [
        ("articles/nature14539", "10.1038/nature14539"),
        ("articles/nature14539.pdf", "10.1038/nature14539"),
        ("articles/s41586-021-03819-2.pdf", "10.1038/s41586-021-03819-2"),
        ("articles/s41586-021-03819-2_reference.pdf", "10.1038/s41586-021-03819-2"),
        ("articles/s41586-021-03819-2/figures/1", "10.1038/s41586-021-03819-2"),
        ("nature/journal/v521/n7553/full/nature14539.html", "10.1038/nature14539"),
        ("nature/journal/v521/n7553/abs/nature14539_F1.html", "10.1038/nature14539"),
        ("articles/nmeth.1618", "10.1038/nmeth.1618"),
        ("full/pdf/nrn3475-c1", "10.1038/nrn3475-c1"),
    ],
)
def test_natures_addresses_name_a_doi(path: str, doi: str) -> None:
    assert identify(f"https://www.nature.com/{path}") == f"doi:{doi}"


@pytest.mark.parametrize("path", ["articles/about", "articles/a1.b", "full/", "articles/1234"])
def test_other_pages_of_nature_name_none(path: str) -> None:
    assert not identify(f"https://www.nature.com/{path}").startswith("doi:")
