"""Who may do what: a user's permission, narrowed by the permissions of the token."""

from __future__ import annotations

from .state import LEVELS, Repository, Token, forbidden, not_found

Scope = str
"""`contents`, `issues` or `pull_requests`, as in a workflow's `permissions`."""


def level(token: Token, repository: Repository, scope: Scope) -> str:
    """`none`, `read` or `write`: what this token may do with this part of the repository."""
    if token.kind == "person":
        return {"admin": "write"}.get(repository.permission(token.user), repository.permission(token.user))
    granted = "write" if token.permissions is None else token.permissions.get(scope, "none")
    return "read" if granted == "none" and not repository.private else granted


def may(token: Token, repository: Repository, needed: str, *scopes: Scope) -> bool:
    """Whether the token has this level in at least one of the scopes."""
    return any(LEVELS.index(level(token, repository, scope)) >= LEVELS.index(needed) for scope in scopes)


def require(token: Token, repository: Repository, needed: str, *scopes: Scope) -> None:
    """Refuse as GitHub does: what can't be seen is not found, what can't be written is forbidden."""
    if needed == "write":
        _require_open(repository)
    if may(token, repository, needed, *scopes):
        return
    if token.kind == "person" and level(token, repository, scopes[0]) == "none":
        raise not_found()
    raise forbidden(_REFUSAL[token.kind])


def require_participation(token: Token, repository: Repository, *scopes: Scope) -> None:
    """Commenting, reacting and opening issues: a person who can read may, a job's token needs `write`."""
    _require_open(repository)
    require(token, repository, "read" if token.kind == "person" else "write", *scopes)


def _require_open(repository: Repository) -> None:
    """Nothing can be changed in a repository that is archived or locked."""
    if repository.archived:
        raise forbidden("Repository was archived so is read-only.")
    if repository.lock or repository.disabled:
        raise forbidden("Repository has been locked.")


_REFUSAL = {
    "job": "Resource not accessible by integration",
    "app": "Resource not accessible by integration",
    "person": "Must have push access to repository",
}
