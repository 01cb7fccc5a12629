"""The only part of `clubaction.papers` that touches the network."""

from __future__ import annotations

from clubaction.papers.fetch.fetcher import USER_AGENT, Fetcher, Limits
from clubaction.papers.fetch.hosts import HOSTS, PUBLISHERS, SERVICES
from clubaction.papers.fetch.resolver import Resolver, opened

__all__ = ["HOSTS", "PUBLISHERS", "SERVICES", "USER_AGENT", "Fetcher", "Limits", "Resolver", "opened"]
