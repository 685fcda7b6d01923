"""The rules of one site: its numbers and order, what the rule goes by now, and trying a change before it is applied."""
