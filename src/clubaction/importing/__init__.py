"""Brings a schedule that was kept by hand into sessions: `read_schedule`.

Every shape of schedule is read into records of labelled cells (`shapes`), the
records into drafts of sessions (`assemble`, `drafts`), and the sections below
an overview are joined with its rows (`details`, `merge`). Pure: text in,
values out.
"""

from __future__ import annotations

from clubaction.importing.dates import ORDERS, UnclearDates
from clubaction.importing.reading import Imported, NoSchedule, read_schedule
from clubaction.importing.report import Note

__all__ = ["ORDERS", "Imported", "NoSchedule", "Note", "UnclearDates", "read_schedule"]
