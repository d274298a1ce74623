"""Read the lines, substances and crosswalk from the tables of the instrument."""

import csv
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.resources import files
from typing import cast

from trajectoire.core.errors import Fault, InputError
from trajectoire.instruments.inventory.model.nomenclature import (
    Asset,
    Family,
    Landing,
    Line,
    Nomenclatures,
    Substance,
    Words,
)

TABLES = files("trajectoire.instruments.inventory") / "tables"


@lru_cache(maxsize=1)
def nomenclatures() -> Nomenclatures:
    """Give the lines, substances, reasons and crosswalk of the accounts.

    Returns
    -------
    nomenclatures
        The same for all: read once. [-]

    """
    lines: dict[str, dict[str, Line]] = {}
    for row in _rows("lines"):
        lines.setdefault(row["nomenclature"], {})[row["code"]] = _line(row)
    return Nomenclatures(
        substances={row["name"]: _substance(row) for row in _rows("substances")},
        lines=lines,
        headings={(r["nomenclature"], r["code"]): _words(r) for r in _rows("headings")},
        assets={
            row["code"]: Asset(row["code"], row["kind"], _words(row))
            for row in _rows("assets")
        },
        details={row["code"]: _words(row) for row in _rows("details")},
        reasons={row["code"]: _words(row) for row in _rows("reasons")},
        landings={
            (
                row["nomenclature"],
                row["line"],
                row["framework"],
                row["family"],
            ): Landing(row["landing"] or None, row["reason"])
            for row in _rows("crosswalk")
        },
        needs={
            (row["nomenclature"], row["line"], row["family"]): tuple(
                row["needs"].split()
            )
            for row in _rows("needs")
        },
    )


def rows_of_table(name: str, lines: Iterable[str]) -> list[dict[str, str]]:
    """Read a table whose rows all have as many cells as its header.

    Parameters
    ----------
    name
        Of the file, for the faults. [-]
    lines
        Its text. [-]

    Returns
    -------
    rows
        By column. [-]

    Raises
    ------
    InputError
        With every row of another width: a comma that nobody quoted shifts labels.

    """
    header, *rows = csv.reader(lines)
    faults = [
        Fault(
            f"{len(header)} cells, as in the header",
            ",".join(row),
            "Put the cells that hold a comma between quotation marks.",
            name,
            number,
        )
        for number, row in enumerate(rows, 2)
        if len(row) != len(header)
    ]
    if faults:
        raise InputError(faults)
    return [dict(zip(header, row, strict=True)) for row in rows]


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (TABLES / f"{name}.csv").open(encoding="utf-8") as file:
        yield from rows_of_table(f"{name}.csv", file)


def _words(row: dict[str, str]) -> Words:
    return Words(row["label_fr"], row["label_en"])


def _substance(row: dict[str, str]) -> Substance:
    family = cast("Family", row["family"])
    return Substance(
        row["name"],
        row["unit"],
        row["better"],
        family,
        row["gas"],
        row["part_of"],
        _words(row),
    )


def _line(row: dict[str, str]) -> Line:
    return Line(
        nomenclature=row["nomenclature"],
        code=row["code"],
        parent=row["parent"],
        families=frozenset(cast("list[Family]", row["families"].split())),
        scope=int(row["scope"] or 0),
        level=row["level"],
        usual=bool(row["usual"]),
        words=_words(row),
    )
