"""What is asked of GitHub's GraphQL: https://docs.github.com/en/graphql/reference."""

from __future__ import annotations

ISSUES_AT_ONCE = 50
COMMENTS_AT_ONCE = 50
"""Page sizes: small enough for GitHub to answer within its ten seconds."""

NEWEST = 30
"""How many of the newest open issues are looked at for a form whose label got lost."""

WHO = """
fragment Who on Actor { __typename login ... on User { databaseId } ... on Bot { databaseId } }
"""

SAID = """
fragment Said on IssueComment {
  id fullDatabaseId body createdAt viewerDidAuthor author { ...Who }
  reactionGroups { content viewerHasReacted }
}
"""

THREAD = f"""
fragment Thread on Issue {{
  id number title body createdAt state stateReason author {{ ...Who }}
  labels(first: 100) {{ nodes {{ name }} pageInfo {{ hasNextPage }} }}
  reactionGroups {{ content viewerHasReacted reactors {{ totalCount }} }}
  comments(first: {COMMENTS_AT_ONCE}) {{ nodes {{ ...Said }} pageInfo {{ hasNextPage endCursor }} }}
}}
"""

PULL = f"""
fragment Pull on PullRequest {{
  id number state title body isCrossRepository
  comments(first: {COMMENTS_AT_ONCE}) {{ nodes {{ ...Said }} pageInfo {{ hasNextPage endCursor }} }}
}}
"""

ENTRY = """
fragment Entry on TreeEntry { name oid mode type }
fragment Text on TreeEntry { name oid mode type object { ... on Blob { isBinary isTruncated text } } }
"""

FRAGMENTS = {"Who": WHO, "Said": SAID, "Thread": THREAD, "Pull": PULL, "Entry": ENTRY, "Text": ENTRY}
"""Name → definition; one may need others."""

_NEEDS = {"Said": ("Who",), "Thread": ("Said",), "Pull": ("Said",)}

PULLS = """pullRequests(headRefName: {branch}, first: 10, orderBy: {{field: CREATED_AT, direction: DESC}}{after}) {{
  nodes {{ ...Pull }} pageInfo {{ hasNextPage endCursor }}
}}"""

REF = """ref(qualifiedName: {ref}) {{ target {{ ... on Commit {{
  oid message parents(first: 2) {{ nodes {{ oid }} }}
  {files}
}} }} }}"""

OPEN = f"""issues(states: [OPEN], labels: ["paper", "claim"], first: {ISSUES_AT_ONCE},
  orderBy: {{{{field: CREATED_AT, direction: ASC}}}}{{after}}) {{{{
  nodes {{{{ ...Thread }}}} pageInfo {{{{ hasNextPage endCursor }}}}
}}}}"""

ANY_OPEN = OPEN.replace('labels: ["paper", "claim"], ', "")

CLOSED = f"""issues(filterBy: {{{{states: [CLOSED], labels: ["paper"], since: $since}}}}, first: {ISSUES_AT_ONCE},
  orderBy: {{{{field: CREATED_AT, direction: ASC}}}}{{after}}) {{{{
  nodes {{{{ ...Thread }}}} pageInfo {{{{ hasNextPage endCursor }}}}
}}}}"""


def fragments(text: str) -> str:
    """The definitions of the fragments that a query uses."""
    found: list[str] = []
    waiting = [name for name in FRAGMENTS if f"...{name} " in f"{text} ".replace("}", " ")]
    while waiting:
        name = waiting.pop()
        if FRAGMENTS[name] not in found:
            found.append(FRAGMENTS[name])
            waiting += _NEEDS.get(name, ())
    return "".join(found)


def files(fragment: str, folders: tuple[tuple[str, str], ...], singles: tuple[tuple[str, str], ...]) -> str:
    """The files of a commit: alias and variable of each folder and of each single file."""
    whole = [
        f'{alias}: file(path: {name}) {{ type object {{ ... on Tree {{ entries {{ ...{fragment} }} }} }} }}'
        for alias, name in folders
    ]
    return "\n".join([*whole, *(f"{alias}: file(path: {name}) {{ ...{fragment} }}" for alias, name in singles)])
