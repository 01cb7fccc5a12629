"""From whatever people paste to the identifier of a paper."""
