"""Looks up the papers of a run over the network."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from clubaction.model.paper import Paper, Unresolved
from clubaction.papers.fetch.allowed_hosts import ALLOWED_HOSTS
from clubaction.papers.lookup import as_paper, look_up
from clubaction.papers.metadata import Found
from clubaction.papers.request import Fetch


class OnlineLookup:
    """Looks papers up for one run, and remembers the answers.

    A run that starts again, as somebody else changed the repository meanwhile, therefore sends no request twice, and
    all its requests share one time limit. `open_fetch` gets the hosts that may be asked, and returns what asks them.
    """

    def __init__(self, open_fetch: Callable[[frozenset[str]], Fetch] | None = None) -> None:
        self._open = open_fetch or _make_fetcher
        self._fetch: Fetch | None = None
        self._known: dict[str, Found] = {}

    def __call__(self, identifiers: Sequence[str], more_hosts: Sequence[str] = ()) -> dict[str, Paper | Unresolved]:
        """Identifier → what is known about the paper, or why nothing is; no failure raises an exception.

        `more_hosts` are hosts that the club allows in addition; those of the first call count for the whole run.
        """
        wanted = tuple(dict.fromkeys(identifiers))
        if self._fetch is None:
            self._fetch = self._open(ALLOWED_HOSTS.union(more_hosts))
        self._known |= look_up([identifier for identifier in wanted if identifier not in self._known], self._fetch)
        return {identifier: as_paper(identifier, self._known[identifier]) for identifier in wanted}


def _make_fetcher(hosts: frozenset[str]) -> Fetch:
    from clubaction.papers.fetch.fetcher import Fetcher  # most runs need no paper, and urllib3 takes a while to import

    return Fetcher(hosts=hosts)
