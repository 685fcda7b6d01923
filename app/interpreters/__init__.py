"""Who interprets what: suppliers of telephone interpreters, and the order in which they are tried."""
