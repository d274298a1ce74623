"""Numbers and years as people write them: commas, thin spaces, thousands, dates."""

import re
from collections.abc import Iterable, Sequence

from trajectoire.sources.sheet_grid import Cell

OLDEST, LATEST = 1900, 2100  # [year] anything else is a slip of the keyboard

_PLAIN = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d{1,3})?", re.IGNORECASE | re.ASCII)
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u202f\u2009’'", " ") | {"−": "-"})
_BY_SPACES = re.compile(r"[-+]?\d{1,3}( \d{3})+([.,]\d+)?")
_THOUSANDS = {
    ",": re.compile(r"[-+]?[1-9]\d{0,2}(\.\d{3})+(,\d+)?"),
    ".": re.compile(r"[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?"),
}
_YEAR = re.compile(r"(?:ann[ée]e\s*|year\s*)?(\d{4})(?:\.0+)?", re.IGNORECASE)
_DATE = re.compile(r"(\d{4})-\d\d-\d\d(?:[ T].*)?|\d\d/\d\d/(\d{4})")
_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
# 1,234 is one thousand and more, or a little more than one: nobody can tell.
_UNCLEAR = re.compile(r"[-+]?[1-9]\d{0,2}([.,])\d{3}")


def number(text: str, decimal: str, *, grouped: bool = False) -> float:
    """Read a number.

    Parameters
    ----------
    text
        As the table writes it. [-]
    decimal
        Decimal mark. [-]
    grouped
        Whether the other mark, alone before three digits, parts thousands: somebody
        said so. [-]

    Returns
    -------
    number
        Finite. [unit of the table]

    Raises
    ------
    ValueError
        If it is none, or if it is written with the other mark.

    Examples
    --------
    >>> number("1 234,5", ",")
    1234.5

    """
    plain = text.translate(_SPACES).strip()
    if " " in plain:
        if not _BY_SPACES.fullmatch(plain):
            raise ValueError(text)
        plain = plain.replace(" ", "")
    other = "." if decimal == "," else ","
    if other in plain:
        thousands = grouped or decimal in plain or plain.count(other) > 1
        if not thousands or not _THOUSANDS[decimal].fullmatch(plain):
            raise ValueError(text)
        plain = plain.replace(other, "")
    plain = plain.replace(decimal, ".")
    if not _PLAIN.fullmatch(plain):
        raise ValueError(text)
    value = float(plain)
    if value - value != 0:
        raise ValueError(text)
    return value


def decimal_of(cells: Iterable[Cell]) -> str:
    """Tell the decimal mark of a table that nothing describes.

    Parameters
    ----------
    cells
        Of its columns of numbers. [-]

    Returns
    -------
    decimal
        Point or comma; empty where every number could be read both ways. [-]

    """
    commas = points = unclear = 0
    for cell in cells:
        if not isinstance(cell, str) or not any(sign in cell for sign in ",."):
            continue
        plain = cell.translate(_SPACES).replace(" ", "")
        if _UNCLEAR.fullmatch(plain) and " " not in cell.translate(_SPACES).strip():
            unclear += 1
        elif _THOUSANDS[","].fullmatch(plain):
            commas += 1
        elif _THOUSANDS["."].fullmatch(plain):
            points += 1
        else:
            commas += "," in plain
            points += "." in plain
    if not commas and not points and unclear:
        return ""
    return "," if commas > points else "."


def unclear_marks(cells: Sequence[Cell]) -> dict[str, int]:
    """Find numbers of which the mark may part thousands as well as decimals.

    Parameters
    ----------
    cells
        Of one column. [-]

    Returns
    -------
    marks
        For the comma and for the point, where there is one: index of the first number
        written so. [-]

    Examples
    --------
    >>> unclear_marks(["12,5", "1,234", "1.234"])
    {',': 1, '.': 2}

    """
    found: dict[str, int] = {}
    for index, cell in enumerate(cells):
        if isinstance(cell, str) and (match := _UNCLEAR.fullmatch(cell.strip())):
            found.setdefault(match[1], index)
    return found


def year_of(cell: Cell) -> int:
    """Read a year.

    Parameters
    ----------
    cell
        A number, ``2018``, or a day of the year. [-]

    Returns
    -------
    year
        0 where it is none. [year]

    """
    if isinstance(cell, float):
        whole = int(cell) if cell - cell == 0 and cell == int(cell) else 0
    else:
        match = _YEAR.fullmatch(cell.strip()) or _DATE.fullmatch(cell.strip())
        whole = int(next(part for part in match.groups() if part)) if match else 0
    return whole if OLDEST <= whole <= LATEST else 0


def year_in(name: str) -> int:
    """Find the year that the name of a column holds.

    Parameters
    ----------
    name
        As ``Émissions 2018 (kteq CO2)``. [-]

    Returns
    -------
    year
        0 where it holds none, or several. [year]

    """
    found = {int(match[1]) for match in _IN_NAME.finditer(name)}
    return found.pop() if len(found) == 1 else 0


def word_of(cell: Cell) -> str:
    """Write a cell as a word: a code that a spreadsheet took for a number.

    Parameters
    ----------
    cell
        Of the table. [-]

    Returns
    -------
    word
        ``75056`` for 75056.0. [-]

    """
    return f"{cell:.15g}" if isinstance(cell, float) else cell
