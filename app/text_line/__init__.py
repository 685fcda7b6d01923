"""Text messages that come in."""
