"""What REST and webhooks say of things: the JSON of GitHub's API, as its OpenAPI description has it."""

from __future__ import annotations

from typing import Any

from .objects import CommitObject, Signature
from .state import (
    GHOST,
    REACTIONS,
    Comment,
    Issue,
    Label,
    PullRequest,
    Reaction,
    Repository,
    User,
    encode_id,
    node_id,
)

Json = dict[str, Any]


class Views:
    """The JSON shapes, with the addresses of one server in them.

    `api` is the root of REST, `server` where people look; neither ends in a slash.
    """

    def __init__(self, api: str, server: str) -> None:
        self.api, self.server = api, server

    def place(self, repository: Repository) -> str:
        return f"{self.api}/repos/{repository.full_name}"

    def page(self, thing: Repository | Issue | Comment) -> str:
        """Where people look at a thing."""
        if isinstance(thing, Repository):
            return f"{self.server}/{thing.full_name}"
        if isinstance(thing, Comment):
            return f"{self.page(thing.issue)}#issuecomment-{thing.id}"
        kind = "pull" if isinstance(thing, PullRequest) else "issues"
        return f"{self.page(thing.repository)}/{kind}/{thing.number}"

    # -- people --------------------------------------------------------------------------------------------

    def user(self, user: User) -> Json:
        """An account; a deleted one goes by the name of ghost."""
        user = GHOST if user.deleted else user
        url = f"{self.api}/users/{user.login}"
        page = f"{self.server}/apps/{user.actor_login}" if user.kind == "Bot" else f"{self.server}/{user.login}"
        links = "followers following{/other_user} gists{/gist_id} starred{/owner}{/repo} subscriptions orgs repos"
        named = {f"{link.partition('{')[0]}_url": f"{url}/{link}" for link in links.split()}
        named["organizations_url"] = named.pop("orgs_url")
        return {
            "login": user.login,
            "id": user.id,
            "node_id": node_id(user),
            "avatar_url": f"{self.server}/avatars/{user.id}",
            "gravatar_id": "",
            "url": url,
            "html_url": page,
            **named,
            "events_url": f"{url}/events{{/privacy}}",
            "received_events_url": f"{url}/received_events",
            "type": user.kind,
            "site_admin": False,
        }

    def public_user(self, user: User, created: str) -> Json:
        nothing = dict.fromkeys(["bio", "company", "email", "hireable", "location"])
        counts = dict.fromkeys(["followers", "following", "public_gists", "public_repos"], 0)
        dates = {"created_at": created, "updated_at": created}
        own = {"name": user.name, "blog": "", "user_view_type": "public"}
        return self.user(user) | nothing | counts | dates | own

    def permission(self, repository: Repository, user: User) -> Json:
        level = repository.permission(user)
        order = {"pull": 1, "triage": 2, "push": 2, "maintain": 3, "admin": 3}
        rank = {"none": 0, "read": 1, "write": 2, "admin": 3}[level]
        granted = {name: rank >= needed for name, needed in order.items()}
        person = self.user(user) | {"permissions": granted, "role_name": level}
        return {"permission": level, "role_name": level, "user": person}

    # -- the repository ------------------------------------------------------------------------------------

    def repository(self, repository: Repository) -> Json:
        url, page = self.place(repository), self.page(repository)
        host = self.server.partition("://")[2]
        return {
            "id": repository.id,
            "node_id": node_id(repository),
            "name": repository.name,
            "full_name": repository.full_name,
            "private": repository.private,
            "owner": self.user(repository.owner),
            "html_url": page,
            "description": None,
            "fork": False,
            "url": url,
            **{f"{name}_url": f"{url}/{path}" for name, path in _REPOSITORY_LINKS.items()},
            "clone_url": f"{page}.git",
            "git_url": f"git://{host}/{repository.full_name}.git",
            "ssh_url": f"git@{host}:{repository.full_name}.git",
            "svn_url": page,
            "default_branch": repository.default_branch,
            **_REPOSITORY_CONSTANTS,
            "archived": repository.archived,
            "disabled": repository.disabled,
            "open_issues": sum(thread.state == "open" for thread in repository.threads.values()),
            "open_issues_count": sum(thread.state == "open" for thread in repository.threads.values()),
            "visibility": "private" if repository.private else "public",
            "pushed_at": repository.created,
            "created_at": repository.created,
            "updated_at": repository.created,
        }

    def label(self, label: Label) -> Json:
        return {
            "id": label.id,
            "node_id": node_id(label),
            "url": f"{self.place(label.repository)}/labels/{label.name}",
            "name": label.name,
            "color": label.color,
            "default": False,
            "description": label.description,
        }

    # -- issues and pull requests --------------------------------------------------------------------------

    def issue(self, issue: Issue) -> Json:
        url = f"{self.place(issue.repository)}/issues/{issue.number}"
        shape = {
            "url": url,
            "repository_url": self.place(issue.repository),
            "labels_url": f"{url}/labels{{/name}}",
            "comments_url": f"{url}/comments",
            "events_url": f"{url}/events",
            "html_url": self.page(issue),
            "id": issue.id,
            "node_id": node_id(issue),
            "number": issue.number,
            "title": issue.title,
            "user": self.user(issue.author),
            "labels": [self.label(label) for label in issue.labels],
            "state": issue.state,
            "locked": False,
            "assignee": None,
            "assignees": [],
            "milestone": None,
            "comments": len(issue.comments),
            "created_at": issue.created,
            "updated_at": issue.updated,
            "closed_at": issue.closed,
            "author_association": association(issue.repository, issue.author),
            "active_lock_reason": None,
            "body": issue.body or None,
            "closed_by": None,
            "reactions": self.reactions(issue, url),
            "timeline_url": f"{url}/timeline",
            "performed_via_github_app": None,
            "state_reason": issue.reason,
        }
        if isinstance(issue, PullRequest):
            page, link = self.page(issue), f"{self.place(issue.repository)}/pulls/{issue.number}"
            links = {"url": link, "html_url": page, "diff_url": f"{page}.diff", "patch_url": f"{page}.patch"}
            shape |= {"draft": False, "pull_request": links | {"merged_at": issue.merged}}
        return shape

    def comment(self, comment: Comment) -> Json:
        url = f"{self.place(comment.issue.repository)}/issues/comments/{comment.id}"
        return {
            "url": url,
            "html_url": self.page(comment),
            "issue_url": f"{self.place(comment.issue.repository)}/issues/{comment.issue.number}",
            "id": comment.id,
            "node_id": node_id(comment),
            "user": self.user(comment.author),
            "created_at": comment.created,
            "updated_at": comment.updated,
            "author_association": association(comment.issue.repository, comment.author),
            "body": comment.body,
            "reactions": self.reactions(comment, url),
            "performed_via_github_app": None,
        }

    def reactions(self, subject: Issue | Comment, url: str) -> Json:
        counts = {name: sum(one.content == name for one in subject.reactions) for name in REACTIONS}
        return {"url": f"{url}/reactions", "total_count": len(subject.reactions), **counts}

    def reaction(self, reaction: Reaction) -> Json:
        return {
            "id": reaction.id,
            "node_id": node_id(reaction),
            "user": self.user(reaction.user),
            "content": reaction.content,
            "created_at": reaction.created,
        }

    def pull_simple(self, pull: PullRequest) -> Json:
        place, page = self.place(pull.repository), self.page(pull)
        url, issue = f"{place}/pulls/{pull.number}", f"{place}/issues/{pull.number}"
        links = {
            "self": url,
            "html": page,
            "issue": issue,
            "comments": f"{issue}/comments",
            "review_comments": f"{url}/comments",
            "review_comment": f"{place}/pulls/comments{{/number}}",
            "commits": f"{url}/commits",
            "statuses": f"{place}/statuses/{pull.head_oid}",
        }
        common = self.issue(pull)
        return {
            **{key: common[key] for key in _SHARED_BY_PULLS},
            "url": url,
            "diff_url": f"{page}.diff",
            "patch_url": f"{page}.patch",
            "issue_url": issue,
            "commits_url": links["commits"],
            "review_comments_url": links["review_comments"],
            "review_comment_url": links["review_comment"],
            "statuses_url": links["statuses"],
            "head": self._side(pull.repository, pull.head, pull.head_oid),
            "base": self._side(pull.repository, pull.base, base_oid(pull)),
            "_links": {name: {"href": link} for name, link in links.items()},
            "merged_at": pull.merged,
            "merge_commit_sha": pull.merge_commit,
            "requested_reviewers": [],
            "requested_teams": [],
            "auto_merge": None,
            "draft": False,
        }

    def pull(self, pull: PullRequest) -> Json:
        git, base = pull.repository.git, base_oid(pull)
        changes = git.changes(git.merge_base(base, pull.head_oid) or base, pull.head_oid)
        mergeable = pull.mergeable() if pull.state == "open" else None
        return self.pull_simple(pull) | {
            "merged": pull.merged is not None,
            "mergeable": mergeable,
            "rebaseable": mergeable,
            "mergeable_state": {True: "clean", False: "dirty", None: "unknown"}[mergeable],
            "merged_by": self.user(pull.merged_by) if pull.merged_by else None,
            "comments": len(pull.comments),
            "review_comments": 0,
            "maintainer_can_modify": False,
            "commits": len(git.log(pull.head_oid, f"^{base}")),
            "additions": sum(change[2] for change in changes),
            "deletions": sum(change[3] for change in changes),
            "changed_files": len(changes),
        }

    def _side(self, repository: Repository, branch: str, oid: str) -> Json:
        owner = repository.owner
        return {
            "label": f"{owner.login}:{branch}",
            "ref": branch,
            "sha": oid,
            "user": self.user(owner),
            "repo": self.repository(repository),
        }

    # -- git -----------------------------------------------------------------------------------------------

    def reference(self, repository: Repository, name: str, oid: str) -> Json:
        place = self.place(repository)
        return {
            "ref": name,
            "node_id": encode_id("REF", repository.id, name),
            "url": f"{place}/git/{name}",
            "object": {"type": "commit", "sha": oid, "url": f"{place}/git/commits/{oid}"},
        }

    def git_commit(self, repository: Repository, commit: CommitObject) -> Json:
        place, page = f"{self.place(repository)}/git", self.page(repository)
        parents = [
            {"sha": oid, "url": f"{place}/commits/{oid}", "html_url": f"{page}/commit/{oid}"} for oid in commit.parents
        ]
        return {
            "sha": commit.oid,
            "node_id": encode_id("C", repository.id, commit.oid),
            "url": f"{place}/commits/{commit.oid}",
            "html_url": f"{page}/commit/{commit.oid}",
            "author": _signature(commit.author),
            "committer": _signature(commit.committer),
            "tree": {"sha": commit.tree, "url": f"{place}/trees/{commit.tree}"},
            "message": commit.message,
            "parents": parents,
            "verification": _UNSIGNED,
        }

    def commit(self, repository: Repository, commit: CommitObject, users: dict[str, User]) -> Json:
        url = f"{self.place(repository)}/commits/{commit.oid}"
        git = self.git_commit(repository, commit)
        inner = {key: git[key] for key in ("author", "committer", "message", "tree", "url", "verification")}
        author, committer = (account(users, who.email) for who in (commit.author, commit.committer))
        return {
            "sha": commit.oid,
            "node_id": git["node_id"],
            "commit": inner | {"comment_count": 0},
            "url": url,
            "html_url": git["html_url"],
            "comments_url": f"{url}/comments",
            "author": self.user(author) if author else None,
            "committer": self.user(committer) if committer else None,
            "parents": git["parents"],
        }


