"""REST of a repository itself, its files as they are read, its people, and the rate limit."""

from __future__ import annotations

import base64

from .exchange import Response
from .objects import CommitObject, Entry
from .rest import Call, route
from .state import Refusal, Repository, forbidden, not_found
from .views import Json

MOST_FILES = 300
"""A comparison lists no more files than these."""
SMALL = 1_000_000
"""The contents API sends the text of no file above this many bytes."""


@route("GET", "/user")
def user(call: Call) -> Response:
    if call.token.kind != "person":
        raise forbidden()
    return Response(200, call.views.public_user(call.token.user, call.store.stamp))


@route("GET", "/users/{username}")
def named_user(call: Call, username: str) -> Response:
    return Response(200, call.views.public_user(call.user(username), call.store.stamp))


@route("GET", "/repos/{owner}/{repo}")
def repository(call: Call, owner: str, repo: str) -> Response:
    return Response(200, call.views.repository(call.repository(owner, repo, "contents", "issues", "pull_requests")))


@route("GET", "/repos/{owner}/{repo}/collaborators/{username}/permission")
def permission(call: Call, owner: str, repo: str, username: str) -> Response:
    return Response(200, call.views.permission(call.repository(owner, repo), call.user(username)))


@route("GET", "/repos/{owner}/{repo}/actions/permissions/workflow")
def workflow_permissions(call: Call, owner: str, repo: str) -> Response:
    found = call.repository(owner, repo)
    if call.token.kind != "person" or found.permission(call.token.user) != "admin":
        raise forbidden()
    allowed = found.pull_requests_by_actions
    body = {"default_workflow_permissions": "read", "can_approve_pull_request_reviews": allowed}
    return Response(200, body)


@route("GET", "/repos/{owner}/{repo}/branches/{branch+}")
def branch(call: Call, owner: str, repo: str, branch: str) -> Response:
    found = call.repository(owner, repo, "contents")
    oid = found.git.branch(branch)
    if oid is None:
        raise not_found("Branch not found")
    url, page = f"{call.views.place(found)}/branches/{branch}", f"{call.views.page(found)}/tree/{branch}"
    shape: Json = {
        "name": branch,
        "commit": call.views.commit(found, _commit(found, oid), call.store.users),
        "_links": {"self": url, "html": page},
        "protected": branch in found.protected,
        "protection": {"enabled": branch in found.protected},
        "protection_url": f"{url}/protection",
    }
    return Response(200, shape)


@route("GET", "/repos/{owner}/{repo}/commits/{ref+}")
def commit(call: Call, owner: str, repo: str, ref: str) -> Response:
    found = call.repository(owner, repo, "contents")
    oid = found.git.resolve(f"{ref}^{{commit}}")
    if oid is None:
        raise Refusal(422, f"No commit found for SHA: {ref}")
    return Response(200, call.views.commit(found, _commit(found, oid), call.store.users))


def _commit(repository: Repository, oid: str) -> CommitObject:
    found = repository.git.commit(oid)
    if found is None:
        raise not_found()
    return found


@route("GET", "/repos/{owner}/{repo}/compare/{basehead+}")
def compare(call: Call, owner: str, repo: str, basehead: str) -> Response:
    found = call.repository(owner, repo, "contents")
    base, _, head = basehead.partition("...")
    git = found.git
    ends = [git.resolve(f"{name.rpartition(':')[2]}^{{commit}}") for name in (base, head)]
    common = git.merge_base(ends[0], ends[1]) if ends[0] and ends[1] else None
    if not ends[0] or not ends[1] or not common:
        raise not_found()
    ahead, behind = git.log(ends[1], f"^{ends[0]}"), git.log(ends[0], f"^{ends[1]}")
    status = "diverged" if ahead and behind else "ahead" if ahead else "behind" if behind else "identical"
    page = f"{call.views.page(found)}/compare/{basehead}"
    shape = {
        "url": f"{call.views.place(found)}/compare/{basehead}",
        "html_url": page,
        "permalink_url": page,
        "diff_url": f"{page}.diff",
        "patch_url": f"{page}.patch",
        "base_commit": call.views.commit(found, _commit(found, ends[0]), call.store.users),
        "merge_base_commit": call.views.commit(found, _commit(found, common), call.store.users),
        "status": status,
        "ahead_by": len(ahead),
        "behind_by": len(behind),
        "total_commits": len(ahead),
        "commits": [call.views.commit(found, _commit(found, oid), call.store.users) for oid in reversed(ahead)],
        "files": changed_files(call, found, common, ends[1]),
    }
    return Response(200, shape)


