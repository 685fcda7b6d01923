"""What the exchange sends to the service: what to say (correspondence.py), when (carriage.py) and how (sending.py)."""
