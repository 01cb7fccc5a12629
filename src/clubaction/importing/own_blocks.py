"""What clubaction writes into its own blocks of a README, so that an import can read them again."""

from __future__ import annotations

from clubaction.importing.field_names import MATERIALS, Field

OVERVIEW_COLUMNS: tuple[Field, ...] = ("date", "theme", "title", "link", "section")
"""The first columns of the overview's table; all others are roles."""

DETAILS_FACTS: tuple[Field, ...] = ("title", "date", "authors", "link", *MATERIALS)
"""The facts in a session's section; all others there, but for `PLACES`, are roles."""

PLACES = frozenset({"place", "online"})
"""The facts in a session's section that come from the configuration; an import keeps them in the session's text."""

OPEN_SLOTS = ("*open*", r"\*open\*", "*open* (cancelled)")
"""The title of a session that has no paper yet."""

VACANT_ROLE = "open"
"""The text in place of a role's holder where there is none."""

MORE_SESSIONS = "More sessions"
"""The heading above the sessions that belong to no part."""
