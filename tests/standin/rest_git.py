"""REST of git's own objects: blobs, trees, commits and references."""

from __future__ import annotations

import base64
import binascii

from . import references
from .access import require
from .exchange import Response
from .objects import CommitObject, Entry, GitFailure, Signature
from .references import Move
from .rest import Call, needed, object_id, route, text
from .state import Refusal, Repository, encode_id, not_found
from .views import Json

_MODES = {"100644": "blob", "100755": "blob", "040000": "tree", "160000": "commit", "120000": "blob"}


@route("GET", "/repos/{owner}/{repo}/git/blobs/{sha}")
def blob(call: Call, owner: str, repo: str, sha: str) -> Response:
    found = call.repository(owner, repo, "contents")
    thing = found.git.read(sha)
    if thing is None or thing[0] != "blob":
        raise not_found()
    shape = {
        "sha": sha,
        "node_id": encode_id("B", found.id, sha),
        "size": len(thing[1]),
        "url": f"{call.views.place(found)}/git/blobs/{sha}",
        "content": base64.encodebytes(thing[1]).decode(),
        "encoding": "base64",
    }
    return Response(200, shape)


@route("POST", "/repos/{owner}/{repo}/git/blobs")
def new_blob(call: Call, owner: str, repo: str) -> Response:
    found = call.repository(owner, repo, "contents")
    require(call.token, found, "write", "contents")
    body = call.request.json()
    needed(body, "content")
    content = text(body, "content")
    try:
        data = base64.b64decode(content, validate=False) if body.get("encoding") == "base64" else content.encode()
    except binascii.Error as error:
        raise Refusal(422, "content is not valid Base64") from error
    sha = found.git.write_blobs([data])[0]
    url = f"{call.views.place(found)}/git/blobs/{sha}"
    return Response(201, {"sha": sha, "url": url}, {"Location": url})


@route("GET", "/repos/{owner}/{repo}/git/trees/{sha+}")
def tree(call: Call, owner: str, repo: str, sha: str) -> Response:
    found = call.repository(owner, repo, "contents")
    oid = found.git.resolve(f"{sha}^{{tree}}")
    if oid is None:
        raise not_found()
    return Response(200, _tree(call, found, oid, recursive="recursive" in call.request.query))


def _tree(call: Call, repository: Repository, oid: str, *, recursive: bool = False) -> Json:
    place = f"{call.views.place(repository)}/git"
    rows = [_tree_row(place, entry) for entry in repository.git.entries(oid, recursive=recursive)]
    return {"sha": oid, "url": f"{place}/trees/{oid}", "tree": rows, "truncated": False}


def _tree_row(place: str, entry: Entry) -> Json:
    row: Json = {"path": entry.path, "mode": entry.mode, "type": entry.type, "sha": entry.oid}
    if entry.size is not None:
        row["size"] = entry.size
    if entry.type != "commit":
        row["url"] = f"{place}/{entry.type}s/{entry.oid}"
    return row


@route("POST", "/repos/{owner}/{repo}/git/trees")
def new_tree(call: Call, owner: str, repo: str) -> Response:
    found = call.repository(owner, repo, "contents")
    require(call.token, found, "write", "contents")
    body = call.request.json()
    needed(body, "tree")
    base = None
    if body.get("base_tree"):
        base = found.git.resolve(f"{body['base_tree']}^{{tree}}")
        if base is None:
            raise not_found()
    rows = [_checked(found, row) for row in body["tree"]]
    inline = [row["content"].encode() for row in rows if "content" in row]
    made = iter(found.git.write_blobs(inline))
    changes = [(row["mode"], next(made) if "content" in row else row["sha"], row["path"]) for row in rows]
    known = {entry.path for entry in found.git.entries(base, recursive=True)} if base else set()
    if any(oid is None and path not in known for _, oid, path in changes):
        raise Refusal(422, "GitRPC::BadObjectState")
    try:
        oid = found.git.write_tree(base, changes)
    except GitFailure as failure:
        raise Refusal(422, "tree.path contains a malformed path component") from failure
    return Response(201, _tree(call, found, oid))


