"""From whatever people paste to a paper's title, authors, abstract and date.

`identifiers.identify` names the paper, `resolve.resolve` asks the services in `sources` about it through
a `fetch` that it is given, and `fetch.Fetcher` is the one that really asks. `audit` compares a club's
sessions with what came back. Everything but `fetch` is pure.
"""
