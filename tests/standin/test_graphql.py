"""GraphQL as GitHub answers it."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from graphql import find_breaking_changes

from . import conformance, queries
from .conftest import Client
from .people import GitHub
from .state import node_id

BRANCH = "clubaction/update"
REPOSITORY = 'repository(owner: "club", name: "papers")'
ZERO = "0" * 40


def ask(client: Client, selection: str, **variables: Any) -> Any:
    """What a selection on the repository gives, with no error."""
    answer = client.graphql(f"query {{ {REPOSITORY} {{ {selection} }} }}", **variables)
    assert "errors" not in answer, answer["errors"]
    return answer["data"]["repository"]


def change(client: Client, mutation: str, payload: str = "clientMutationId", **given: Any) -> Any:
    """The answer to one mutation with this input."""
    kind = mutation[0].upper() + mutation[1:] + "Input"
    query = f"mutation Change($input: {kind}!) {{ {mutation}(input: $input) {{ {payload} }} }}"
    return client.graphql(query, input=given)


def test_our_own_schema_says_nothing_that_githubs_does_not() -> None:
    if not (conformance.DESCRIPTIONS / "schema.graphql").exists():
        pytest.skip("GitHub's schema is not here")
    changes = find_breaking_changes(conformance.own_schema(), conformance.schema())
    assert [change.description for change in changes] == []


def test_the_same_queries_run_on_our_own_schema(
    github: GitHub, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "schema", conformance.own_schema)
    github.open_issue("ann", "one", labels=["paper"])
    selection = 'issues(first: 10, labels: ["paper"]) { nodes { title author { login __typename } } }'
    assert ask(client, selection)["issues"]["nodes"][0]["author"] == {"login": "ann", "__typename": "User"}


def test_a_bot_is_called_by_its_short_name_as_an_author(github: GitHub, client: Client) -> None:
    github.open_issue("ann", "one")
    client("POST", "issues/1/comments", {"body": "status"})
    selection = "issue(number: 1) { comments(last: 1) { nodes { author { login __typename } viewerDidAuthor } } }"
    comment = ask(client, selection)["issue"]["comments"]["nodes"][0]
    assert comment == {"author": {"login": "github-actions", "__typename": "Bot"}, "viewerDidAuthor": True}
    assert client.graphql("{ viewer { login } }")["data"]["viewer"]["login"] == "github-actions[bot]"


def test_comments_have_ids_that_outgrow_an_int(github: GitHub, client: Client) -> None:
    github.open_issue("ann", "one")
    comment = github.comment(1, "ben", "hi")
    selection = "issue(number: 1) { comments(first: 1) { nodes { databaseId fullDatabaseId } } }"
    found = ask(client, selection)["issue"]["comments"]["nodes"][0]
    assert found == {"databaseId": None, "fullDatabaseId": str(comment.id)}


def test_pages_follow_on_from_a_cursor(github: GitHub, client: Client) -> None:
    for number in range(5):
        github.open_issue("ann", f"issue {number}")
    pages: list[list[int]] = []
    after, more = "null", True
    while more:
        selection = "{ pageInfo { hasNextPage endCursor } nodes { number } }"
        found = ask(client, f"issues(first: 2, after: {after}) {selection}")["issues"]
        pages.append([node["number"] for node in found["nodes"]])
        after, more = f'"{found["pageInfo"]["endCursor"]}"', found["pageInfo"]["hasNextPage"]
    assert pages == [[1, 2], [3, 4], [5]]
    last = ask(client, "issues(last: 2) { nodes { number } pageInfo { hasPreviousPage } }")["issues"]
    assert last == {"nodes": [{"number": 4}, {"number": 5}], "pageInfo": {"hasPreviousPage": True}}


def test_a_list_without_a_size_or_with_too_large_a_one_is_refused(client: Client) -> None:
    answer = client.graphql(f"{{ {REPOSITORY} {{ issues {{ nodes {{ number }} }} }} }}")
    assert answer["errors"][0]["type"] == "MISSING_PAGINATION_BOUNDARIES"
    expected = "You must provide a `first` or `last` value to properly paginate the `issues` connection."
    assert answer["errors"][0]["message"] == expected
    answer = client.graphql(f"{{ {REPOSITORY} {{ issues(first: 101) {{ nodes {{ number }} }} }} }}")
    assert answer["errors"][0]["type"] == "EXCESSIVE_PAGINATION"
    assert ask(client, "issues { totalCount }") == {"issues": {"totalCount": 0}}, "a count needs no size"


def test_the_nodes_a_query_may_ask_for_are_counted_as_github_documents(client: Client) -> None:
    inner = "comments(first: $n) { nodes { reactions(first: 100) { nodes { content } } } }"
    query = "query($n: Int!) { %s { issues(first: 100) { nodes { %s } } } }"
    answer = client.graphql(query % (REPOSITORY, inner), n=50)
    message = "This query requests up to 505,100 possible nodes which exceeds the maximum limit of 500,000."
    assert answer["errors"] == [{"type": "MAX_NODE_LIMIT_EXCEEDED", "message": message}]
    query = query.replace("{", "{ rateLimit { nodeCount cost } ", 1)
    answer = client.graphql(query % (REPOSITORY, inner), n=40)
    assert answer["data"]["rateLimit"] == {"nodeCount": 100 + 4_000 + 400_000, "cost": 41}


def test_a_tree_is_read_with_its_files_at_once(github: GitHub, client: Client) -> None:
    github.push("olga", {"sessions/a.md": "Schrödinger\r\n", "logo.png": b"\x89PNG\0"})
    selection = """object(expression: "main:") { ... on Tree { entries { name path type object {
        ... on Blob { text isBinary isTruncated byteSize }
        ... on Tree { entries { path object { ... on Blob { text } } } } } } } }"""
    entries = {entry["name"]: entry for entry in ask(client, selection)["object"]["entries"]}
    assert entries["logo.png"]["object"] == {
        "text": None,
        "isBinary": True,
        "isTruncated": False,
        "byteSize": 5,
    }
    assert entries["sessions"]["type"] == "tree"
    files = entries["sessions"]["object"]["entries"]
    assert files == [{"path": "sessions/a.md", "object": {"text": "Schrödinger\r\n"}}]


def test_a_commit_names_its_parents_and_its_author(github: GitHub, client: Client) -> None:
    base = github.head()
    commit = client.propose({"a.md": "x"})
    selection = f"""ref(qualifiedName: "refs/heads/{BRANCH}") {{ name target {{ oid ... on Commit {{
        message parents(first: 2) {{ nodes {{ oid }} }} author {{ email user {{ login }} }}
        history(first: 1) {{ totalCount }} }} }} }}"""
    ref = ask(client, selection)["ref"]
    assert ref["name"] == BRANCH
    assert ref["target"]["oid"] == commit
    assert ref["target"]["parents"]["nodes"] == [{"oid": base}]
    assert ref["target"]["author"]["user"]["login"] == "github-actions[bot]"
    assert ref["target"]["history"]["totalCount"] == 2


def test_the_newest_pull_request_of_a_branch_is_found(github: GitHub, client: Client) -> None:
    first = client.pull()
    github.close_pull_request(first, "olga")
    client("POST", "pulls", {"title": "T", "head": BRANCH, "base": "main", "body": "again"})
    newest = "first: 1, orderBy: {field: CREATED_AT, direction: DESC}"
    selection = f"""pullRequests(headRefName: "{BRANCH}", {newest}) {{
        nodes {{ number state body merged headRefOid commits(first: 5) {{ totalCount }} }} }}"""
    assert ask(client, selection)["pullRequests"]["nodes"] == [
        {
            "number": 2,
            "state": "OPEN",
            "body": "again",
            "merged": False,
            "headRefOid": github.head(BRANCH),
            "commits": {"totalCount": 1},
        }
    ]
    github.merge(2, "olga")
    assert ask(client, "pullRequest(number: 2) { state }") == {"pullRequest": {"state": "MERGED"}}


def test_collaborators_are_listed_unless_the_token_may_not_see_them(github: GitHub, client: Client) -> None:
    selection = "collaborators(first: 10) { edges { permission node { login } } }"
    found = ask(client, selection)["collaborators"]["edges"]
    assert [(edge["node"]["login"], edge["permission"]) for edge in found] == [
        ("club", "ADMIN"),
        ("olga", "WRITE"),
    ]
    github.hide_collaborators()
    answer = client.graphql(f"{{ {REPOSITORY} {{ id {selection} }} }}")
    assert answer["data"]["repository"]["collaborators"] is None
    assert answer["errors"][0]["type"] == "FORBIDDEN"


def test_what_is_not_there_is_not_found(client: Client) -> None:
    answer = client.graphql('{ repository(owner: "no", name: "where") { id } }')
    assert answer["data"] == {"repository": None}
    assert answer["errors"][0]["type"] == "NOT_FOUND"
    expected = "Could not resolve to a Repository with the name 'no/where'."
    assert answer["errors"][0]["message"] == expected
    answer = client.graphql(f"{{ {REPOSITORY} {{ issue(number: 99) {{ id }} }} }}")
    assert answer["errors"][0]["path"] == ["repository", "issue"]


def test_several_changes_go_in_one_request_and_one_failing_stops_no_other(github: GitHub, client: Client) -> None:
    issue = github.open_issue("ann", "one")
    comment = github.comment(1, "ben", "/claim recap")
    query = """mutation($issue: ID!, $comment: ID!, $gone: ID!) {
        a: addComment(input: {subjectId: $issue, body: "status"}) { commentEdge { node { body } } }
        b: addReaction(input: {subjectId: $gone, content: CONFUSED}) { reaction { content } }
        c: addReaction(input: {subjectId: $comment, content: THUMBS_UP}) { reaction { content } }
    }"""
    answer = client.graphql(query, issue=node_id(issue), comment=node_id(comment), gone="IC_nothing")
    assert answer["data"]["a"]["commentEdge"]["node"]["body"] == "status"
    assert answer["data"]["b"] is None
    assert answer["data"]["c"] == {"reaction": {"content": "THUMBS_UP"}}
    assert [(error["type"], error["path"]) for error in answer["errors"]] == [("NOT_FOUND", ["b"])]
    assert [one.content for one in comment.reactions] == ["+1"]


def test_comments_are_edited_and_reactions_taken_back(github: GitHub, client: Client) -> None:
    issue = github.open_issue("ann", "one")
    change(client, "addComment", subjectId=node_id(issue), body="first")
    ours = issue.comments[0]
    change(client, "updateIssueComment", id=node_id(ours), body="second")
    assert ours.body == "second"
    change(client, "addReaction", subjectId=node_id(issue), content="EYES")
    change(client, "removeReaction", subjectId=node_id(issue), content="EYES")
    assert issue.reactions == []
    answer = change(client, "updateIssueComment", id=node_id(ours), body="x" * 65_537)
    assert answer["errors"][0]["type"] == "UNPROCESSABLE"


def test_issues_are_closed_and_labelled(github: GitHub, client: Client) -> None:
    issue = github.open_issue("ann", "one")
    label = change(
        client,
        "createLabel",
        "label { id }",
        repositoryId=node_id(github.repository),
        name="held",
        color="0e8a16",
    )["data"]["createLabel"]["label"]["id"]
    change(client, "addLabelsToLabelable", labelableId=node_id(issue), labelIds=[label])
    answer = change(
        client, "closeIssue", "issue { state stateReason }", issueId=node_id(issue), stateReason="NOT_PLANNED"
    )
    assert answer["data"]["closeIssue"]["issue"] == {"state": "CLOSED", "stateReason": "NOT_PLANNED"}
    assert [label.name for label in issue.labels] == ["held"]


def test_a_pull_request_is_opened_edited_and_closed(github: GitHub, client: Client) -> None:
    client.propose({"a.md": "x"})
    given = {"repositoryId": node_id(github.repository), "headRefName": BRANCH, "baseRefName": "main"}
    answer = change(client, "createPullRequest", "pullRequest { id number }", title="T", body="B", **given)
    pull = answer["data"]["createPullRequest"]["pullRequest"]
    again = change(client, "createPullRequest", "pullRequest { id }", title="T", body="B", **given)
    assert again["errors"][0]["message"] == f"A pull request already exists for club:{BRANCH}."
    change(client, "updatePullRequest", pullRequestId=pull["id"], title="New")
    assert github.pull_request(pull["number"]).title == "New"
    change(client, "closePullRequest", pullRequestId=pull["id"])
    assert github.pull_request(pull["number"]).state == "closed"


def test_references_move_together_or_not_at_all(github: GitHub, client: Client) -> None:
    commit = client.propose({"a.md": "x"})
    base, repository = github.head(), node_id(github.repository)
    wrong = [
        {"name": "refs/heads/new", "beforeOid": ZERO, "afterOid": commit},
        {"name": f"refs/heads/{BRANCH}", "beforeOid": base, "afterOid": base, "force": True},
    ]
    answer = change(client, "updateRefs", repositoryId=repository, refUpdates=wrong)
    assert "errors" in answer
    assert github.head("new") is None
    right = [wrong[0], {"name": f"refs/heads/{BRANCH}", "beforeOid": commit, "afterOid": ZERO}]
    assert "errors" not in change(client, "updateRefs", repositoryId=repository, refUpdates=right)
    assert (github.head("new"), github.head(BRANCH)) == (commit, None)


def test_a_commit_is_made_on_a_branch_only_where_its_head_is_as_expected(github: GitHub, client: Client) -> None:
    base = github.head()
    given: dict[str, Any] = {
        "branch": {"repositoryNameWithOwner": "club/papers", "branchName": "main"},
        "expectedHeadOid": base,
        "message": {"headline": "Add", "body": "more"},
        "fileChanges": {
            "additions": [{"path": "a/b.md", "contents": base64.b64encode(b"x").decode()}],
            "deletions": [{"path": "README.md"}],
        },
    }
    made = change(client, "createCommitOnBranch", "commit { oid message }", **given)["data"]["createCommitOnBranch"]
    assert made["commit"] == {"oid": github.head(), "message": "Add\n\nmore"}
    assert github.files() == {"a/b.md": b"x"}
    assert change(client, "createCommitOnBranch", **given)["errors"][0]["type"] == "STALE_DATA"


def test_references_are_made_moved_and_deleted_by_their_ids(github: GitHub, client: Client) -> None:
    commit, repository = client.propose({"a.md": "x"}), node_id(github.repository)
    made = change(client, "createRef", "ref { id }", repositoryId=repository, name="refs/heads/b", oid=github.head())
    ref = made["data"]["createRef"]["ref"]["id"]
    change(client, "updateRef", refId=ref, oid=commit)
    assert github.head("b") == commit
    assert "errors" in change(client, "updateRef", refId=ref, oid=github.head()), "not a fast-forward"
    change(client, "deleteRef", refId=ref)
    assert github.head("b") is None


def test_a_weak_token_changes_nothing(github: GitHub, client: Client) -> None:
    issue = github.open_issue("ann", "one")
    query = 'mutation($id: ID!) { addComment(input: {subjectId: $id, body: "x"}) { clientMutationId } }'
    answer = client.graphql(query, token=github.job_token({}), id=node_id(issue))
    assert answer["errors"][0]["type"] == "FORBIDDEN"
    assert answer["errors"][0]["message"] == "Resource not accessible by integration"
    assert issue.comments == []


def test_what_a_deleted_account_wrote_has_no_author(github: GitHub, client: Client) -> None:
    github.open_issue("ann", "one")
    github.comment(1, "ben", "/claim recap")
    github.delete_account("ben")
    selection = "issue(number: 1) { comments(first: 1) { nodes { author { login } body } } }"
    comment = ask(client, selection)["issue"]["comments"]["nodes"][0]
    assert comment == {"author": None, "body": "/claim recap"}
    assert client("GET", "issues/1/comments").json()[0]["user"]["login"] == "ghost"


def test_a_deleted_issue_is_gone_and_its_number_too(github: GitHub, client: Client) -> None:
    github.open_issue("ann", "one")
    github.delete_issue(1, "club")
    answer = client.graphql(f"{{ {REPOSITORY} {{ issue(number: 1) {{ id }} }} }}")
    assert answer["errors"][0]["type"] == "NOT_FOUND"
    assert client("GET", "issues/1").status_code == 410
    assert github.open_issue("ann", "two").number == 2


def test_a_hidden_comment_says_so(github: GitHub, client: Client) -> None:
    github.open_issue("ann", "one")
    github.minimize(github.comment(1, "ben", "spam"))
    selection = "issue(number: 1) { comments(first: 1) { nodes { isMinimized } } }"
    assert ask(client, selection)["issue"]["comments"]["nodes"] == [{"isMinimized": True}]


def test_an_empty_repository_has_no_branch(tmp_path: Path) -> None:
    made = GitHub(tmp_path)
    made.create_repository(empty=True)
    client = Client(made)
    assert ask(client, "defaultBranchRef { name }") == {"defaultBranchRef": None}
    assert client("GET", "git/ref/heads/main").status_code == 409
    client.close()
    made.close()


def test_votes_are_counted_by_kind(github: GitHub, client: Client) -> None:
    issue = github.open_issue("ann", "one")
    for login in ("ben", "cyd", "ben"):
        github.react(issue, login)
    selection = "issue(number: 1) { reactionGroups { content viewerHasReacted users { totalCount } } }"
    groups = ask(client, selection)["issue"]["reactionGroups"]
    assert groups[0] == {"content": "THUMBS_UP", "viewerHasReacted": False, "users": {"totalCount": 2}}


def test_edits_tell_when_and_by_whom_but_a_new_title_is_none(github: GitHub, client: Client) -> None:
    github.open_issue("ann", "one", "text")
    comment = github.comment(1, "bob", "a")
    selection = """issue(number: 1) {
      lastEditedAt editor { login } comments(first: 1) { nodes { lastEditedAt editor { login } isMinimized } }
    }"""
    github.edit_issue(1, "ann", title="two")
    told = ask(client, selection)["issue"]
    assert (told["lastEditedAt"], told["editor"]) == (None, None)
    assert told["comments"]["nodes"] == [{"lastEditedAt": None, "editor": None, "isMinimized": False}]
    github.edit_issue(1, "olga", body="other")
    github.edit_comment(comment, "bob", "b")
    told = ask(client, selection)["issue"]
    assert told["editor"] == {"login": "olga"}
    assert told["comments"]["nodes"][0]["editor"] == {"login": "bob"}
    github.delete_account("bob")
    told = ask(client, selection)["issue"]["comments"]["nodes"][0]
    assert told["lastEditedAt"]
    assert told["editor"] is None


def test_the_timeline_holds_closings_and_reopenings_in_their_order(github: GitHub, client: Client) -> None:
    github.open_issue("ann", "one")
    github.close_issue(1, "ann")
    github.reopen_issue(1, "olga")
    client("PATCH", "issues/1", {"state": "closed"})
    selection = """issue(number: 1) { closedAt timelineItems(last: 2, itemTypes: [CLOSED_EVENT, REOPENED_EVENT]) {
      nodes { __typename ... on ClosedEvent { createdAt actor { login __typename } }
              ... on ReopenedEvent { actor { login } } } } }"""
    told = ask(client, selection)["issue"]
    assert told["timelineItems"]["nodes"] == [
        {"__typename": "ReopenedEvent", "actor": {"login": "olga"}},
        {
            "__typename": "ClosedEvent",
            "createdAt": told["closedAt"],
            "actor": {"login": "github-actions", "__typename": "Bot"},
        },
    ]


def test_a_mannequin_is_called_one(github: GitHub, client: Client) -> None:
    github.open_issue("max", "one")
    github.mannequin("max")
    told = ask(client, "issue(number: 1) { author { __typename login } }")
    assert told["issue"]["author"] == {"__typename": "Mannequin", "login": "max"}


def test_an_archived_or_locked_repository_says_so_and_takes_no_change(github: GitHub, client: Client) -> None:
    github.open_issue("ann", "one")
    selection = "isArchived isDisabled isLocked lockReason"
    facts = {"isArchived": False, "isDisabled": False, "isLocked": False, "lockReason": None}
    assert ask(client, selection) == facts
    github.lock("MOVING")
    assert ask(client, selection) == {**facts, "isLocked": True, "lockReason": "MOVING"}
    github.archive()
    assert ask(client, selection)["isArchived"]
    answer = client("POST", "issues/1/comments", {"body": "x"})
    assert (answer.status_code, answer.json()["message"]) == (403, "Repository was archived so is read-only.")
    refused = change(client, "addComment", subjectId=node_id(github.thread(1)), body="x")
    assert refused["errors"][0]["type"] == "FORBIDDEN"


def test_labels_are_told_apart_without_case_but_a_list_is_asked_for_to_the_letter(
    github: GitHub, client: Client
) -> None:
    github.repository.labels["claim"].name = "CLAIM"
    github.open_issue("ann", "one", labels=["Claim"])
    lists = "".join(
        f'{name}: issues(first: 5, labels: ["{name}"]) {{ nodes {{ number }} }}' for name in ("claim", "CLAIM")
    )
    found = ask(client, f'label(name: "claim") {{ name }} {lists}')
    assert found == {"label": {"name": "CLAIM"}, "claim": {"nodes": []}, "CLAIM": {"nodes": [{"number": 1}]}}
    assert client("POST", "labels", {"name": "clAim"}).status_code == 422
