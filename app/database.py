"""The session, the base of every table, and time in UTC."""
