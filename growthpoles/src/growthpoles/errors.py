"""The one exception for input that cannot be used."""


class InputError(ValueError):
    """Input that a measure cannot use: says where, what was wanted, what was given and how to mend it.

    Parameters
    ----------
    wanted, given, remedy : str
        Phrases: "a number", "'1,5'", "write 1.5 or pass --decimal comma".
    row : int, optional
        Row of the source as a person counts it: the header of a file is row 1, the first row of a frame is row 0.
    column : str, optional
        Column of the source.

    Examples
    --------
    >>> print(InputError("a number", "'1,5'", "write 1.5", row=7, column="value"))
    column 'value', row 7: expected a number, got '1,5'; to mend it, write 1.5
    """

    def __init__(self, wanted: str, given: str, remedy: str, *, row: int | None = None, column: str | None = None):
        places = []
        if column is not None:
            places.append(f"column {column!r}")
        if row is not None:
            places.append(f"row {row}")
        place = ", ".join(places) + ": " if places else ""
        super().__init__(f"{place}expected {wanted}, got {given}; to mend it, {remedy}")
        self.wanted, self.given, self.remedy, self.row, self.column = wanted, given, remedy, row, column
