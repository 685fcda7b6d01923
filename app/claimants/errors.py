"""What the claimants' room refuses."""


class OnePersonAlone(Exception):
    """Who asked for the date of claim to be put right cannot also agree to it."""


class Overtaken(Exception):
    """The correction was agreed already, or the moment of first contact has changed since it was asked for."""
