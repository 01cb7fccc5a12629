"""XML and HTML from strangers, read in bounded time and memory, without entities or anything external."""

from __future__ import annotations

import html
import re
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from clubaction.papers.records import Refused

_MAX_DEPTH = 100
_MAX_META = 2000
_MAX_TAG = 40_000
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?[\s/]*""")
_META = re.compile(r"<meta(?=[\s/])|</head\s*>", re.IGNORECASE)


def parse_xml(body: bytes) -> Element:
    """The root element; names in a namespace are written `{uri}name`.

    Raises `Refused` for what is not well-formed, declares an entity, or is nested more than 100 deep.
    A document type may be named, but is never fetched.
    """
    builder = TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _MAX_DEPTH:
            raise Refused("sent XML that is nested too deep")
        builder.start("{" + name if "}" in name else name, attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end("{" + name if "}" in name else name)

    def entity(*_: object) -> None:
        raise Refused("sent XML that declares entities")

    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    parser.EntityDeclHandler = entity
    try:
        parser.Parse(body, True)  # noqa: FBT003 - expat takes it by position only
        return builder.close()
    except (expat.ExpatError, ValueError, LookupError, AssertionError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused("sent XML that is broken or cut short") from None


def meta_tags(body: bytes) -> list[tuple[str, str]]:
    """The (name, content) pairs of the `<meta>` tags in a page's head, names in lower case, in order."""
    text = decode(body)
    pairs: list[tuple[str, str]] = []
    for match in _META.finditer(text):
        if match[0].startswith("</") or len(pairs) >= _MAX_META:
            break
        attributes = _attributes(text, match.end())
        name = attributes.get("name") or attributes.get("property") or ""
        if name and "content" in attributes:
            pairs.append((name.strip().lower(), html.unescape(attributes["content"])))
    return pairs


def decode(body: bytes) -> str:
    """Text from bytes: UTF-8, or else Latin-1 in the variant browsers read."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1252", errors="replace")


def _attributes(text: str, position: int) -> dict[str, str]:
    """The attributes of the tag whose name ends at `position`; of a repeated one the first."""
    found: dict[str, str] = {}
    limit = position + _MAX_TAG
    while position < len(text) and text[position] in " \t\r\n\f/":
        position += 1
    while match := _ATTRIBUTE.match(text, position, limit):
        found.setdefault(match[1].lower(), match[2] or match[3] or match[4] or "")
        position = match.end()
    return found
