"""Imports a schedule that was kept by hand: `read_schedule` turns its text into sessions.

`shapes` turns each form of schedule (tables, lists, sections) into entries with labelled cells, `drafts` turns entries
into drafts of sessions, and `programme` joins the rows of an overview with the sections below it. `new_club` makes a
club's files from the result. All of it is pure: text in, values out.
"""

from __future__ import annotations

from clubaction.importing.dates.day_order import ORDERS
from clubaction.importing.dates.unclear_dates import UnclearDates
from clubaction.importing.imported import Imported, NoSchedule
from clubaction.importing.report import Note
from clubaction.importing.schedule_reader import read_schedule

__all__ = ["ORDERS", "Imported", "NoSchedule", "Note", "UnclearDates", "read_schedule"]
