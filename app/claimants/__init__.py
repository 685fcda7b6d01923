"""The person: contact, safety, needs."""
