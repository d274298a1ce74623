"""A sheet as people keep their figures in: columns, and where each row stands."""

from dataclasses import dataclass, field
from pathlib import Path

Cell = str | float  # "" where the cell is empty


@dataclass(frozen=True)
class Sheet:
    """Columns of a table, each row with its place in the file.

    Parameters
    ----------
    file
        Name of the file. [-]
    columns
        Cells of each column: numbers where the file has numbers, texts elsewhere, an
        empty text where there is nothing. [-]
    rows
        Number of each row in the file, from 1. [-]
    header_row
        Where the names of the columns are; 0 where the format has no such row. [-]
    name
        Of the sheet; empty for a file that has only one. [-]
    names
        Of all the sheets of the file. [-]
    notes
        What had to be done to read it. [-]

    """

    file: str
    columns: dict[str, list[Cell]]
    rows: list[int]
    header_row: int = 1
    name: str = ""
    names: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())


def read_sheet(path: Path, sheet: str | None = None, file: str = "") -> Sheet:
    """Read a sheet of a workbook, a text table, a Parquet or a JSON file.

    Parameters
    ----------
    path
        The file. [-]
    sheet
        Name of the sheet; None for the first that is shown and not empty. [-]
    file
        Name of the file as its owner knows it; empty for that of the path. [-]

    Returns
    -------
    sheet
        Its columns. [-]

    Raises
    ------
    InputError
        If it is no table, is too large, is damaged or is encrypted.

    """
    raise NotImplementedError


def sheet_of_text(text: str, file: str = "") -> Sheet:
    """Read a table that was pasted from a spreadsheet.

    Parameters
    ----------
    text
        Rows, with tabulations, semicolons or commas between cells. [-]
    file
        What the faults call it; empty where there is no file. [-]

    Returns
    -------
    sheet
        Its columns. [-]

    Raises
    ------
    InputError
        If it is no table, or is too large.

    """
    raise NotImplementedError
