"""A table of a hundred thousand figures, in each format, and how it is mapped."""

import csv
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import duckdb
import xlsxwriter

from trajectoire.instruments.inventory.gather.mapping import Mapping
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.gather.proposal import propose
from trajectoire.sources.communes import places
from trajectoire.sources.sheets import read_sheet

NAMES = ("code_insee", "secteur", "annee", "Émissions GES (kteq CO2)", "commentaire")
COMMUNES, YEARS = 1250, range(2010, 2020)
SECTORS = (
    "Résidentiel",
    "Tertiaire",
    "Transport routier",
    "Autres transports",
    "Agriculture",
    "Déchets",
    "Industrie hors branche énergie",
    "Branche énergie",
)
FIGURES = COMMUNES * len(SECTORS) * len(YEARS)
_SEED = 2026

Rows = Sequence[tuple[str, str, int, float, str]]


def rows() -> Rows:
    """Give the rows: invented figures of real communes."""
    codes = [place.code for place in places().places if place.kind == "commune"]
    draw = random.Random(_SEED)  # noqa: S311  (no secret: invented figures)
    return [
        (code, sector, year, round(draw.lognormvariate(1, 1), 3), "inventé")
        for code in codes[:COMMUNES]
        for sector in SECTORS
        for year in YEARS
    ]


def write_xlsx(path: Path, table: Rows) -> None:
    """Write a workbook."""
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("Inventaire")
    for number, row in enumerate([NAMES, *table]):
        sheet.write_row(number, 0, row)
    book.close()


def write_csv(path: Path, table: Rows) -> None:
    """Write a text as French spreadsheets do."""
    with path.open("w", encoding="latin-1", newline="") as file:
        lines = csv.writer(file, delimiter=";")
        lines.writerow(NAMES)
        for code, sector, year, value, note in table:
            lines.writerow([code, sector, year, str(value).replace(".", ","), note])


def write_json(path: Path, table: Rows) -> None:
    """Write a list of objects."""
    records = [dict(zip(NAMES, row, strict=True)) for row in table]
    path.write_text(json.dumps(records, ensure_ascii=False), encoding="utf-8")


def write_parquet(path: Path, table: Rows) -> None:
    """Write a Parquet file."""
    source = path.with_suffix(".source.json")
    write_json(source, table)
    duckdb.read_json(str(source)).write_parquet(str(path))
    source.unlink()


WRITERS: dict[str, Callable[[Path, Rows], None]] = {
    "xlsx": write_xlsx,
    "csv": write_csv,
    "json": write_json,
    "parquet": write_parquet,
}


def mapping_for(path: Path, title: str) -> Mapping:
    """Take the proposal as it is, and say where the figures come from."""
    proposed = propose(read_sheet(path), nomenclatures())
    constants = replace(
        proposed.constants,
        publisher="Benchmark",
        title=title,
        licence="invented",
        address="",
    )
    return replace(proposed, constants=constants)
