"""The two ways to start clubaction: the GitHub Action and the command line."""
