"""Plain values that know nothing of the app."""
