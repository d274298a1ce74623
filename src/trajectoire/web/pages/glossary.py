"""The words of Trajectoire, read from its one dictionary, ``docs/nomenclature.csv``."""

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

_PLACES = (
    files(__package__) / "nomenclature.csv",  # where the wheel carries it
    Path(__file__).parents[4] / "docs" / "nomenclature.csv",  # where it is written
)


@dataclass(frozen=True)
class Term:
    """A word of the dictionary.

    Parameters
    ----------
    name
        As the code and the files write it. [-]
    unit
        Its unit; empty where it has none. [-]
    meaning, libelle
        In English and in French. [-]

    """

    name: str
    unit: str
    meaning: str
    libelle: str


@lru_cache(maxsize=1)
def terms() -> tuple[Term, ...]:
    """Read the dictionary.

    Returns
    -------
    terms
        By name; empty where the dictionary was not installed. [-]

    """
    path = next((place for place in _PLACES if place.is_file()), None)
    if path is None:
        return ()
    with path.open(encoding="utf-8", newline="") as file:
        rows = [
            Term(*(cell.strip() for cell in row[:4]))
            for row in csv.reader(file)
            if len(row) >= 4 and not row[0].startswith("#")
        ]
    return tuple(sorted(rows[1:], key=lambda term: term.name))
