"""Reads XML from untrusted servers in bounded time and memory, without entities or anything external."""

from __future__ import annotations

from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from clubaction.papers.metadata import UnusableAnswer

_MAX_DEPTH = 100


def parse_xml(body: bytes) -> Element:
    """The root element; names in a namespace are written `{uri}name`, as in ElementTree.

    Raises `UnusableAnswer` for XML that is not well-formed, declares an entity or is nested more than 100 deep.
    A document type may be declared, but is never fetched.
    """
    builder = TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _MAX_DEPTH:
            raise UnusableAnswer("sent XML that is nested too deep")
        builder.start("{" + name if "}" in name else name, attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end("{" + name if "}" in name else name)

    def entity(*_: object) -> None:
        raise UnusableAnswer("sent XML that declares entities")

    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    parser.EntityDeclHandler = entity
    try:
        parser.Parse(body, True)  # noqa: FBT003 - expat takes it by position only
        return builder.close()
    except (expat.ExpatError, ValueError, LookupError, AssertionError) as error:
        if isinstance(error, UnusableAnswer):
            raise
        raise UnusableAnswer("sent XML that is broken or cut short") from None
