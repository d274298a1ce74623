"""Read the Base Carbone of ADEME whole: each row becomes a factor or a refusal.

A version is one file, immutable; a newer one supersedes it without touching it.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from trajectoire.core.errors import Fault
from trajectoire.core.source import Source
from trajectoire.sources.base_carbone_factor import (
    EmissionFactor,
    FactorTable,
    Refusal,
)
from trajectoire.sources.base_carbone_row import CATALOGUE_OF_COLUMNS, Cells, factor_of
from trajectoire.sources.faults import Faults
from trajectoire.sources.files import content, refuse
from trajectoire.sources.text import separator_of

_BINARY = 1e-12  # [-] what sums of binary fractions lose, whatever the tolerance
_VERSION = re.compile(r"V(\d+(?:\.\d+)*)", re.IGNORECASE)


@dataclass(frozen=True)
class Gap:
    """A total that is not the sum of its parts.

    Parameters
    ----------
    factor
        Whose total it is. [-]
    parts
        ``gases`` or ``items``. [-]
    summed
        Sum of the parts. [unit of the factor]

    """

    factor: EmissionFactor
    parts: str
    summed: float


def read_base_carbone(path: Path, version: str = "") -> FactorTable:
    """Read a version of the Base Carbone.

    Parameters
    ----------
    path
        The CSV that ADEME publishes, with semicolons, in Windows or UTF-8 letters. [-]
    version
        As ``22.0``; found in the name of the file when left out. [-]

    Returns
    -------
    table
        Every row of the file, read or refused with its reasons. [-]

    Raises
    ------
    InputError
        If the file as a whole is none of ADEME's: missing or repeated columns, no row,
        no version; every fault at once.

    Notes
    -----
    Cells encoded twice (“DonnÃ©es”) are mended, and the notes say how many. Lines are
    cut at line feeds alone: the file holds the ellipsis of Windows, which a reader of
    Latin-1 takes for an end of line, and cells that span lines.

    """
    faults = Faults(path.name)
    version = version or _version_in(path.name, faults)
    text, notes = _decoded(content(path), path)
    rows = _rows(text, path)
    header = [name.strip() for name in next(rows, (1, []))[1]]
    _look_at_header(header, faults)
    body = [(row, cells) for row, cells in rows if any(cell.strip() for cell in cells)]
    if not body:
        faults.add("rows under the header", "none", "Download the file again.")
    faults.settle()
    cells = Cells(path.name, version, _decimal_mark(header, body))
    read: list[EmissionFactor] = []
    refused: list[Refusal] = []
    elements: set[str] = set()
    for row, values in body:
        made = _made(cells, row, header, values, elements)
        if isinstance(made, Refusal):
            refused.append(made)
        else:
            read.append(made)
    notes += _note_mended(cells.mended)
    return FactorTable(
        tuple(read), tuple(refused), _source(version), version, tuple(notes)
    )


def by_identifier(table: FactorTable) -> dict[str, tuple[EmissionFactor, ...]]:
    """Gather each element with its items.

    Parameters
    ----------
    table
        One version. [-]

    Returns
    -------
    factors
        Under each identifier the element, then its items in the order of the file. [-]

    """
    gathered: dict[str, list[EmissionFactor]] = {}
    for factor in table.factors:
        gathered.setdefault(factor.identifier, []).append(factor)
    return {
        identifier: tuple(sorted(rows, key=lambda factor: factor.kind != "element"))
        for identifier, rows in gathered.items()
    }


def newest(tables: Iterable[FactorTable]) -> dict[str, tuple[EmissionFactor, ...]]:
    """Give, of each identifier, what the newest version that holds it says.

    Parameters
    ----------
    tables
        Versions, in any order. [-]

    Returns
    -------
    factors
        As `by_identifier`; an element and its items always come from one version, and
        an archived one stays archived. [-]

    Notes
    -----
    Nothing is changed: a value in use keeps its identifier and version, and finds its
    factor again in that version's table.

    """
    known: dict[str, tuple[EmissionFactor, ...]] = {}
    for table in sorted(tables, key=lambda table: _order(table.version)):
        known |= by_identifier(table)
    return known


def gaps(table: FactorTable, tolerance: float = 0.005) -> tuple[Gap, ...]:
    """List the totals that are not the sum of their gases, or of their items.

    Parameters
    ----------
    table
        One version. [-]
    tolerance
        Rounding of each figure, as a share of it: the publisher writes three digits,
        and half of the third one is at most 0.5 %. [-]

    Returns
    -------
    gaps
        Every one of them, in the order of the file, gases first. [-]

    """
    found = []
    for factor in table.factors:
        if factor.gases is not None:
            found += _gap(factor, "gases", factor.gases.counted, tolerance)
    for element, *items in by_identifier(table).values():
        if items:
            found += _gap(element, "items", [i.total for i in items], tolerance)
    return tuple(found)


def _gap(
    factor: EmissionFactor, parts: str, values: Sequence[float], tolerance: float
) -> list[Gap]:
    summed = sum(values)
    size = sum(map(abs, values)) + abs(factor.total)
    if abs(summed - factor.total) <= (tolerance + _BINARY) * size:
        return []
    return [Gap(factor, parts, summed)]


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _version_in(name: str, faults: Faults) -> str:
    found = _VERSION.search(name)
    if found is None:
        faults.add(
            "a version in the name of the file, as Base_Carbone_V22.0.csv",
            name,
            "Keep ADEME's name, or give the version.",
        )
        return ""
    return found[1]


def _decoded(raw: bytes, path: Path) -> tuple[str, list[str]]:
    if b"\x00" in raw:
        raise refuse(path, "text", "binary content", "Give ADEME's CSV.")
    for letters in ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(letters), [f"read as {letters}"]
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1"), ["read as latin-1"]


def _rows(text: str, path: Path) -> Iterator[tuple[int, list[str]]]:
    """Give each row with the number of its first line."""
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=separator_of(text.split("\n", 1)[0])
    )
    row = 1
    try:
        for cells in reader:
            yield row, cells
            row = reader.line_num + 1
    except csv.Error as error:
        found = f"{error} in row {row}"
        raise refuse(path, "a CSV", found, "Download the file again.") from error


def _look_at_header(header: Sequence[str], faults: Faults) -> None:
    there = ", ".join(name for name in header if name)
    for name in CATALOGUE_OF_COLUMNS:
        times = header.count(name)
        if times > 1:
            faults.add("each column once", f"“{name}” twice", "Rename one.", 1, name)
        elif not times:
            remedy = "Give the whole file of ADEME: its columns are not optional."
            faults.add(f"a column “{name}”", f"only {there}", remedy, 1, name)


def _decimal_mark(
    header: Sequence[str], body: Sequence[tuple[int, Sequence[str]]]
) -> str:
    place = header.index("Total poste non décomposé")
    cells = (cells[place] for _, cells in body if len(cells) > place)
    return "," if any("," in cell for cell in cells) else "."


def _made(
    cells: Cells,
    row: int,
    header: Sequence[str],
    values: Sequence[str],
    elements: set[str],
) -> EmissionFactor | Refusal:
    if len(values) != len(header):
        expected = f"{len(header)} cells, as in the header"
        remedy = "Look at the separators and quotes of this row."
        fault = Fault(expected, f"{len(values)}", remedy, cells.file, row)
        return Refusal(row, (fault,))
    named: Mapping[str, str] = dict(zip(header, values, strict=True))
    made = factor_of(cells, row, named)
    if isinstance(made, Refusal):
        return made
    column = "Identifiant de l'élément"
    if made.kind == "element" and made.identifier in elements:
        expected, remedy = "each element once", "Keep one of the two rows."
    elif made.kind == "item" and made.identifier not in elements:
        expected, remedy = "an item after its element", "Add the row of the element."
    else:
        elements.add(made.identifier)
        return made
    fault = Fault(expected, made.identifier, remedy, cells.file, row, column)
    return Refusal(row, (fault,))


def _note_mended(mended: Mapping[str, int]) -> list[str]:
    return [
        f"column “{column}”: {count} cells were encoded twice, and are mended"
        for column, count in mended.items()
    ]


def _source(version: str) -> Source:
    return Source(
        publisher="ADEME",
        title=f"Base Carbone V{version}",
        licence="Licence Ouverte (Etalab)",
        address="https://base-empreinte.ademe.fr",
    )
