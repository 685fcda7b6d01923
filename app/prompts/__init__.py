"""Sentences of the line that somebody recorded, for languages that no voice of the telephone network speaks."""
