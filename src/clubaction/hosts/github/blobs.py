"""The contents of files ("blobs"), each checked against its git id."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field

from clubaction.errors import HostError
from clubaction.hosts.github.json_fields import Json


@dataclass
class Blobs:
    """The contents that GitHub has sent so far: git id → bytes."""

    contents: dict[str, bytes] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)
    """Ids whose content GraphQL can't send (binary, too long or no UTF-8), so that REST must be asked for it."""

    def add_graphql(self, oid: str, blob: Json | None) -> None:
        """Adds a blob from a GraphQL answer; one whose text does not have its id was cut or changed: unreadable."""
        text = (blob or {}).get("text")
        data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else None
        if data is not None and blob_id(data) == oid:
            self.contents[oid] = data
        else:
            self.unreadable.add(oid)

    def add_rest(self, oid: str, content: str, encoding: str) -> None:
        """Adds a blob from a REST answer, whose `encoding` is `base64` or `utf-8`.

        Raises `HostError` if the content is incomplete.
        """
        try:
            data = base64.b64decode(content) if encoding == "base64" else content.encode()
        except ValueError:
            data = b""
        if blob_id(data) != oid:
            raise HostError(f"GitHub gave only a part of the file {oid[:10]}; nothing was done. Start the run again")
        self.contents[oid] = data
        self.unreadable.discard(oid)

    def was_asked(self, oid: str) -> bool:
        """Whether GraphQL has answered for this id, with its content or without."""
        return oid in self.contents or oid in self.unreadable


def blob_id(data: bytes) -> str:
    """Git's id of a file's content: a SHA-1 in 40 hexadecimal digits."""
    return hashlib.sha1(b"blob %d\0%b" % (len(data), data), usedforsecurity=False).hexdigest()
