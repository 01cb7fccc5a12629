"""The labels that the repository lacks, and those that issues lack."""

from __future__ import annotations

from clubaction.issues import forms
from clubaction.issues.run_state import RunState
from clubaction.model.plan import AddLabel, CreateLabel, Operation

LABELS = {
    forms.PAPER_LABEL: ("1d76db", "A paper proposed to the club"),
    forms.CLAIM_LABEL: ("0e8a16", "A role that somebody takes"),
}
"""Label → colour and description, made on first use."""


def labels(state: RunState) -> list[Operation]:
    """Those that are to be made, and those to be put on issues: of a form, or of a merged session's thread."""
    missing = [name for name in LABELS if name not in state.snapshot.labels]
    made: list[Operation] = [CreateLabel(name, *LABELS[name]) for name in missing]
    for number, thread in state.threads.items():
        issue, kind = thread.issue, thread.kind
        if issue.state == "open" and not issue.bot and kind and kind not in map(str.casefold, issue.labels):
            made.append(AddLabel(number, kind))
    return made
