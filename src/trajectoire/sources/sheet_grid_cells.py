"""Tell by its cells whether a row holds names, or is the first of the data."""

import re
import unicodedata
from collections.abc import Sequence

Cell = str | float  # "" where the cell is empty

_LONGEST_WORD = 40  # characters
_YEAR = re.compile(r"(19|20)\d\d")
# What stands in the place of a value. The first ones are the name of no column either,
# as C (carbon), NO (nitrogen monoxide) or « confidentiel » may be.
_NO_NAMES = ("ie", "ne", "nd", "n d", "n c")
_NO_VALUES = (
    *(*_NO_NAMES, "no", "na", "c", "s", "nc", "ns", "so", "n a", "s o", "missing"),
    *("secret", "confidentiel", "confidential", "manquant", "non disponible"),
    *("non estime", "non renseigne", "sans objet", "inclus ailleurs"),
)
_DASHES = "-–—…/. "


def is_year(cell: Cell) -> bool:
    """Tell whether a cell holds a year, as a number or as a text.

    Parameters
    ----------
    cell
        Of a sheet. [-]

    Returns
    -------
    year
        True from 1900 to 2099. [-]

    """
    return _YEAR.fullmatch(f"{cell:g}" if isinstance(cell, float) else cell) is not None


def is_names(row: Sequence[Cell]) -> bool:
    """Tell names from figures: years are names, other numbers are not.

    Parameters
    ----------
    row
        Its cells. [-]

    Returns
    -------
    names
        Whether it could be the row of names. [-]

    """
    filled = [cell for cell in row if cell != ""]
    figures = sum(_is_figure(cell) for cell in filled)
    years = sum(is_year(cell) for cell in filled if isinstance(cell, float))
    return figures == years and (len(filled) > figures or years > 1)


def is_data(rows: Sequence[Sequence[Cell]], index: int) -> bool:
    """Tell a row of data without figure from names.

    Parameters
    ----------
    rows
        The first ones of a sheet. [-]
    index
        Of that which could be taken for names. [-]

    Returns
    -------
    data
        Whether a notation key stands over figures, or a year over years alone while
        nothing names the figures. [-]

    """
    columns = [
        (cell, [row[place] for at, row in enumerate(rows)
                if at != index and place < len(row) and row[place] != ""])
        for place, cell in enumerate(rows[index])
    ]  # fmt: skip
    values = [cell for cell, others in columns if _is_of_values(others)]
    if not all(map(_says_nothing, values)):
        return False
    if any(_word(cell) in _NO_NAMES for cell in values):
        return True
    years = [len(others) for cell, others in columns
             if is_year(cell) and others and all(map(is_year, others))]  # fmt: skip
    return bool(years and values) and (any(values) or years[0] > 1)


def _is_of_values(cells: Sequence[Cell]) -> bool:
    """Tell a column of values, or of what stands in their place, from one of years."""
    return not all(map(is_year, cells)) and all(
        _is_figure(cell) or is_year(cell) or _says_nothing(cell) for cell in cells
    )


def _says_nothing(cell: Cell) -> bool:
    if isinstance(cell, float):
        return False
    return not cell.strip(_DASHES) or _word(cell) in _NO_VALUES


def _word(cell: Cell) -> str:
    """Write a cell in small letters without accent nor sign."""
    if isinstance(cell, float) or len(cell) > _LONGEST_WORD:
        return ""
    letters = unicodedata.normalize("NFKD", cell.lower())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"\w+", bare))


def _is_figure(cell: Cell) -> bool:
    if isinstance(cell, float):
        return True
    bare = cell.replace(" ", "").replace("\u00a0", "").replace("\u202f", "")
    is_number = re.fullmatch(r"[-+]?\d+([.,]\d+)*%?", bare) is not None
    return is_number and _YEAR.fullmatch(bare) is None
