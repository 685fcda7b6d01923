"""Every voice webhook: the caller's, the adviser's leg, conferences, status."""
