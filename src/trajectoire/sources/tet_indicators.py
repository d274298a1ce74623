"""Indicators of Territoires en Transitions (ADEME): what each stands for here.

The service exports its indicators as a workbook, one row for each indicator and source,
one column for each year. Its identifiers say the substance and the sector at once.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from trajectoire.sources.faults import Faults
from trajectoire.sources.sheet_grid import Cell
from trajectoire.sources.sheets import Sheet, read_sheet, sheet_names

_TABLE = Path(__file__).with_name("tables") / "tet_indicators.csv"
_IDENTIFIER, _NAME, _UNIT = "identifiantReferentiel", "titre", "unite"
_CATEGORIES, _FORMULA = "categories", "valeurCalcule"
_TERM = re.compile(r"(?:opt_)?val\(\s*([\w.]+)\s*\)")
_PCAET = "pcaet"
# The workbook with one sheet for each indicator: its columns, and its kinds of rows.
_KIND, _SOURCE = "Type de données", "Source"
_COPIED = ("Identifiant", "Nom", "Unité")
_MINE, _OWN = "Mes resultats", "Collectivité"
_TARGETS, _COMMENT = ("Mes objectifs", "Objectifs "), "/ Commentaire"


@dataclass(frozen=True)
class Landing:
    """What an indicator stands for.

    Parameters
    ----------
    identifier
        Of Territoires en Transitions, as ``cae_1.c``. [-]
    substance
        Name of our definition; empty where it does not land. [-]
    sector
        ``PCAET/residential``; empty where it does not land. [-]
    reason
        Why it does not land; empty where it does. [-]

    """

    identifier: str
    substance: str
    sector: str
    reason: str


@dataclass(frozen=True)
class TetDefinition:
    """An indicator as the service defines it.

    Parameters
    ----------
    identifier, name, unit
        As published. [-]
    is_pcaet
        Whether it belongs to the climate plans that law asks for. [-]
    parts
        Identifiers that its formula adds up; empty where it has none. [-]

    """

    identifier: str
    name: str
    unit: str
    is_pcaet: bool
    parts: tuple[str, ...]


@lru_cache(maxsize=1)
def tet_landings() -> Mapping[str, Landing]:
    """Give what each indicator that we know stands for.

    Returns
    -------
    landings
        By identifier; indicators of other themes are not there. [-]

    """
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return {row["identifier"]: Landing(**row) for row in csv.DictReader(file)}


@lru_cache(maxsize=1)
def tet_lines() -> Mapping[str, str]:
    """Give the indicators as the words of a mapping.

    Returns
    -------
    lines
        Identifier → ``emission_ghg@PCAET/residential``; empty where its rows are to be
        left out, as sums of others. [-]

    """
    return {
        one.identifier: f"{one.substance}@{one.sector}" if one.substance else ""
        for one in tet_landings().values()
    }


def read_tet_export(path: Path, file: str = "") -> Sheet:
    """Read the workbook of indicators that the service exports, or any other table.

    Parameters
    ----------
    path
        The workbook: one sheet for all indicators, or, before 2026, one for each. [-]
    file
        Its name as its owner knows it; empty for that of the path. [-]

    Returns
    -------
    sheet
        One row for each indicator and source, one column for each year of results.
        Targets and comments are left out, which is noted. A table of another kind as
        `read_sheet` gives it. [-]

    Raises
    ------
    InputError
        If it is no table, is too large, is damaged or is encrypted.

    Notes
    -----
    The rows keep their number in their own sheet, of which the name begins by the
    identifier.

    """
    names = sheet_names(path, file)
    first = read_sheet(path, None, file)
    if not names or not {_KIND, *_COPIED} <= first.columns.keys():
        return first
    sheets = [read_sheet(path, name, file) for name in names]
    years = sorted({name for one in sheets for name in one.columns if name.isdecimal()})
    columns: dict[str, list[Cell]] = {name: [] for name in (*_COPIED, _SOURCE, *years)}
    rows: list[int] = []
    left = 0
    for one in sheets:
        for index, number in enumerate(one.rows):
            kind = str(one.columns[_KIND][index]) if _KIND in one.columns else ""
            if not kind or kind.startswith(_TARGETS) or kind.endswith(_COMMENT):
                left += 1
                continue
            rows.append(number)
            columns[_SOURCE].append(_OWN if kind == _MINE else kind)
            for name in (*_COPIED, *years):
                cells = one.columns.get(name)
                columns[name].append(cells[index] if cells else "")
    note = f"rows of targets, of comments, or without a figure were left out: {left}"
    return Sheet(first.file, columns, rows, 1, "", names, (note,))


def read_tet_definitions(path: Path) -> tuple[TetDefinition, ...]:
    """Read the definitions that the service publishes.

    Parameters
    ----------
    path
        The CSV of its definitions. [-]

    Returns
    -------
    definitions
        In the order of the file. [-]

    Raises
    ------
    InputError
        If it is no such table, or if an identifier comes twice.

    """
    sheet = read_sheet(path)
    faults = Faults(sheet.file)
    needed = (_IDENTIFIER, _NAME, _UNIT, _CATEGORIES, _FORMULA)
    for name in needed:
        if name not in sheet.columns:
            there = ", ".join(list(sheet.columns)[:8])
            remedy = "Give the file of the definitions of indicators."
            faults.add(f"a column “{name}”", f"only {there}", remedy)
    faults.settle()
    definitions = _definitions(sheet, needed)
    known: set[str] = set()
    for row, one in zip(sheet.rows, definitions, strict=True):
        if one.identifier in known:
            remedy = "Remove one of the two rows."
            faults.add("each identifier once", one.identifier, remedy, row, _IDENTIFIER)
        known.add(one.identifier)
    faults.settle()
    return definitions


def _definitions(sheet: Sheet, names: tuple[str, ...]) -> tuple[TetDefinition, ...]:
    return tuple(
        TetDefinition(
            identifier,
            name,
            unit,
            _PCAET in [word.strip() for word in categories.split(",")],
            tuple(_TERM.findall(formula)) if "+" in formula else (),
        )
        for identifier, name, unit, categories, formula in zip(
            *([str(cell) for cell in sheet.columns[name]] for name in names),
            strict=True,
        )
    )
