"""What may stand in the way of a typed conversation."""


class NotYours(Exception):
    """The conversation is not held by this adviser, or is over."""


class MayNotTake(Exception):
    """This adviser may not take a typed conversation now: the rule says no, or none waits for him."""
