"""The promise to ring back: booked, attempted, kept, retried, owed."""
