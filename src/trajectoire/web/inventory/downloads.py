"""The figures of a page as a table that a spreadsheet opens and cannot be led by."""

import csv
import io
from collections.abc import Iterator, Sequence

from trajectoire.instruments.inventory.inputs import Row
from trajectoire.web.inventory.presentation.table import amount_of
from trajectoire.web.inventory.reading import Book
from trajectoire.web.ledger.tables import harmless

COLUMNS = (
    "territory_code",
    "year",
    "substance",
    "sector_nomenclature",
    "sector_code",
    "pcaet_sector",
    "state",
    "value",
    "unit",
    "standard_uncertainty",
    "low_90",
    "high_90",
    "publisher",
    "source_title",
    "licence",
    "note",
)


def lines(book: Book, rows: Sequence[Row]) -> Iterator[str]:
    """Write rows as CSV.

    Parameters
    ----------
    book
        Of the rows. [-]
    rows
        Those to write. [-]

    Yields
    ------
    line
        The header, then one a row. [-]

    """
    yield _line(COLUMNS)
    for row in rows:
        unit = book.known.substances[row.substance].unit
        amount = amount_of(row, unit)
        source = book.sources.get(row.source)
        bounds = (amount.low, amount.high) if amount else (None, None)
        whom = (source.publisher, source.title, source.licence) if source else ("",) * 3
        yield _line(
            (
                row.territory,
                row.year,
                row.substance,
                row.nomenclature,
                row.sector,
                book.sector(row),
                row.state.value,
                row.value,
                unit if amount else "",
                row.deviation,
                *bounds,
                *whom,
                row.note,
            )
        )


def _line(cells: Sequence[object]) -> str:
    stream = io.StringIO()
    told = ("" if cell is None else cell for cell in cells)
    csv.writer(stream, lineterminator="\r\n").writerow(
        harmless(cell) if isinstance(cell, str) else cell for cell in told
    )
    return stream.getvalue()
