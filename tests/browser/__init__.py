"""The service as it looks and works in a real Chromium."""
