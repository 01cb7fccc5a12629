"""What is asked of GitHub's GraphQL: https://docs.github.com/en/graphql/reference.

Each text is a selection on a repository; `$name` is a variable of the question that it stands in.
"""

from __future__ import annotations

import re

ISSUES_AT_ONCE = 50
COMMENTS_AT_ONCE = 50
"""Page sizes, small enough for GitHub to answer within its ten seconds."""

FRAGMENTS = {
    "Who": "fragment Who on Actor { __typename login ... on User { databaseId } ... on Bot { databaseId } }",
    "Said": """fragment Said on IssueComment {
  id fullDatabaseId body createdAt viewerDidAuthor author { ...Who }
  reactionGroups { content viewerHasReacted }
}""",
    "Comments": "fragment Comments on IssueCommentConnection { nodes { ...Said } pageInfo { hasNextPage endCursor } }",
    "Thread": """fragment Thread on Issue {
  id number title body createdAt state stateReason author { ...Who }
  labels(first: 100) { nodes { name } pageInfo { hasNextPage } }
  reactionGroups { content viewerHasReacted reactors { totalCount } }
  comments(first: 50) { ...Comments }
}""",
    "Threads": "fragment Threads on IssueConnection { nodes { ...Thread } pageInfo { hasNextPage endCursor } }",
    "Entry": "fragment Entry on TreeEntry { name oid mode type }",
    "Content": "fragment Content on Blob { isBinary isTruncated text }",
    "Text": "fragment Text on TreeEntry { ...Entry object { ... on Blob { ...Content } } }",
}
"""Name → definition; one may use others."""

FILES = """sessions: file(path: $sessions) { ...Entry object { ... on Tree { entries { ...{shape} } } } }
  templates: file(path: $templates) { ...Entry object { ... on Tree { entries { ...{shape} } } } }
  readme: file(path: $readme) { ...{shape} }
  config: file(path: $config) { ...{shape} }"""

BASE = "defaultBranchRef { name target { ... on Commit { oid committedDate tree { oid } " + FILES + " } } }"
SAME_BASE = "object(oid: $oid) { ... on Commit { " + FILES + " } }"
BRANCH = (
    "ref(qualifiedName: $ref) { target { ... on Commit { oid message parents(first: 2) { nodes { oid } } "
    + FILES
    + " } } }"
)

VIEWER = "viewer { login }"
FACTS = 'id paper: label(name: "paper") { id name } claim: label(name: "claim") { id name }'

PULLS = """pullRequests(headRefName: $branch, first: 10, orderBy: {field: CREATED_AT, direction: DESC}, after: $after) {
  nodes { id number state title body isCrossRepository comments(first: 50) { ...Comments } }
  pageInfo { hasNextPage endCursor }
}"""

OPEN = """issues(
  states: [OPEN], labels: [$label], first: 50, orderBy: {field: CREATED_AT, direction: ASC}, after: $after
) { ...Threads }"""

ANY_OPEN = (
    """issues(states: [OPEN], first: 50, orderBy: {field: CREATED_AT, direction: ASC}, after: $after) { ...Threads }"""
)

CLOSED = """issues(
  filterBy: {states: [CLOSED], labels: ["paper"], since: $since}
  first: 50, orderBy: {field: CREATED_AT, direction: ASC}, after: $after
) { ...Threads }"""

NEWEST = """issues(states: [OPEN], first: 30, orderBy: {field: CREATED_AT, direction: DESC}) {
  nodes { number body labels(first: 100) { nodes { name } } }
}"""

ISSUE = "issue(number: $number) { ...Thread }"
ISSUE_COMMENTS = "issue(number: $number) { comments(first: 100, after: $after) { ...Comments } }"
PULL_COMMENTS = "pullRequest(number: $number) { comments(first: 100, after: $after) { ...Comments } }"
BLOB = "object(oid: $oid) { ... on Blob { ...Content } }"
PERMISSION = """collaborators(query: $login, first: 20) {
  edges { permission node { login } } pageInfo { hasNextPage }
}"""
HEAD = "ref(qualifiedName: $ref) { target { oid } }"


def files(text: str, *, texts: bool) -> str:
    """A selection with its files in it: with their texts, or only what they are."""
    return text.replace("{shape}", "Text" if texts else "Entry")


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
