"""The waiting line: demands, offers, and the pure rule of overflow."""
