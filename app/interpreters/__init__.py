"""Which languages are interpreted."""
