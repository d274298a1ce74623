"""Measure a workbook before any cell of it is read.

A workbook is an archive of XML files, so that a small one may hide a huge one: its
directory, then each part of it, then the extent of each sheet are looked at first. The
expressions are bounded, so that a part made to delay them cannot.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.etree import ElementTree as ET
from xml.parsers import expat

from trajectoire.core.errors import InputError
from trajectoire.sources.faults import Faults
from trajectoire.sources.sheet_grid import MOST_CELLS, MOST_COLUMNS, MOST_ROWS

STYLES = "xl/styles.xml"
_LARGEST = 512 * 2**20  # bytes, all parts decompressed: a million rows
_MOST_PARTS = 10_000

_TAG = rb"[^<>]{0,400}"  # attributes of an element
_REFERENCE = re.compile(rb"\br\s{0,20}=\s{0,20}[\"']([A-Za-z]{1,30})(\d{1,40})[\"']")
_ROW = re.compile(
    rb"<(?:\w{1,20}:)?row\b" + _TAG + rb"\br\s{0,20}=\s{0,20}[\"'](\d{1,40})[\"']"
)
_PREFIX = rb"(?:\w{1,20}:)?"  # of the names of elements, in some workbooks
_FORMULA = (
    rb"<" + _PREFIX + rb"f\b" + _TAG + rb"(?:(?<=/)>|(?<!/)>[^<]{0,9000}</"
    + _PREFIX + rb"f\s{0,9}>)"
)  # fmt: skip
_ERROR = re.compile(
    rb"<" + _PREFIX + rb"c\b(?=" + _TAG + rb"\st=\"e\")[^<>]{0,400}?\br=\"([A-Z]{1,7})"
    rb"(\d{1,10})\"" + _TAG + rb">\s{0,99}(?:" + _FORMULA + rb"\s{0,99})?"
    rb"<" + _PREFIX + rb"v\b" + _TAG + rb">([^<]{0,100})</"
)
_NOT_COMPUTED = re.compile(
    rb"<" + _PREFIX + rb"c\b(" + _TAG + rb")>\s{0,99}" + _FORMULA
    + rb"\s{0,99}(<" + _PREFIX + rb"v\b[^<>]{0,400}(?:(?<=/)>|(?<!/)>\s{0,99}</"
    + _PREFIX + rb"v\s{0,9}>)\s{0,99})?</" + _PREFIX + rb"c\s{0,9}>"
)  # fmt: skip
_PLACE = re.compile(rb"\br\s{0,20}=\s{0,20}[\"']([A-Z]{1,7})(\d{1,10})[\"']")
_TEXT = re.compile(rb"\bt\s{0,20}=\s{0,20}[\"']str[\"']")
_COUNT = re.compile(rb"[cC]ount\s{0,9}=\s{0,9}[\"']\s{0,9}\+?(\d{1,30})")
_ROWS_REPEATED = re.compile(rb"number-rows-repeated\s{0,20}=\s{0,20}[\"'](\d{1,40})")
_COLUMNS_REPEATED = re.compile(
    rb"number-columns-repeated\s{0,20}=\s{0,20}[\"'](\d{1,40})"
)


def encrypted(faults: Faults) -> InputError:
    """Make the error of a workbook with a password.

    Parameters
    ----------
    faults
        Of the file. [-]

    Returns
    -------
    error
        Ready to be raised. [-]

    """
    remedy = "Remove its password, or export the sheet as CSV."
    faults.add("a workbook that can be opened", "an encrypted one", remedy)
    return InputError(faults.all())


def damaged(faults: Faults, found: str) -> InputError:
    """Make the error of a workbook that cannot be read.

    Parameters
    ----------
    faults
        Of the file. [-]
    found
        What happened. [-]

    Returns
    -------
    error
        Ready to be raised. [-]

    """
    remedy = "Open it in a spreadsheet and save it again as XLSX."
    faults.add("a whole workbook", found[:200] or "a damaged one", remedy)
    return InputError(faults.all())


def look_at_workbook(path: Path, faults: Faults) -> dict[str, bytes]:
    """Measure a workbook before it is read.

    Parameters
    ----------
    path
        The workbook. [-]
    faults
        Of the file. [-]

    Returns
    -------
    sheets
        Name and XML of each sheet of an XLSX, and its styles under the name of their
        part, which no sheet can have; nothing for an ODS. [-]

    Raises
    ------
    InputError
        If it is no workbook, is encrypted, or holds far too much.

    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _look_at_directory(parts, faults)
            kinds = {part.filename for part in parts}
            if "xl/workbook.xml" in kinds:
                return _look_at_xlsx(archive, parts, faults)
            if "content.xml" in kinds:
                return _look_at_ods(archive, parts, faults)
    except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError) as error:
        raise damaged(faults, str(error)) from error
    except RuntimeError as error:  # an archive with a password
        raise encrypted(faults) from error
    remedy = "Unpack the archive and give the table inside."
    faults.add("a workbook (XLSX or ODS)", "another archive", remedy)
    raise InputError(faults.all())


