"""Legs, connections and events of telephone calls."""
