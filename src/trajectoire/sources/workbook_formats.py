"""Formats by which a workbook shows other numbers than it holds.

``#,##0,`` shows 210,500 as 211: who reads the sheet takes thousands for units.
"""

import html
import re

_TAG = rb"[^<>]{0,900}"  # attributes of an element
_PREFIX = rb"(?:\w{1,20}:)?"
_FORMAT = re.compile(rb"<" + _PREFIX + rb"numFmt\b(" + _TAG + rb")>")
_STYLE = re.compile(rb"<" + _PREFIX + rb"xf\b(" + _TAG + rb")>")
_CODE = re.compile(
    rb"\bformatCode\s{0,9}=\s{0,9}(?:\"([^\"]{0,900})\"|'([^']{0,900})')"
)
_NUMBER = re.compile(rb"\bnumFmtId\s{0,9}=\s{0,9}[\"'](\d{1,9})[\"']")
_CELL = re.compile(rb"<" + _PREFIX + rb"c\b(" + _TAG + rb")>")
_WORN = re.compile(rb"\bs\s{0,9}=\s{0,9}[\"'](\d{1,9})[\"']")
_PLACE = re.compile(rb"\br\s{0,9}=\s{0,9}[\"']([A-Z]{1,3})\d{1,10}[\"']")
_KIND = re.compile(rb"\bt\s{0,9}=\s{0,9}[\"'](?!n[\"'])")  # texts, errors
_ASIDE = re.compile(r"\"[^\"]*\"|\\.|_.|\*.|\[[^\]]*\]")  # written as it is, or colours
_COMMAS = re.compile(r"[0#?](,+)(?![0#?,])")  # after the last digit before the mark


def divisor(code: str) -> int:
    """Give that by which a format divides the numbers that it shows.

    Parameters
    ----------
    code
        Of the format, as ``#,##0.0,``. [-]

    Returns
    -------
    divisor
        A thousand for each comma after the digits; 1 for a format without. [-]

    Examples
    --------
    >>> divisor("#,##0,"), divisor("#,##0.00")
    (1000, 1)

    """
    found = _COMMAS.search(_ASIDE.sub("", code).partition(";")[0])
    return 1000 ** len(found[1]) if found else 1


def divided(styles: bytes, sheet: bytes) -> dict[int, int]:
    """Find the columns whose numbers are shown divided.

    Parameters
    ----------
    styles, sheet
        XML of the styles of the workbook, and of the sheet. [-]

    Returns
    -------
    divisors
        By index of the column. [-]

    """
    by_format = {}
    for match in _FORMAT.finditer(styles):
        code, number = _CODE.search(match[1]), _NUMBER.search(match[1])
        if code and number:
            said = html.unescape((code[1] or code[2] or b"").decode("utf-8", "replace"))
            by_format[number[1]] = divisor(said)
    if set(by_format.values()) <= {1}:
        return {}
    worn = styles.partition(b"cellXfs")[2].partition(b"cellXfs")[0]
    numbers = [_NUMBER.search(one[1]) for one in _STYLE.finditer(worn)]
    by_style = {
        b"%d" % place: by_format.get(number[1], 1) if number else 1
        for place, number in enumerate(numbers)
    }
    return _of_columns(sheet, {key: by for key, by in by_style.items() if by > 1})


def _of_columns(sheet: bytes, by_style: dict[bytes, int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for match in _CELL.finditer(sheet) if by_style else ():
        style = _WORN.search(match[1])
        place = _PLACE.search(match[1])
        no_number = match[1].endswith(b"/") or _KIND.search(match[1])
        if style and place and style[1] in by_style and not no_number:
            found[_index(place[1])] = by_style[style[1]]
    return found


def _index(letters: bytes) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + letter - ord("A") + 1
    return index - 1