def _look_at_directory(parts: Sequence[zipfile.ZipInfo], faults: Faults) -> None:
    size = sum(part.file_size for part in parts)
    if len(parts) > _MOST_PARTS:
        found = f"{len(parts)}"
        faults.add(f"at most {_MOST_PARTS} parts", found, "Save the sheet as CSV.")
    names = [part.filename for part in parts]
    if len(names) != len(set(names)):
        faults.add("each part once", "one twice", "Save the workbook again.")
    if size > _LARGEST:
        expected = f"at most {_LARGEST // 2**20} MiB once decompressed"
        found = f"{size / 2**20:.0f} MiB"
        faults.add(expected, found, "Keep the sheet that matters, or save it as CSV.")
    faults.settle()


def _content(archive: zipfile.ZipFile, part: zipfile.ZipInfo, faults: Faults) -> bytes:
    """Decompress a part by ourselves: a directory may lie about its size."""
    with archive.open(part) as stream:
        content = stream.read(part.file_size + 1)
        if len(content) != part.file_size or stream.read(1):
            raise damaged(faults, f"{part.filename} of another size than announced")
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        remedy = "Open it in a spreadsheet and save it again."
        faults.add("XML without definitions of its own", part.filename, remedy)
        faults.settle()
    _look_at_form(part.filename, content, faults)
    counts = (int(match[1]) for match in _COUNT.finditer(content))
    if max(counts, default=0) > len(content):  # room would be made for them all
        raise damaged(faults, f"{part.filename} announces more than it holds")
    return content


def _look_at_form(name: str, content: bytes, faults: Faults) -> None:
    """Refuse XML that is cut short: readers of workbooks wait for its end for ever."""
    if not name.endswith((".xml", ".rels")) and not content.lstrip().startswith(b"<"):
        return
    try:
        expat.ParserCreate().Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise damaged(faults, f"{name}: {error}") from error


def _texts(
    archive: zipfile.ZipFile, parts: Sequence[zipfile.ZipInfo], faults: Faults
) -> Iterator[tuple[str, bytes]]:
    for part in parts:  # all of them: a sheet may be called anything
        yield part.filename, _content(archive, part, faults)


def _look_at_xlsx(
    archive: zipfile.ZipFile, parts: Sequence[zipfile.ZipInfo], faults: Faults
) -> dict[str, bytes]:
    texts = dict(_texts(archive, parts, faults))
    for content in texts.values():
        _look_at_extent(*_extent(content), faults)
    sheets = {name: texts[part] for name, part in _sheet_parts(texts) if part in texts}
    return sheets | {STYLES: texts.get(STYLES, b"")}


def _extent(content: bytes) -> tuple[int, int]:
    """Give the last row and the last column that a part speaks of."""
    cells = _REFERENCE.findall(content)
    rows = {int(digits) for digits in {digits for _, digits in cells}}
    rows.update(map(int, _ROW.findall(content)))
    places = {_place(letters.upper()) for letters in {letters for letters, _ in cells}}
    return max(rows, default=0), max(places, default=0)