def _checked(repository: Repository, row: Json) -> Json:
    path = row.get("path")
    if not isinstance(path, str) or not path:
        raise Refusal(422, "Must supply tree.path")
    if path.startswith("/"):
        raise Refusal(422, "tree.path cannot start with a slash")
    if {"", ".", "..", ".git"} & set(path.split("/")):
        raise Refusal(422, "tree.path contains a malformed path component")
    if row.get("mode") not in _MODES:
        raise Refusal(422, "Must supply a valid tree.mode")
    if ("sha" in row) == ("content" in row):
        raise Refusal(422, "Must supply either tree.sha or tree.content, and not both")
    sha = row.get("sha")
    if sha is not None and repository.git.kind(sha) != _MODES[row["mode"]]:
        raise Refusal(422, f"tree.sha {sha} is not a valid {_MODES[row['mode']]}")
    return row


@route("GET", "/repos/{owner}/{repo}/git/commits/{sha}")
def commit(call: Call, owner: str, repo: str, sha: str) -> Response:
    found = call.repository(owner, repo, "contents")
    return Response(200, call.views.git_commit(found, _commit(found, sha)))


def _commit(repository: Repository, sha: str) -> CommitObject:
    commit = repository.git.commit(sha)
    if commit is None:
        raise not_found()
    return commit


@route("POST", "/repos/{owner}/{repo}/git/commits")
def new_commit(call: Call, owner: str, repo: str) -> Response:
    found = call.repository(owner, repo, "contents")
    require(call.token, found, "write", "contents")
    body = call.request.json()
    needed(body, "message", "tree")
    if found.git.kind(object_id(body["tree"])) != "tree":
        raise Refusal(422, "Tree SHA does not exist")
    parents = [object_id(parent) for parent in body.get("parents") or []]
    if any(found.git.kind(parent) != "commit" for parent in parents):
        raise Refusal(422, "Parent SHA does not exist or is not a commit object")
    author = _signature(call, body.get("author"), call.token.user.signature(call.store.tick()))
    committer = _signature(call, body.get("committer"), author)
    oid = found.git.write_commit(body["tree"], parents, text(body, "message"), author, committer)
    shape = call.views.git_commit(found, _commit(found, oid))
    return Response(201, shape, {"Location": shape["url"]})


def _signature(call: Call, given: Json | None, default: Signature) -> Signature:
    if not given:
        return default
    needed(given, "name", "email")
    return Signature(given["name"], given["email"], given.get("date") or call.store.stamp)


@route("GET", "/repos/{owner}/{repo}/git/ref/{ref+}")
def reference(call: Call, owner: str, repo: str, ref: str) -> Response:
    found = call.repository(owner, repo, "contents")
    oid = found.git.refs().get(f"refs/{ref}")
    if oid is None:
        raise not_found()
    return Response(200, call.views.reference(found, f"refs/{ref}", oid))


@route("GET", "/repos/{owner}/{repo}/git/matching-refs/{ref+}")
def matching(call: Call, owner: str, repo: str, ref: str) -> Response:
    found = call.repository(owner, repo, "contents")
    rows = sorted(found.git.refs(f"refs/{ref}").items())
    return Response(200, [call.views.reference(found, name, oid) for name, oid in rows])


@route("POST", "/repos/{owner}/{repo}/git/refs")
def new_reference(call: Call, owner: str, repo: str) -> Response:
    found = call.repository(owner, repo, "contents")
    require(call.token, found, "write", "contents")
    body = call.request.json()
    needed(body, "ref", "sha")
    name, oid = text(body, "ref"), object_id(body["sha"])
    if not name.startswith("refs/") or name.count("/") < 2:
        raise Refusal(422, "Reference name must start with 'refs/' and have at least two slashes.")
    if name in found.git.refs():
        raise Refusal(422, "Reference already exists")
    references.move(call.store, found, call.token, [Move(name, oid)])
    shape = call.views.reference(found, name, oid)
    return Response(201, shape, {"Location": shape["url"]})


@route("PATCH", "/repos/{owner}/{repo}/git/refs/{ref+}")
def move_reference(call: Call, owner: str, repo: str, ref: str) -> Response:
    found = call.repository(owner, repo, "contents")
    require(call.token, found, "write", "contents")
    body = call.request.json()
    needed(body, "sha")
    name, oid = f"refs/{ref}", object_id(body["sha"])
    if name not in found.git.refs():
        raise Refusal(422, "Reference does not exist")
    references.move(call.store, found, call.token, [Move(name, oid, force=body.get("force") is True)])
    return Response(200, call.views.reference(found, name, oid))


@route("DELETE", "/repos/{owner}/{repo}/git/refs/{ref+}")
def delete_reference(call: Call, owner: str, repo: str, ref: str) -> Response:
    found = call.repository(owner, repo, "contents")
    references.move(call.store, found, call.token, [Move(f"refs/{ref}", None)])
    return Response(204)
