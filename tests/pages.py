"""Markdown as GitHub shows it: cmark-gfm's own rendering, read back as a tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

import cmarkgfm
from cmarkgfm.cmark import Options

EXTENSIONS = ("table", "autolink", "strikethrough", "tagfilter")
_VOID = ("br", "hr", "img", "input")


def html(markdown: str, *, raw: bool = True) -> str:
    """The HTML of a Markdown text; without `raw`, HTML that people wrote themselves is left out."""
    options = Options.CMARK_OPT_FOOTNOTES | (Options.CMARK_OPT_UNSAFE if raw else 0)
    return str(cmarkgfm.markdown_to_html_with_extensions(markdown, options=options, extensions=EXTENSIONS))


@dataclass
class Element:
    """An element with its attributes and children; text is a child as it is."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text that a reader sees, zero-width spaces left out."""
        shown = "".join(child if isinstance(child, str) else child.text for child in self.children)
        return shown.replace("\u200b", "")

    @property
    def written(self) -> str:
        """The text with its zero-width spaces."""
        return "".join(child if isinstance(child, str) else child.written for child in self.children)

    def all(self, *tags: str) -> Iterator[Element]:
        """The elements below this one in the order of the page, those of the given tags or all."""
        for child in self.children:
            if isinstance(child, Element):
                if not tags or child.tag in tags:
                    yield child
                yield from child.all(*tags)


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("page")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag in [element.tag for element in self.open[1:]]:
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def handle_comment(self, data: str) -> None:
        self.open[-1].children.append(Element("comment", {"text": data}))

    def handle_decl(self, decl: str) -> None:
        self.open[-1].children.append(Element("declaration", {"text": decl}))

    def unknown_decl(self, data: str) -> None:
        self.open[-1].children.append(Element("declaration", {"text": data}))

    def handle_pi(self, data: str) -> None:
        self.open[-1].children.append(Element("instruction", {"text": data}))


def page(markdown: str, *, raw: bool = True) -> Element:
    """The page that a Markdown text becomes; `raw` as in `html`."""
    builder = _Builder()
    builder.feed(html(markdown, raw=raw))
    builder.close()
    return builder.root


def rows(table: Element) -> list[list[Element]]:
    """The rows of a table, the header first."""
    return [list(row.all("th", "td")) for row in table.all("tr")]
