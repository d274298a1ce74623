"""What is wrong with a table, and what was done with it: each thing once, counted."""

from dataclasses import dataclass, replace

from trajectoire.core.errors import Fault

MOST_LISTED = 10_000  # faults: read page by page, or downloaded; more is no table
_LONGEST = 80  # characters of a value that is shown


@dataclass(frozen=True)
class Remark:
    """Something that was done and must be seen, though nothing is wrong.

    Parameters
    ----------
    text
        What, in a sentence. [-]
    row, column
        Where it happened first; zero or empty for the whole table. [-]
    count
        How many times. [-]

    """

    text: str
    row: int = 0
    column: str = ""
    count: int = 1


class Findings:
    """Gathers faults and remarks, alike ones counted together.

    Parameters
    ----------
    file
        Name of the file, as the reader knows it. [-]

    """

    def __init__(self, file: str) -> None:
        self._file = file
        self._faults: dict[tuple[str, str, str, str], Fault] = {}
        self._remarks: dict[tuple[str, str], Remark] = {}

    def fault(
        self, expected: str, found: str, remedy: str, row: int = 0, column: str = ""
    ) -> None:
        """Note a fault; the same value met again is counted.

        Parameters
        ----------
        expected, found, remedy
            As in `Fault`. [-]
        row, column
            Where. [-]

        """
        shown = found if len(found) <= _LONGEST else f"{found[:_LONGEST]}…"
        key = expected, shown, remedy, column
        known = self._faults.get(key)
        if known is not None:
            self._faults[key] = replace(known, count=known.count + 1)
            return
        self._faults[key] = Fault(expected, shown, remedy, self._file, row, column)

    def remark(self, text: str, row: int = 0, column: str = "") -> None:
        """Note what was done.

        Parameters
        ----------
        text
            What, in a sentence. [-]
        row, column
            Where. [-]

        """
        known = self._remarks.get((text, column))
        if known is None:
            self._remarks[text, column] = Remark(text, row, column)
        else:
            self._remarks[text, column] = replace(known, count=known.count + 1)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Those that are listed, in the order of the file. [-]"""
        found = sorted(self._faults.values(), key=lambda fault: fault.row)
        return tuple(found[:MOST_LISTED])

    @property
    def beyond(self) -> int:
        """How many are not listed. [-]"""
        return max(0, len(self._faults) - MOST_LISTED)

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What was done, in the order in which it was met. [-]"""
        return tuple(self._remarks.values())[:MOST_LISTED]
