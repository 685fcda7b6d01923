"""Typed conversations."""
