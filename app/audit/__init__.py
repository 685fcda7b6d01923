"""Who did what, and who looked; never altered."""
