"""What can be wrong with a site, or with the file that describes the sites."""


class UnknownSite(LookupError):
    """No site has that slug."""


class SitesFileError(ValueError):
    """The sites file cannot be loaded; every fault is named as file, line and what is wrong."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class TelephoneKnown(Exception):
    """Some office has that private telephone already."""
