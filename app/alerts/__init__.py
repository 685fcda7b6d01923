"""What a supervisor is to be told of: found by rule, kept until it is over, shown, and sent by text."""
