"""TwiML: reading documents of the service (document.py, grammar.py) and playing them verb by verb (performance.py)."""
