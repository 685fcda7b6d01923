"""What can be wrong with the file that lists the suppliers of interpreters."""


class SuppliersFileError(ValueError):
    """The suppliers file cannot be loaded; every fault is named as file, line and what is wrong."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults
