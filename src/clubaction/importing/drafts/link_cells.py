"""Adds links to a draft: to papers, slides, a recording or code; all others become remarks."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from clubaction.importing.drafts.draft import MOST, Draft, Remark
from clubaction.importing.entry import Cell
from clubaction.importing.field_names import MATERIALS, Material, material_of
from clubaction.importing.markup.inline import Inline, Piece
from clubaction.importing.report import Report
from clubaction.importing.vocabulary import GENERIC_LABELS, fold, is_placeholder
from clubaction.text import link_labels, markdown

_FORM_ADDRESS = re.compile(r"issues/new\b")


def target(url: str) -> str:
    """The address as a browser would open it from a rendered page; empty if it is not safe to follow."""
    return html.unescape(markdown.safe_url(url))


def invites(link: Piece) -> bool:
    """Whether a link opens an issue form, as links do where a paper or a person is still missing."""
    return bool(_FORM_ADDRESS.search(link.url))


def take_links(draft: Draft, links: Sequence[Piece]) -> None:
    """Adds links to papers; one that is labelled `slides`, `video` or `code` becomes that material instead."""
    for link in links:
        material, url = _labelled_material(link), target(link.url)
        if not url or url in draft.links:
            continue
        if len(draft.links) >= MOST:
            draft.remarks.append(Remark("More", markdown.link(link.text, url)))
        elif material and material not in draft.materials:
            draft.materials[material] = url
        else:
            _add_paper_link(draft, link, url)


def _add_paper_link(draft: Draft, link: Piece, url: str) -> None:
    draft.links.append(url)
    if len(draft.links) > 1:
        has_own_label = not link.bare and fold(link.text) not in GENERIC_LABELS
        label = (link.text if has_own_label else "") or link_labels.link_label(url)
        draft.remarks.append(Remark("Link", markdown.link(label, url), is_further_link=True))


def take_link(draft: Draft, cell: Cell, _: Report) -> None:
    """Adds the links of a cell in a column of links; a text without a link becomes a remark."""
    take_links(draft, [link for link in cell.value.links if not invites(link)])
    words = cell.value.words
    if not cell.value.links and not is_placeholder(words) and fold(words) not in ("and", "und", "et"):
        draft.remarks.append(whole_cell(cell))


def take_material(draft: Draft, cell: Cell, report: Report) -> None:
    """Adds slides, a recording or code; a second one of the same kind becomes a remark."""
    own = next((material for material in MATERIALS if material == cell.field), None)
    links = [link for link in cell.value.links if target(link.url)]
    for link in links:
        material, url = _labelled_material(link) or own, target(link.url)
        if material and draft.materials.setdefault(material, url) != url:
            draft.remarks.append(linked(cell, link))
    if not links and not is_placeholder(cell.value.flat):
        take_remark(draft, cell, report)


def _labelled_material(link: Piece) -> Material | None:
    """The material that the label of a link names; None for other labels and for a bare address."""
    return None if link.bare else material_of(link.text)


def take_remark(draft: Draft, cell: Cell, _: Report) -> None:
    """Adds a cell as a remark; if it only has links labelled as materials, these become the materials."""
    value = cell.value
    if is_placeholder(value.flat) and not value.links:
        return
    if not _only_materials(value):
        draft.remarks.append(whole_cell(cell))
        return
    for link in value.links:
        material, url = material_of(link.text), target(link.url)
        if material and url and material not in draft.materials:
            draft.materials[material] = url
        elif url:
            draft.remarks.append(linked(cell, link))


def _only_materials(value: Inline) -> bool:
    """Whether a cell is nothing but links labelled `slides`, `video` or `code`."""
    says_more = value.words.strip(" ,;|")
    return not says_more and bool(value.links) and all(material_of(link.text) for link in value.links)


def linked(cell: Cell, link: Piece) -> Remark:
    """One link of a cell as a remark."""
    return Remark(_label(cell), markdown.link(link.text, target(link.url)))


def whole_cell(cell: Cell) -> Remark:
    """The whole content of a cell as a remark."""
    return Remark(_label(cell), " ".join(cell.value.source.split()))


def _label(cell: Cell) -> str:
    return markdown.escape(cell.label) if cell.label else "Note"
