"""The papers that the stand-ins know, and how each service tells of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import parse_qs, unquote, urlsplit

from tests.papers.services import Handler, Reply

NOBODY = Reply(b"Resource not found.", 404, "text/plain")
DOWN = Reply(b"Down for maintenance.", 503, "text/plain")


@dataclass(frozen=True, slots=True)
class Work:
    """One paper, with the words that the services have for it."""

    number: str = ""
    """On arXiv."""
    title: str = ""
    authors: Sequence[str] = ("Ada Example", "Ben Sample")
    abstract: str = ""
    doi: str = ""
    journal: str = ""

    def entry(self) -> str:
        """As arXiv tells it (https://info.arxiv.org/help/api/user-manual.html)."""
        words = {
            "id": f"http://arxiv.org/abs/{self.number}v1",
            "title": self.title or f"Paper {self.number}",
            "summary": self.abstract or f"About {self.number}.",
            "published": "2022-06-01T17:54:33Z",
            "arxiv:doi": self.doi,
            "arxiv:journal_ref": self.journal,
        }
        fields = "".join(f"<{tag}>{escape(text)}</{tag}>" for tag, text in words.items() if text)
        names = "".join(f"<author><name>{escape(name)}</name></author>" for name in self.authors)
        return f"<entry>{fields}{names}</entry>"

    def csl(self) -> bytes:
        """As doi.org tells it (https://citation.crosscite.org/docs.html)."""
        names = [dict(zip(("given", "family"), name.rsplit(" ", 1), strict=True)) for name in self.authors]
        fields = {
            "DOI": self.doi,
            "title": self.title,
            "author": names,
            "abstract": f"<jats:p>{self.abstract or 'Abstract.'}</jats:p>",
            "issued": {"date-parts": [[2023, 5, 1]]},
        }
        return json.dumps(fields).encode()


def services(works: Iterable[Work]) -> dict[str, Handler | Reply]:
    """The hosts that answer for these works; all others know nothing."""
    by_number = {work.number: work for work in works if work.number}
    by_doi = {work.doi.lower(): work for work in works if work.doi}

    def arxiv(path: str) -> Reply:
        numbers = parse_qs(urlsplit(path).query)["id_list"][0].split(",")
        entries = "".join(by_number[number].entry() for number in numbers if number in by_number)
        names = 'xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom"'
        return Reply(f"<feed {names}>{entries}</feed>".encode(), kind="application/atom+xml; charset=utf-8")

    def doi(path: str) -> Reply:
        work = by_doi.get(unquote(path).strip("/").lower())
        return Reply(work.csl(), kind="application/vnd.citationstyles.csl+json") if work else NOBODY

    silent = (
        "api.crossref.org",
        "api.datacite.org",
        "api.openalex.org",
        "api.semanticscholar.org",
        "api.unpaywall.org",
        "zenodo.org",
    )
    return {"export.arxiv.org": arxiv, "doi.org": doi, **dict.fromkeys(silent, NOBODY)}


EDM = Work(
    "2206.00364",
    "Elucidating the Design Space of Diffusion-Based Generative Models",
    ("Tero Karras", "Miika Aittala", "Timo Aila", "Samuli Laine"),
    "We argue that the theory and practice of diffusion-based generative models are currently unnecessarily "
    "convoluted: with $\\sigma_{max}$ and a_b it *can't* be x<y.",
)
