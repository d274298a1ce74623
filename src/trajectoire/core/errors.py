"""Errors whose message tells the reader what, where, which value and what to do.

The whole tree::

    TrajectoireError
    ├── InputError            what came in is wrong; carries a list of Fault
    ├── UnitError             two things have no common unit
    ├── MissingData           a value that is needed is not there
    ├── OutOfDomain           a model is asked something outside its validity
    ├── SourceUnavailable     a provider, a file or a disk does not answer
    └── LedgerConflict        two writers met on one cell
"""

from collections.abc import Iterable
from dataclasses import dataclass


class TrajectoireError(Exception):
    """Everything that Trajectoire says on purpose."""


@dataclass(frozen=True)
class Fault:
    """One thing wrong in what came in, located so that it can be mended.

    Parameters
    ----------
    expected
        What a right value looks like. [-]
    found
        What came instead, as written. [-]
    remedy
        What the reader can do. [-]
    file, row, column
        Where it is; empty or zero when it concerns the whole. [-]
    count
        How many times the same fault occurs. [-]

    """

    expected: str
    found: str
    remedy: str
    file: str = ""
    row: int = 0
    column: str = ""
    count: int = 1

    @property
    def place(self) -> str:
        """Where the fault is, in words."""
        parts = [
            self.file,
            f"row {self.row}" if self.row else "",
            f"column “{self.column}”" if self.column else "",
        ]
        return ", ".join(part for part in parts if part)

    def __str__(self) -> str:
        """One line: place, expected, found, remedy."""
        where = f"{self.place}: " if self.place else ""
        times = f" ({self.count} times)" if self.count > 1 else ""
        found = self.found if len(self.found) <= 80 else f"{self.found[:77]}…"
        return f"{where}expected {self.expected}, found {found}{times}. {self.remedy}"


class InputError(TrajectoireError):
    """What came in is wrong: every fault at once.

    Parameters
    ----------
    faults
        The faults, in the order of the file. [-]

    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        if not self.faults:
            raise ValueError("an InputError needs at least one fault")
        super().__init__(str(self))

    def __str__(self) -> str:
        """All the faults, one a line."""
        if len(self.faults) == 1:
            return str(self.faults[0])
        lines = [f"{len(self.faults)} faults:"]
        return "\n".join(lines + [f"- {fault}" for fault in self.faults])


class UnitError(TrajectoireError):
    """Two things have no common unit, or a unit is unknown."""


class MissingData(TrajectoireError):
    """A value that is needed is not there: missing is never zero."""


class OutOfDomain(TrajectoireError):
    """A model is asked something outside its domain of validity."""


class SourceUnavailable(TrajectoireError):
    """A provider, a file or a disk does not answer."""


class LedgerConflict(TrajectoireError):
    """Two writers met on one cell: nothing of the second was stored."""
