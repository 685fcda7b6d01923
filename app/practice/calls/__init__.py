"""Calls, the telephones at their far ends, and the conferences that people are in together."""
