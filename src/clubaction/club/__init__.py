"""The club: its configuration, session files, schedule and people, and what can be worked out from them."""
