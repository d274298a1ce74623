"""Gather what is wrong with a file, so that all of it is said at once."""

import re
from dataclasses import replace

from trajectoire.core.errors import Fault, InputError


class Faults:
    """The faults of one file, alike ones counted together.

    Parameters
    ----------
    file
        Name of the file, as the reader knows it. [-]

    """

    def __init__(self, file: str) -> None:
        self.file = file
        self._found: dict[tuple[str, str, str], Fault] = {}

    def add(
        self, expected: str, found: str, remedy: str, row: int = 0, column: str = ""
    ) -> None:
        """Note a fault; the first of its kind keeps its place, the next are counted.

        Parameters
        ----------
        expected, found, remedy
            As in `Fault`. [-]
        row, column
            Where; zero or empty for the whole file. [-]

        """
        key = (expected, remedy, column)
        known = self._found.get(key)
        if known is not None:
            self._found[key] = replace(known, count=known.count + 1)
            return
        self._found[key] = Fault(expected, found, remedy, self.file, row, column)

    def take(self, others: "Faults") -> None:
        """Note the faults that were gathered apart.

        Parameters
        ----------
        others
            Of the same file. [-]

        """
        self._found |= others._found

    def __bool__(self) -> bool:
        """Whether anything is wrong."""
        return bool(self._found)

    def all(self) -> tuple[Fault, ...]:
        """Give the faults, in the order in which they were met.

        Returns
        -------
        faults
            Alike ones counted together. [-]

        """
        return tuple(self._found.values())

    def settle(self) -> None:
        """Stop here if anything is wrong.

        Raises
        ------
        InputError
            With every fault.

        """
        if self._found:
            raise InputError(self.all())


_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def look_at_code(code: str, faults: Faults, column: str = "") -> None:
    """Note a station code that could not safely name a file or a cell.

    Parameters
    ----------
    code
        As the file gives it. [-]
    faults
        Where it is noted. [-]
    column
        Where it was found. [-]

    """
    if _CODE.fullmatch(code) is None:
        expected = "a station code of letters, digits, dots and dashes, at most 64"
        shown = f"“{code}”" if code else "none"
        faults.add(expected, shown, "Give it a short code.", column=column)


def look_at_place(latitude: float, longitude: float, faults: Faults) -> bool:
    """Note coordinates that name no place on Earth.

    Parameters
    ----------
    latitude, longitude
        As the file gives them. [degree]
    faults
        Where they are noted. [-]

    Returns
    -------
    sound
        Whether they name a place. [-]

    """
    sound = -90 <= latitude <= 90 and -180 <= longitude <= 360
    if not sound:
        faults.add(
            "a latitude in [-90, 90] and a longitude in [-180, 360]",
            f"{latitude:g}, {longitude:g}",
            "Check that the two are not exchanged.",
        )
    return sound
