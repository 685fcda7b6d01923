"""Typed conversations: turns, whose turn it is, and the codes by which somebody proves who they are."""
