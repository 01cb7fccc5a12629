"""Finds papers in text that people paste, and looks up their titles, authors, abstracts and dates.

`identify` finds the identifiers of papers in a text. `lookup` asks the services in `sources` about them, by a function
that is passed to it; `fetch` holds the function that uses the network, and nothing else here does. `findings` compares
a club's sessions with the answers.
"""
