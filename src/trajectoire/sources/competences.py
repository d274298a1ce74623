"""Legal competences of intercommunalities: their codes, and who holds them.

The codes ship with Trajectoire (``tables/competences.md``); who holds what is read from
the export of the national base of intercommunalities (BANATIC), which the user gives.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from trajectoire.sources.faults import Faults

if TYPE_CHECKING:
    from trajectoire.sources.sheets import Sheet

_TABLE = Path(__file__).with_name("tables") / "competences.csv"
_SIREN_COLUMNS = ("siren", "n siren", "numero siren", "siren groupement", "n° siren")
_CODE_COLUMNS = ("competence_code", "code competence", "competencecode", "competence")
_NAME_COLUMNS = ("intitule", "libelle", "nom de la competence", "libelle competence")
_YES = frozenset({"oui", "1", "vrai", "true", "x", "yes"})
_NO = frozenset({"non", "0", "faux", "false", "", "no"})
_HEADED = re.compile(r"C?([0-9]{4})\b[\s:–-]*(.*)", re.DOTALL)
_LEAST_WIDE = 5  # columns of yes and no that make a table of competences


@dataclass(frozen=True)
class Competence:
    """What a group of communes is in charge of.

    Parameters
    ----------
    code
        Four digits of the national nomenclature; empty where the file has none. [-]
    name
        In French; empty for a code that nothing names. [-]
    theme
        What it touches where it weighs on the climate; empty elsewhere. [-]

    """

    code: str
    name: str
    theme: str = ""


@dataclass(frozen=True)
class CompetenceTable:
    """Who holds what.

    Parameters
    ----------
    held
        Competences of each group, by its SIREN. [-]
    former
        Whether the codes are those of the former nomenclature. [-]

    """

    held: Mapping[str, tuple[Competence, ...]]
    former: bool


@lru_cache(maxsize=1)
def nomenclature() -> Mapping[str, Competence]:
    """Give the competences of the nomenclature.

    Returns
    -------
    competences
        By code. [-]

    """
    with _TABLE.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        found = {code: Competence(code, name, theme) for code, name, theme in rows}
    return MappingProxyType(found)


def read_competences(path: Path) -> CompetenceTable:
    """Read who holds which competence.

    Parameters
    ----------
    path
        CSV, XLSX, Parquet or JSON: one row for each group and competence (SIREN, code,
        perhaps a name), or one row for each group and one column of yes and no for each
        competence, as BANATIC exports them. [-]

    Returns
    -------
    table
        Competences by SIREN. [-]

    Raises
    ------
    InputError
        With everything that is wrong.

    """
    from trajectoire.sources.sheets import read_sheet  # noqa: PLC0415  (DuckDB)

    sheet = read_sheet(path)
    faults = Faults(sheet.file)
    plain = {_plain(name): name for name in sheet.columns}
    siren = next((plain[name] for name in _SIREN_COLUMNS if name in plain), "")
    if not siren:
        expected = "a column “siren”"
        remedy = "Give the export of BANATIC as it is."
        faults.add(expected, ", ".join(list(sheet.columns)[:8]), remedy)
        faults.settle()
    code = next((plain[name] for name in _CODE_COLUMNS if name in plain), "")
    name = next((plain[name] for name in _NAME_COLUMNS if name in plain), "")
    if code:
        found = list(_long(sheet, siren, code, name, faults))
    else:
        found = list(_wide(sheet, siren, faults))
    faults.settle()
    return _named(found)


def _plain(name: str) -> str:
    bare = re.sub(r"[éèê]", "e", name.strip().lower())
    return re.sub(r"\s+", " ", bare.replace("°", "").replace("’", "'")).strip()


def _long(
    sheet: "Sheet", siren: str, code: str, name: str, faults: Faults
) -> Iterator[tuple[str, str, str]]:
    """One row for each group and competence."""
    names: Sequence[object] = sheet.columns[name] if name else [""] * len(sheet.rows)
    columns = (sheet.rows, sheet.columns[siren], sheet.columns[code], names)
    for row, number, cell, said in zip(*columns, strict=True):
        digits = _digits(cell)
        if not re.fullmatch("[0-9]{4}", digits):
            remedy = "Correct the code, or remove the row."
            faults.add("a code of four digits", repr(cell), remedy, row, code)
        elif _is_siren(number, row, siren, faults):
            yield _digits(number), digits, str(said).strip()


def _wide(sheet: "Sheet", siren: str, faults: Faults) -> Iterator[tuple[str, str, str]]:
    """One row for each group, one column of yes and no for each competence."""
    answers = [
        name
        for name, cells in sheet.columns.items()
        if name != siren and _is_answer(cells)
    ]
    if len(answers) < _LEAST_WIDE:
        expected = "a column of codes, or a column of yes and no for each competence"
        remedy = "Export the competences of the groups, with their SIREN."
        faults.add(expected, f"{len(answers)} columns of yes and no", remedy)
        return
    heads = [(name, *_head(name)) for name in answers]
    for place, number in enumerate(sheet.columns[siren]):
        if _is_siren(number, sheet.rows[place], siren, faults):
            for column, code, name in heads:
                if _digits(sheet.columns[column][place]).lower() in _YES:
                    yield _digits(number), code, name


def _is_answer(cells: Sequence[object]) -> bool:
    said = {_digits(cell).lower() for cell in cells}
    return said <= _YES | _NO and bool(said & _YES)


def _head(name: str) -> tuple[str, str]:
    """Read the head of a column: a code, a name, or both."""
    headed = _HEADED.fullmatch(name.strip())
    return (headed[1], headed[2].strip()) if headed else ("", name.strip())


def _digits(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return re.sub(r"\s", "", str(cell))


def _is_siren(cell: object, row: int, column: str, faults: Faults) -> bool:
    if re.fullmatch("[0-9]{9}", _digits(cell)):
        return True
    faults.add("a SIREN of nine digits", repr(cell), "Correct it.", row, column)
    return False


def _named(found: Sequence[tuple[str, str, str]]) -> CompetenceTable:
    """Name the codes, unless they are of the former nomenclature."""
    known = nomenclature()
    former = any(code and code not in known for _, code, _ in found)
    held: dict[str, dict[Competence, None]] = defaultdict(dict)
    for siren, code, said in found:
        ours = None if former else known.get(code)
        name = said or (ours.name if ours else "")
        held[siren][Competence(code, name, ours.theme if ours else "")] = None
    return CompetenceTable({siren: tuple(all_) for siren, all_ in held.items()}, former)
