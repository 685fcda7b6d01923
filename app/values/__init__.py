"""Plain values that know nothing of the service: each reads what a person types, and knows itself."""
