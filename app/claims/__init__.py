"""Answers gathered, evidence wanted, the claim form."""
