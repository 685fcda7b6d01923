"""What each event of a call or a call-back leads to; the matcher."""
