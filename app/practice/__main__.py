"""`python -m app.practice`: the same as `flask practice`, where the project is not installed."""

from app.practice.command import practice

practice()
