"""A club in a folder on disk: a git repository, with its issues and pull requests as Markdown files."""
