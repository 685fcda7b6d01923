"""Reads, checks and walks the scripts in ivr_scripts/, and says their sentences in a language."""
