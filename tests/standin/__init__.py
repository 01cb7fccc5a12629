"""A stateful stand-in for GitHub, for tests: REST, GraphQL and webhooks over a real bare git repository."""

from __future__ import annotations

from .people import WRITE, GitHub
from .state import Comment, Issue, PullRequest, Refusal, Repository, Token
from .webhooks import Event

__all__ = ["WRITE", "Comment", "Event", "GitHub", "Issue", "PullRequest", "Refusal", "Repository", "Token"]