def changed_files(call: Call, repository: Repository, base: str, head: str) -> list[Json]:
    """The files that differ, as comparisons and pull requests list them (without the patch itself), 300 at most."""
    place, page, git = call.views.place(repository), call.views.page(repository), repository.git
    names = {"A": "added", "D": "removed", "M": "modified", "T": "changed"}
    rows: list[Json] = []
    renamed = git.renames(base, head)
    for kind, path, added, deleted in git.changes(base, head):
        if path in renamed.values():
            continue
        sha = git.resolve(f"{base if kind == 'D' else head}:{path}")
        rows.append(
            {
                "sha": sha,
                "filename": path,
                "status": "renamed" if path in renamed else names[kind],
                **({"previous_filename": renamed[path]} if path in renamed else {}),
                "additions": added,
                "deletions": deleted,
                "changes": added + deleted,
                "blob_url": f"{page}/blob/{head}/{path}",
                "raw_url": f"{page}/raw/{head}/{path}",
                "contents_url": f"{place}/contents/{path}?ref={head}",
            }
        )
    return rows[:MOST_FILES]


@route("GET", "/repos/{owner}/{repo}/contents")
@route("GET", "/repos/{owner}/{repo}/contents/")
@route("GET", "/repos/{owner}/{repo}/contents/{path+}")
def contents(call: Call, owner: str, repo: str, path: str = "") -> Response:
    found = call.repository(owner, repo, "contents")
    ref = call.request.query.get("ref") or found.default_branch
    commit = found.git.resolve(f"{ref}^{{commit}}")
    if commit is None:
        raise not_found(f"No commit found for the ref {ref}")
    path = path.strip("/")
    oid = found.git.resolve(f"{commit}:{path}")
    thing = found.git.read(oid) if oid else None
    if oid is None or thing is None:
        raise not_found()
    if thing[0] == "tree":
        prefix = f"{path}/" if path else ""
        rows = [_listed(call, found, ref, prefix, entry) for entry in found.git.entries(oid)]
        return Response(200, rows)
    listed = _listed(call, found, ref, "", Entry("100644", "blob", oid, path, len(thing[1])))
    small = len(thing[1]) <= SMALL
    coded = base64.encodebytes(thing[1]).decode() if small else ""
    return Response(200, listed | {"content": coded, "encoding": "base64" if small else "none"})


def _listed(call: Call, repository: Repository, ref: str, prefix: str, entry: Entry) -> Json:
    path = prefix + entry.path
    place, page = call.views.place(repository), call.views.page(repository)
    kind = {"tree": "dir", "blob": "file", "commit": "submodule"}[entry.type]
    url = f"{place}/contents/{path}?ref={ref}"
    git_url = f"{place}/git/{'trees' if kind == 'dir' else 'blobs'}/{entry.oid}"
    html = f"{page}/{'tree' if kind == 'dir' else 'blob'}/{ref}/{path}"
    return {
        "type": kind,
        "name": entry.name,
        "path": path,
        "sha": entry.oid,
        "size": entry.size or 0,
        "url": url,
        "html_url": html,
        "git_url": git_url,
        "download_url": f"{page}/raw/{ref}/{path}" if kind == "file" else None,
        "_links": {"self": url, "git": git_url, "html": html},
    }


@route("GET", "/repos/{owner}/{repo}/tarball")
@route("GET", "/repos/{owner}/{repo}/tarball/{ref+}")
def tarball(call: Call, owner: str, repo: str, ref: str = "") -> Response:
    found = call.repository(owner, repo, "contents")
    oid = found.git.resolve(f"{ref or found.default_branch}^{{commit}}")
    if oid is None:
        raise not_found()
    return Response(302, None, {"Location": f"{call.views.api}/_codeload/{owner}/{repo}/legacy.tar.gz/{oid}"})


@route("GET", "/_codeload/{owner}/{repo}/legacy.tar.gz/{oid}")
def archive(call: Call, owner: str, repo: str, oid: str) -> Response:
    found = call.repository(owner, repo, "contents")
    data = found.git.archive(oid, f"{found.owner.login}-{found.name}-{oid[:7]}")
    return Response(200, data, {"Content-Type": "application/x-gzip"})
