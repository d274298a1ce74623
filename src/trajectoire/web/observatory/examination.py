"""Examine a file in its dossier: somebody's own table is read with its column map.

A map describes the table that bears its name (``toit.csv``, ``toit.toml``), or the one
for which an agent chose it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from trajectoire.sources import identify
from trajectoire.sources.check import Examination, check
from trajectoire.sources.column_map import read_column_map
from trajectoire.web.observatory.models import Dossier, DossierFile
from trajectoire.web.observatory.upload import path_of

MAPPING = "mapping"  # key of an examination: number of the column map that was used


@dataclass(frozen=True)
class Described:
    """What is found in a table, with the map by which it was read.

    Parameters
    ----------
    examination
        What the table is and holds. [-]
    mapping
        Number of the column map. [-]

    """

    examination: Examination
    mapping: str

    def as_dict(self) -> dict[str, Any]:
        """Give the same, for JSON.

        Returns
        -------
        examination
            Plain values. [-]

        """
        return {**self.examination.as_dict(), MAPPING: self.mapping}


def checker(file: DossierFile) -> Callable[[Path], Examination | Described]:
    """Make the function that examines a file as its dossier allows.

    Parameters
    ----------
    file
        A file of a dossier. [-]

    Returns
    -------
    examine
        Takes the path; raises ``InputError`` if the map itself is wrong. [-]

    """
    mapping = mapping_of(file)
    if mapping is None:
        return check
    return lambda path: Described(
        check(path, read_column_map(path_of(mapping))), str(mapping.pk)
    )


def mapping_of(file: DossierFile) -> DossierFile | None:
    """Find the column map of a table.

    Parameters
    ----------
    file
        A file of a dossier. [-]

    Returns
    -------
    mapping
        The one that was chosen, else the one of the same name; None otherwise. [-]

    """
    if file.name.lower().endswith(".toml"):
        return None
    maps = {str(one.pk): one for one in column_maps(file.dossier)}
    chosen = maps.get(str(file.examination.get(MAPPING, "")))
    named = (one for one in maps.values() if stem(one.name) == stem(file.name))
    return chosen or next(named, None)


def described_by(file: DossierFile) -> list[DossierFile]:
    """List the tables that a column map describes.

    Parameters
    ----------
    file
        A file that was just examined. [-]

    Returns
    -------
    tables
        To be examined again; none unless the file is a map. [-]

    """
    if file.examination.get("kind") != identify.COLUMN_MAP:
        return []
    tables = file.dossier.files.filter(examination__kind=identify.TABLE)
    return [one for one in tables if mapping_of(one) == file]


def column_maps(dossier: Dossier) -> list[DossierFile]:
    """List the column maps of a dossier that can be used.

    Parameters
    ----------
    dossier
        The dossier. [-]

    Returns
    -------
    maps
        By name. [-]

    """
    good = dossier.files.filter(state=DossierFile.State.CHECKED)
    return list(good.filter(examination__kind=identify.COLUMN_MAP))


def stem(name: str) -> str:
    """Give the name of a file without what tells its format.

    Parameters
    ----------
    name
        As ``Toit.csv.gz``. [-]

    Returns
    -------
    stem
        As ``toit``. [-]

    """
    plain = name.lower().removesuffix(".gz")
    return PurePath(plain).stem
