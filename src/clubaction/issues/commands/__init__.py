"""The commands that people give in comments on a paper's issue."""
