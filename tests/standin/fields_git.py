"""What GraphQL reads of references, commits, trees and blobs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .fields import field, git_node, plain
from .nodes import (
    PREFIX_OF,
    Author,
    Context,
    GitNode,
    Page,
    Ref,
    TreeRow,
    page,
)
from .objects import GitFailure
from .state import encode_id, not_found
from .views import account

TEXT_LIMIT = 512_000
"""A blob's text above this many bytes is cut."""


def _git_id(thing: GitNode | Ref) -> str:
    if isinstance(thing, Ref):
        return encode_id("REF", thing.repository.id, thing.name)
    return encode_id(PREFIX_OF[thing.kind.title()], thing.repository.id, thing.oid)


plain("Ref Commit Tree Blob", id=_git_id, repository=lambda thing: thing.repository)
plain("Commit Tree Blob", oid=lambda thing: thing.oid, abbreviatedOid=lambda thing: thing.oid[:7])
plain(
    "Ref",
    name=lambda ref: ref.name.split("/", 2)[2],
    prefix=lambda ref: "/".join(ref.name.split("/", 2)[:2]) + "/",
    target=lambda ref: git_node(ref.repository, ref.oid),
)
plain(
    "Commit",
    message=lambda node: node.commit().message,
    messageHeadline=lambda node: node.commit().message.partition("\n")[0],
    messageBody=lambda node: node.commit().message.partition("\n\n")[2],
    committedDate=lambda node: node.commit().committer.when,
    authoredDate=lambda node: node.commit().author.when,
    tree=lambda node: GitNode(node.repository, node.commit().tree, "tree"),
)


@field("Commit", "url")
def commit_url(node: GitNode, context: Context) -> str:
    return f"{context.views.page(node.repository)}/commit/{node.oid}"


@field("Commit", "author")
def commit_author(node: GitNode, context: Context) -> Author:
    who = node.commit().author
    return Author(who, account(context.store.users, who.email))


@field("Commit", "committer")
def committer(node: GitNode, context: Context) -> Author:
    who = node.commit().committer
    return Author(who, account(context.store.users, who.email))


plain(
    "GitActor",
    name=lambda author: author.signature.name,
    email=lambda author: author.signature.email,
    date=lambda author: author.signature.when,
    user=lambda author: author.user,
)


def _commits(node: GitNode, oids: Iterable[str], arguments: dict[str, Any]) -> Page:
    return page([GitNode(node.repository, oid, "commit") for oid in oids], arguments, key=lambda one: one.oid)


@field("Commit", "parents")
def parents(node: GitNode, context: Context, **arguments: Any) -> Page:
    return _commits(node, node.commit().parents, arguments)


@field("Commit", "history")
def history(node: GitNode, context: Context, *, path: str | None = None, **arguments: Any) -> Page:
    return _commits(node, node.repository.git.log(node.oid, path=path or ""), arguments)


@field("Commit", "file")
def commit_file(node: GitNode, context: Context, *, path: str) -> TreeRow:
    folder, _, name = path.rpartition("/")
    try:
        entries = node.repository.git.entries(f"{node.oid}:{folder}")
    except GitFailure:
        entries = []
    for one in entries:
        if one.path == name:
            return TreeRow(node.repository, one, path)
    raise not_found(f"Could not resolve file for path '{path}'.")


@field("Tree", "entries")
def entries(node: GitNode, context: Context) -> list[TreeRow]:
    prefix = f"{node.path}/" if node.path else ""
    return [TreeRow(node.repository, one, prefix + one.path) for one in node.repository.git.entries(node.oid)]


plain(
    "TreeEntry",
    name=lambda row: row.entry.name,
    oid=lambda row: row.entry.oid,
    type=lambda row: row.entry.type,
    mode=lambda row: int(row.entry.mode, 8),
    size=lambda row: row.entry.size or 0,
    path=lambda row: row.path,
    object=lambda row: git_node(row.repository, row.entry.oid, row.path),
)


def _is_binary(content: bytes) -> bool:
    return b"\0" in content[:8000]


def _text(node: GitNode) -> str | None:
    """A blob as text: cut when long, and read as Latin-1 where it is no UTF-8, which loses the bytes."""
    content = node.content()
    if _is_binary(content):
        return None
    try:
        return content[:TEXT_LIMIT].decode()
    except UnicodeDecodeError:
        return content[:TEXT_LIMIT].decode("latin-1")


plain(
    "Blob",
    text=_text,
    byteSize=lambda node: len(node.content()),
    isBinary=lambda node: _is_binary(node.content()),
    isTruncated=lambda node: len(node.content()) > TEXT_LIMIT,
)
