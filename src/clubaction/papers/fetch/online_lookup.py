"""Looking papers up for a run, over the network."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from clubaction.model.paper import Paper, Unresolved
from clubaction.papers.fetch.allowed_hosts import ALLOWED_HOSTS
from clubaction.papers.lookup import Found, as_paper, look_up
from clubaction.papers.request import Fetch


class OnlineLookup:
    """What a run calls to look papers up; one object for one run.

    It remembers what it was told, so a run that starts anew because somebody else was faster asks nothing
    twice, and all its requests share one budget of time. `open_fetch` gives what asks, for the hosts that may
    be asked.
    """

    def __init__(self, open_fetch: Callable[[frozenset[str]], Fetch] | None = None) -> None:
        self._open = open_fetch or _make_fetcher
        self._fetch: Fetch | None = None
        self._known: dict[str, Found] = {}

    def __call__(self, identifiers: Sequence[str], more_hosts: Sequence[str] = ()) -> dict[str, Paper | Unresolved]:
        """What is known of each paper, or why nothing is; never raises for one that can't be found.

        `more_hosts` are those that the club adds to the known ones.
        """
        wanted = tuple(dict.fromkeys(identifiers))
        if self._fetch is None:
            self._fetch = self._open(ALLOWED_HOSTS.union(more_hosts))
        self._known |= look_up([one for one in wanted if one not in self._known], self._fetch)
        return {one: as_paper(one, self._known[one]) for one in wanted}


def _make_fetcher(hosts: frozenset[str]) -> Fetch:
    from clubaction.papers.fetch.fetcher import Fetcher  # most runs need no paper, and urllib3 takes a while to import

    return Fetcher(hosts=hosts)