def base_oid(pull: PullRequest) -> str:
    """The base's head while the pull request is open; afterwards what it was at the end."""
    now = pull.repository.git.branch(pull.base) if pull.state == "open" else None
    return now or pull.base_oid


def association(repository: Repository, user: User) -> str:
    """`author_association`, which says nothing of private members."""
    if user is repository.owner:
        return "OWNER"
    return "COLLABORATOR" if repository.collaborators.get(user.login.lower()) in ("write", "admin") else "NONE"


def account(users: dict[str, User], email: str) -> User | None:
    """The account that a commit's no-reply address names."""
    local, _, domain = email.partition("@")
    return users.get(local.partition("+")[2].lower()) if domain == "users.noreply.github.com" else None


def _signature(who: Signature) -> Json:
    return {"name": who.name, "email": who.email, "date": who.when}


_SHARED_BY_PULLS = (
    *(
        "id",
        "node_id",
        "number",
        "title",
        "body",
        "user",
        "labels",
        "state",
        "locked",
        "assignee",
        "assignees",
    ),
    *("milestone", "created_at", "updated_at", "closed_at", "author_association", "active_lock_reason"),
    *("comments_url", "html_url"),
)
_UNSIGNED = {"verified": False, "reason": "unsigned", "signature": None, "payload": None, "verified_at": None}
_REPOSITORY_LINKS = {
    **{name: name for name in ("contributors", "deployments", "downloads", "events", "forks", "hooks", "languages")},
    **{name: name for name in ["merges", "stargazers", "subscribers", "subscription", "tags", "teams"]},
    "archive": "{archive_format}{/ref}",
    "assignees": "assignees{/user}",
    "blobs": "git/blobs{/sha}",
    "branches": "branches{/branch}",
    "collaborators": "collaborators{/collaborator}",
    "comments": "comments{/number}",
    "commits": "commits{/sha}",
    "compare": "compare/{base}...{head}",
    "contents": "contents/{+path}",
    "git_commits": "git/commits{/sha}",
    "git_refs": "git/refs{/sha}",
    "git_tags": "git/tags{/sha}",
    "issue_comment": "issues/comments{/number}",
    "issue_events": "issues/events{/number}",
    "issues": "issues{/number}",
    "keys": "keys{/key_id}",
    "labels": "labels{/name}",
    "milestones": "milestones{/number}",
    "notifications": "notifications{?since,all,participating}",
    "pulls": "pulls{/number}",
    "releases": "releases{/id}",
    "statuses": "statuses/{sha}",
    "trees": "git/trees{/sha}",
}
_REPOSITORY_CONSTANTS: Json = {
    **dict.fromkeys(["has_issues", "has_projects", "has_downloads"], True),
    **dict.fromkeys(["has_wiki", "has_pages", "has_discussions"], False),
    **dict.fromkeys(["homepage", "language", "mirror_url", "license"]),
    **dict.fromkeys(["forks", "forks_count", "size", "stargazers_count", "watchers", "watchers_count"], 0),
    **dict.fromkeys(["network_count", "subscribers_count"], 0),
    "topics": [],
    "custom_properties": {},
    **dict.fromkeys(["is_template", "web_commit_signoff_required"], False),
    "allow_forking": True,
}
