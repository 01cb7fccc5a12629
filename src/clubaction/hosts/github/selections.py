"""What is asked of GitHub's GraphQL: https://docs.github.com/en/graphql/reference.

Each text is a selection on a repository; `$name` is a variable of the question that it stands in.
"""

from __future__ import annotations

import re
from collections.abc import Collection

ISSUES_AT_ONCE = 50
COMMENTS_AT_ONCE = 50
"""Page sizes, small enough for GitHub to answer within its ten seconds."""

FRAGMENTS = {
    "Who": "fragment Who on Actor { __typename login ... on User { databaseId } ... on Bot { databaseId } }",
    "Name": "fragment Name on Actor { __typename login }",
    "Said": """fragment Said on IssueComment {
  id fullDatabaseId body createdAt lastEditedAt isMinimized viewerDidAuthor author { ...Who } editor { ...Name }
  reactionGroups { content viewerHasReacted }
}""",
    "Comments": "fragment Comments on IssueCommentConnection { nodes { ...Said } pageInfo { hasNextPage endCursor } }",
    "Thread": """fragment Thread on Issue {
  id number title body createdAt lastEditedAt state stateReason closedAt author { ...Who } editor { ...Name }
  labels(first: 100) { nodes { name } pageInfo { hasNextPage } }
  reactionGroups { content viewerHasReacted reactors { totalCount } }
  timelineItems(last: 4, itemTypes: [CLOSED_EVENT, REOPENED_EVENT]) {
    nodes { __typename ... on ClosedEvent { createdAt actor { ...Name } } ... on ReopenedEvent { createdAt } }
  }
  comments(first: 50) { ...Comments }
}""",
    "Threads": "fragment Threads on IssueConnection { nodes { ...Thread } pageInfo { hasNextPage endCursor } }",
    "Pull": "fragment Pull on PullRequest { id number state title body isCrossRepository baseRefName headRefName }",
    "Entry": "fragment Entry on TreeEntry { name oid mode type }",
    "Content": "fragment Content on Blob { isBinary isTruncated text }",
    "Text": "fragment Text on TreeEntry { ...Entry object { ... on Blob { ...Content } } }",
    "Head": "fragment Head on Commit { oid message tree { oid } parents(first: 3) { nodes { oid } } }",
}
"""Name → definition; one may use others."""

FILES = """sessions: file(path: $sessions) { ...Entry object { ... on Tree { entries { ...{shape} } } } }
  templates: file(path: $templates) { ...Entry object { ... on Tree { entries { ...{shape} } } } }
  readme: file(path: $readme) { ...{shape} }
  config: file(path: $config) { ...{shape} }{above}"""

BASE = (
    "defaultBranchRef { name target { ... on Commit { oid committedDate tree { oid entries { ...Entry } } "
    + FILES
    + " } } }"
)
SAME_BASE = "object(oid: $oid) { ... on Commit { " + FILES + " } }"
BRANCH = (
    "ref(qualifiedName: $ref) { target { ... on Commit { ...Head parents(first: 3) { nodes { ...Head } } "
    + FILES
    + " } } }"
)

FACTS = """id isArchived isDisabled isLocked lockReason
  paper: label(name: "paper") { id name } Paper: label(name: "Paper") { id name }
  PAPER: label(name: "PAPER") { id name }
  claim: label(name: "claim") { id name } Claim: label(name: "Claim") { id name }
  CLAIM: label(name: "CLAIM") { id name }"""

PULLS = """pullRequests(headRefName: $branch, first: 10, orderBy: {field: CREATED_AT, direction: DESC}, after: $after) {
  nodes { ...Pull comments(first: 50) { ...Comments } }
  pageInfo { hasNextPage endCursor }
}"""

OTHER_PULLS = """pullRequests(states: [OPEN], first: 30, orderBy: {field: CREATED_AT, direction: DESC}) {
  nodes { ...Pull comments(last: 20) { ...Comments } headRef { target { ... on Commit { ...Head } } } }
}"""

OPEN = """issues(
  states: [OPEN], labels: [$label], first: 50, orderBy: {field: CREATED_AT, direction: ASC}, after: $after
) { ...Threads }"""

ANY_OPEN = (
    """issues(states: [OPEN], first: 50, orderBy: {field: CREATED_AT, direction: ASC}, after: $after) { ...Threads }"""
)

CLOSED = """issues(
  filterBy: {states: [CLOSED], labels: [$label], since: $since}
  first: 50, orderBy: {field: CREATED_AT, direction: ASC}, after: $after
) { ...Threads }"""

NEWEST = """issues(states: [OPEN], first: 30, orderBy: {field: CREATED_AT, direction: DESC}) {
  nodes { number body labels(first: 100) { nodes { name } } }
}"""

ISSUE = "issue(number: $number) { ...Thread }"
ISSUE_COMMENTS = "issue(number: $number) { comments(first: 100, after: $after) { ...Comments } }"
PULL_COMMENTS = "pullRequest(number: $number) { comments(first: 100, after: $after) { ...Comments } }"
BLOB = "object(oid: $oid) { ... on Blob { ...Content } }"
BLOB_AT = "object(expression: $at) { ... on Blob { oid ...Content } }"
PERMISSION = """collaborators(query: $login, first: 20) {
  edges { permission node { login } } pageInfo { hasNextPage }
}"""
HEAD = "ref(qualifiedName: $ref) { target { oid } }"


def files(text: str, *, texts: bool, above: Collection[str] = ()) -> str:
    """A selection with its files in it: with their texts, or only what they are.

    `above` are the names of variables that hold further paths, each asked for under its own name.
    """
    further = "".join(f"\n  {name}: file(path: ${name}) {{ ...Entry }}" for name in above)
    return text.replace("{shape}", "Text" if texts else "Entry").replace("{above}", further)


def fragments(text: str) -> str:
    """The definitions of the fragments that a query uses."""
    found: dict[str, str] = {}
    waiting = [text]
    while waiting:
        for name in re.findall(r"\.\.\.([A-Z]\w*)", waiting.pop()):
            if name not in found:
                found[name] = FRAGMENTS[name]
                waiting.append(FRAGMENTS[name])
    return "\n".join(found.values())
