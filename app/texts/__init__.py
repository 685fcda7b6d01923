"""Text messages: what was sent and what became of it, what came in and what it asks; and who wants none."""
