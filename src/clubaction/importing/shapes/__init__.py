"""The shapes that schedules have: tables, lists, sections, lines. For each, a function turns a page into entries."""
