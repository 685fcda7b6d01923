"""Twilio: the only room that knows it."""
