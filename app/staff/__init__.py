"""The people who work here: sign-in, skills, presence."""
