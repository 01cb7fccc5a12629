"""The texts of our GraphQL queries (https://docs.github.com/en/graphql/reference).

Each is a selection of fields of a repository; `$name` is a variable, which `Query` gives its type and value.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from clubaction.issues import forms

ISSUES_AT_ONCE = 50
COMMENTS_AT_ONCE = 50
"""Page sizes: small enough for GitHub to answer within its limit of ten seconds."""

LABELS = (forms.PAPER_LABEL, forms.CLAIM_LABEL)
"""The labels whose issues are the club's."""

FRAGMENTS = {
    "Account": "fragment Account on Actor { __typename login ... on User { databaseId } ... on Bot { databaseId } }",
    "Login": "fragment Login on Actor { __typename login }",
    "Comment": """fragment Comment on IssueComment {
  id fullDatabaseId body createdAt lastEditedAt isMinimized viewerDidAuthor author { ...Account } editor { ...Login }
  reactionGroups { content viewerHasReacted }
}""",
    "Comments": """fragment Comments on IssueCommentConnection {
  nodes { ...Comment } pageInfo { hasNextPage endCursor }
}""",
    "Issue": """fragment Issue on Issue {
  id number title body createdAt lastEditedAt state stateReason closedAt author { ...Account } editor { ...Login }
  labels(first: 100) { nodes { name } pageInfo { hasNextPage } }
  reactionGroups { content viewerHasReacted reactors { totalCount } }
  timelineItems(last: 4, itemTypes: [CLOSED_EVENT, REOPENED_EVENT]) {
    nodes { __typename ... on ClosedEvent { createdAt actor { ...Login } } ... on ReopenedEvent { createdAt } }
  }
  comments(first: 50) { ...Comments }
}""",
    "Issues": "fragment Issues on IssueConnection { nodes { ...Issue } pageInfo { hasNextPage endCursor } }",
    "Pull": "fragment Pull on PullRequest { id number state title body isCrossRepository baseRefName headRefName }",
    "Entry": "fragment Entry on TreeEntry { name oid mode type }",
    "Content": "fragment Content on Blob { isBinary isTruncated text }",
    "Text": "fragment Text on TreeEntry { ...Entry object { ... on Blob { ...Content } } }",
    "TextInside": "fragment TextInside on TreeEntry { ...Text object { ... on Tree { entries { ...Text } } } }",
    "Head": "fragment Head on Commit { oid message tree { oid } parents(first: 3) { nodes { oid } } }",
}
"""Name of a GraphQL fragment → its definition, which may use other fragments."""

FILES = """sessions: file(path: $sessions) { ...Entry object { ... on Tree { entries { ...{inside} } } } }
  templates: file(path: $templates) { ...Entry object { ... on Tree { entries { ...{shape} } } } }
  readme: file(path: $readme) { ...{shape} }
  config: file(path: $config) { ...{shape} }{above}"""

BASE = (
    "defaultBranchRef { name target { ... on Commit { oid committedDate tree { oid entries { ...Entry } } "
    + FILES
    + " } } }"
)
FOLDER = "object(oid: $oid) { ... on Tree { entries { ...{inside} } } }"
SAME_BASE = "object(oid: $oid) { ... on Commit { " + FILES + " } }"
BRANCH = (
    "ref(qualifiedName: $ref) { target { ... on Commit { ...Head parents(first: 3) { nodes { ...Head } } "
    + FILES
    + " } } }"
)


def spellings(label: str) -> tuple[str, ...]:
    """The usual spellings of a label: GraphQL finds one only by its exact name."""
    return label, label.title(), label.upper()


FACTS = "id isArchived isDisabled isLocked lockReason\n" + "\n".join(
    f'  {name}: label(name: "{name}") {{ id name }}' for label in LABELS for name in spellings(label)
)

PULLS = """pullRequests(headRefName: $branch, first: 10, orderBy: {field: CREATED_AT, direction: DESC}, after: $after) {
  nodes { ...Pull comments(first: 50) { ...Comments } }
  pageInfo { hasNextPage endCursor }
}"""

OTHER_PULLS = """pullRequests(states: [OPEN], first: 30, orderBy: {field: CREATED_AT, direction: DESC}) {
  nodes { ...Pull comments(last: 20) { ...Comments } headRef { target { ... on Commit { ...Head } } } }
}"""

OPEN = """issues(
  states: [OPEN], labels: [$label], first: 50, orderBy: {field: CREATED_AT, direction: ASC}, after: $after
) { ...Issues }"""

ANY_OPEN = (
    """issues(states: [OPEN], first: 50, orderBy: {field: CREATED_AT, direction: ASC}, after: $after) { ...Issues }"""
)

CLOSED = """issues(
  filterBy: {states: [CLOSED], labels: [$label], since: $since}
  first: 50, orderBy: {field: CREATED_AT, direction: ASC}, after: $after
) { ...Issues }"""

NEWEST = """issues(states: [OPEN], first: 30, orderBy: {field: CREATED_AT, direction: DESC}) {
  nodes { number body labels(first: 100) { nodes { name } } }
}"""

ISSUE = "issue(number: $number) { ...Issue }"
ISSUE_COMMENTS = "issue(number: $number) { comments(first: 100, after: $after) { ...Comments } }"
PULL_COMMENTS = "pullRequest(number: $number) { comments(first: 100, after: $after) { ...Comments } }"
BLOB = "object(oid: $oid) { ... on Blob { ...Content } }"
BLOB_AT = "object(expression: $at) { ... on Blob { oid ...Content } }"
PERMISSION = """collaborators(query: $login, first: 20) {
  edges { permission node { login } } pageInfo { hasNextPage }
}"""
HEAD = "ref(qualifiedName: $ref) { target { oid } }"


def files(text: str, *, texts: bool, above: Collection[str] = ()) -> str:
    """A selection with its placeholders for files filled in.

    With `texts` it asks for the contents of the files and of those one folder further inside; deeper folders take
    queries of their own. Without, it asks for names, ids and kinds only. `above` are names of variables that hold
    further paths; each becomes a field of that name.
    """
    further = "".join(f"\n  {name}: file(path: ${name}) {{ ...Entry }}" for name in above)
    shape, inside = ("Text", "TextInside") if texts else ("Entry", "Entry")
    return text.replace("{shape}", shape).replace("{inside}", inside).replace("{above}", further)


def fragments(text: str) -> str:
    """The definitions of all fragments that a query uses, also by way of others."""
    found: dict[str, str] = {}
    waiting = [text]
    while waiting:
        for name in re.findall(r"\.\.\.([A-Z]\w*)", waiting.pop()):
            if name not in found:
                found[name] = FRAGMENTS[name]
                waiting.append(FRAGMENTS[name])
    return "\n".join(found.values())
