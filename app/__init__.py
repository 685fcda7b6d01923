"""Startline: a short call in, a booked call-back, a claim form in the post."""
