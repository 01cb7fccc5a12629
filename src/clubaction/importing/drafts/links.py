"""The links of a session: to its papers, its slides, its recording, its code, and those kept in its text."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from clubaction.text import gfm
from clubaction.importing.drafts.draft import MOST, Draft, Remark
from clubaction.importing.entry import Cell
from clubaction.importing.field_names import MATERIALS, material_of
from clubaction.importing.markup.inline import Inline, Piece
from clubaction.importing.report import Ledger
from clubaction.importing.vocabulary import GENERIC_LABELS, fold, is_placeholder

_FORM_ADDRESS = re.compile(r"issues/new\b")


def target(url: str) -> str:
    """An address as a rendered page would give it back; empty if it is none to follow."""
    return html.unescape(gfm.safe_url(url))


def invites(link: Piece) -> bool:
    """Whether a link opens an issue form: it stands where a paper or a person is still missing."""
    return bool(_FORM_ADDRESS.search(link.url))


def take_links(made: Draft, links: Sequence[Piece]) -> None:
    """Adds links to papers; one whose label says `slides`, `video` or `code` goes where that belongs."""
    for link in links:
        url = target(link.url)
        material = None if link.bare else material_of(link.text)
        if not url or url in made.links:
            continue
        if len(made.links) >= MOST:
            made.remarks.append(Remark("More", gfm.link(link.text, url)))
        elif material and material not in made.materials:
            made.materials[material] = url
        else:
            _add_paper_link(made, link, url)


def _add_paper_link(made: Draft, link: Piece, url: str) -> None:
    made.links.append(url)
    if len(made.links) > 1:
        says_what = not link.bare and fold(link.text) not in GENERIC_LABELS
        label = (link.text if says_what else "") or gfm.link_label(url)
        made.remarks.append(Remark("Link", gfm.link(label, url), is_further_link=True))


def take_link(made: Draft, cell: Cell, _: Ledger) -> None:
    """Adds the links of a column of links; what it says without one is kept in the text."""
    take_links(made, [link for link in cell.value.links if not invites(link)])
    said = cell.value.words
    if not cell.value.links and not is_placeholder(said) and fold(said) not in ("and", "und", "et"):
        made.remarks.append(whole_cell(cell))


def take_material(made: Draft, cell: Cell, ledger: Ledger) -> None:
    """Adds slides, a recording or code; a second one of a kind is kept in the text."""
    own = next((material for material in MATERIALS if material == cell.field), None)
    links = [link for link in cell.value.links if target(link.url)]
    for link in links:
        material = (None if link.bare else material_of(link.text)) or own
        url = target(link.url)
        if material and made.materials.setdefault(material, url) != url:
            made.remarks.append(linked(cell, link))
    if not links and cell.value.flat and not is_placeholder(cell.value.flat):
        take_remark(made, cell, ledger)


def take_remark(made: Draft, cell: Cell, _: Ledger) -> None:
    """Keeps anything else in the text, but for links whose labels say where they belong."""
    value = cell.value
    if is_placeholder(value.flat) and not value.links:
        return
    if not _only_materials(value):
        made.remarks.append(whole_cell(cell))
        return
    for link in value.links:
        material, url = material_of(link.text), target(link.url)
        if material and url and material not in made.materials:
            made.materials[material] = url
        elif url:
            made.remarks.append(linked(cell, link))


def _only_materials(value: Inline) -> bool:
    """Whether a cell is nothing but links labelled `slides`, `video` or `code`."""
    says_more = value.words.strip(" ,;|")
    return not says_more and bool(value.links) and all(material_of(link.text) for link in value.links)


def linked(cell: Cell, link: Piece) -> Remark:
    """One link of a cell as a remark."""
    return Remark(_label(cell), gfm.link(link.text, target(link.url)))


def whole_cell(cell: Cell) -> Remark:
    """All that a cell says as a remark."""
    return Remark(_label(cell), " ".join(cell.value.source.split()))


def _label(cell: Cell) -> str:
    return gfm.escape(cell.label) if cell.label else "Note"