def _place(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - ord("A") + 1
    return place


def _look_at_extent(rows: int, columns: int, faults: Faults) -> None:
    """Refuse cells so far apart that the room between them would fill memory."""
    sizes = (
        (rows, MOST_ROWS, "rows"),
        (columns, MOST_COLUMNS, "columns"),
        (rows * columns, MOST_CELLS, "cells"),
    )
    for size, most, what in sizes:
        if size > most:
            remedy = "Remove what stands far from the table, or save it as CSV."
            faults.add(f"at most {most} {what} in a sheet", f"{size}", remedy)
    faults.settle()


def _sheet_parts(texts: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    """Give the part in which each sheet of an XLSX is."""
    links = texts.get("xl/_rels/workbook.xml.rels", b"<none/>")
    try:
        targets = {
            link.get("Id"): link.get("Target", "")
            for link in ET.fromstring(links)  # noqa: S314  (no DTD: see above)
        }
        book = ET.fromstring(texts["xl/workbook.xml"])  # noqa: S314
    except (ET.ParseError, LookupError, ValueError):  # also unknown encodings
        return
    for sheet in book.iter():
        if sheet.tag.endswith("}sheet"):
            link = next((v for k, v in sheet.items() if k.endswith("}id")), "")
            target = targets.get(link, "")
            part = target.removeprefix("/") if target[:1] == "/" else f"xl/{target}"
            yield sheet.get("name", ""), part


def _look_at_ods(
    archive: zipfile.ZipFile, parts: Sequence[zipfile.ZipInfo], faults: Faults
) -> dict[str, bytes]:
    """Refuse cells repeated without end, which are few letters in the file."""
    texts = dict(_texts(archive, parts, faults))
    content = texts["content.xml"]
    if b"manifest:encryption-data" in texts.get("META-INF/manifest.xml", b""):
        raise encrypted(faults)
    rows = columns = 0
    for row in content.split(b"<table:table-row")[1:]:
        if b"office:value" not in row and b"<text:" not in row:
            continue
        repeated = _ROWS_REPEATED.search(row.partition(b">")[0])
        rows += int(repeated[1]) if repeated else 1
        columns = max(columns, _ods_width(row))
    _look_at_extent(rows, columns, faults)
    return {}


def _ods_width(row: bytes) -> int:
    """Count the cells up to the last one that is filled."""
    width = last = 0
    for cell in row.split(b"table-cell")[1:]:
        attributes, _, inside = cell.partition(b">")
        if not attributes:  # the end of the cell before
            continue
        repeated = _COLUMNS_REPEATED.search(attributes)
        width += int(repeated[1]) if repeated else 1
        if b"office:value" in attributes or b"<text:" in inside:
            last = width
    return last


def look_at_formulas(content: bytes, faults: Faults) -> None:
    """Note formulas that failed or were never computed: their cells read as blank.

    Parameters
    ----------
    content
        XML of a sheet. [-]
    faults
        Where they are noted. [-]

    """
    for match in _ERROR.finditer(content) if b't="e"' in content else ():
        column, row, found = (
            part.decode("ascii", "replace") for part in match.groups()
        )
        remedy = "Mend the formula, or clear the cell."
        faults.add("a formula with a result", found, remedy, int(row), column)
    formulas = b"<f" in content or b":f" in content
    for match in _NOT_COMPUTED.finditer(content) if formulas else ():
        attributes, value = match.groups()
        if value is not None and _TEXT.search(attributes):
            continue  # a text was computed: an empty one
        place = _PLACE.search(attributes)
        column, row = (place[1].decode(), int(place[2])) if place else ("", 0)
        remedy = "Open the file in a spreadsheet and save it: it then holds results."
        found = "one that was never computed"
        faults.add("a formula with a result", found, remedy, row, column)
