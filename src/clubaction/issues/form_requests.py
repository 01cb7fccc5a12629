"""What the form of an issue asks for, and from when that counts."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from clubaction.issues import forms
from clubaction.issues.commands.parse import without_commands
from clubaction.model.memory import FORM, Judged, digest, second
from clubaction.model.proposal import Proposal
from clubaction.model.thread import FormRequest, Thread

_LONGEST_NOTES = 20_000


def with_form(thread: Thread) -> Thread:
    """The thread of an issue with what its form says, and what that asks for."""
    if thread.kind == "paper":
        proposal = _read_proposal(thread)
        return replace(thread, proposal=proposal, request=_of_proposal(thread, proposal))
    if thread.kind == "claim":
        claim = forms.read_claim(thread.issue.body)
        asked = digest(claim.session, claim.role, claim.name) if claim else digest()
        return replace(thread, claim=claim, request=_of_claim(thread, asked))
    return thread


def _read_proposal(thread: Thread) -> Proposal:
    """The proposal in an issue; its notes are for readers, without the commands in them."""
    proposal = forms.read_proposal(thread.issue.title, thread.issue.body)
    notes = without_commands(proposal.notes[:_LONGEST_NOTES])
    return replace(proposal, notes="" if forms.is_no_answer(notes) else notes)


def _of_proposal(thread: Thread, proposal: Proposal) -> FormRequest:
    """Its date and its roles; they count from the last edit, unless it asked for the same before."""
    issue, asked = thread.issue, digest(proposal.date, *proposal.roles)
    before = _remembered(thread, FORM, asked)
    when = before.when if before else thread.memory.written(FORM, issue.created, issue.edited)
    return _request(thread, asked, before, when)


def _of_claim(thread: Thread, asked: str) -> FormRequest:
    """A role; it counts from the last edit, unless it asked for the same before."""
    issue, before = thread.issue, _remembered(thread, 0, asked)
    return _request(thread, asked, before, before.when if before else issue.edited or issue.created)


def _remembered(thread: Thread, number: int, asked: str) -> Judged | None:
    entry = thread.memory.entries.get(number)
    return entry.commands[0] if entry and entry.commands[0].digest == asked else None


def _request(thread: Thread, asked: str, before: Judged | None, when: dt.datetime) -> FormRequest:
    """What was closed and reopened counts from the reopening: until then it was out."""
    counts = second(max(when, thread.issue.reopened or when))
    return FormRequest(asked, counts, before.verdict if before else "", remembered=before is not None)
