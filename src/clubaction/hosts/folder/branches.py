"""The branch of our pull request, read from a local git repository."""

from __future__ import annotations

from collections.abc import Sequence

from clubaction.hosts.folder.git import Git
from clubaction.model.snapshot import Branch
from clubaction.pipeline.our_commit import is_our_commit


def read_branch(git: Git, name: str, base: str) -> Branch | None:
    """The branch of this name, with the files that differ from the commit `base`; None where there is none."""
    head = git.commit_id(f"refs/heads/{name}")
    if not head:
        return None
    parents = git.parents(head)
    updated = _is_update(git, head, parents, base)
    changed = git.changed(base, head)
    files = git.files(head, changed) if changed else {}
    return Branch(
        head=head,
        # A merge of the default branch counts as our commit moved onto the merged one.
        parent=parents[1 if updated else 0] if parents else "",
        ours=updated or is_ours(git, head),
        files=files,
        deleted=frozenset(changed) - files.keys(),
    )


def is_ours(git: Git, commit: str) -> bool:
    """Whether clubaction made this commit."""
    return is_our_commit(git.message(commit), git.tree(commit), git.parents(commit))


def _is_update(git: Git, head: str, parents: Sequence[str], base: str) -> bool:
    """Whether a commit merged the default branch into a commit of ours, and did nothing else."""
    if len(parents) != 2 or not is_ours(git, parents[0]) or not git.contains(base, parents[1]):
        return False
    return git.merged_tree(*parents) == git.tree(head)
