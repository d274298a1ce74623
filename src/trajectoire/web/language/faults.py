"""Faults in the language of the page: the core speaks English, agents read French.

A sentence that the table of sentences does not hold is shown in English, and marked as
such.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trajectoire.core.errors import Fault, InputError
from trajectoire.web.language.sentences import english, french
from trajectoire.web.typography.numbers import typeset

_SAID = re.compile(
    r"(?P<fore>(?:- )?)(?:(?P<place>[^:]*): )?expected (?P<expected>.*), found "
    r"(?P<found>.*?)(?: \((?P<count>\d+) times\))?\. (?P<remedy>[A-Z`].*)"
)
_PLACE = re.compile(r"(?:(?P<file>.*?)(?:, |$))??(?:row (?P<row>\d+)(?:, |$))?"
                    r"(?:column “(?P<column>.*)”)?")  # fmt: skip


@dataclass(frozen=True)
class Said:
    """A text, and the language that it is in.

    Parameters
    ----------
    text
        As it is shown. [-]
    language
        ``fr`` or ``en``; empty for a value, that has none. [-]

    """

    text: str
    language: str = ""


@dataclass(frozen=True)
class FaultRow:
    """A fault, ready for a table.

    Parameters
    ----------
    place
        Row and column, in words. [-]
    found, expected, remedy
        As in ``Fault``. [-]

    """

    place: str
    found: Said
    expected: Said
    remedy: Said


def said(text: str) -> Said:
    """Say a sentence of the core in the language of the page.

    Parameters
    ----------
    text
        In English. [-]

    Returns
    -------
    said
        In French where the page is and the table allows. [-]

    """
    if _is_english():
        return Said(english(text), "en")
    translated = french(text)
    return Said(text, "en") if translated is None else Said(typeset(translated), "fr")


def as_read(text: str) -> str:
    """Give a note or a reason, that the core wrote or that a person did.

    Parameters
    ----------
    text
        Of either. [-]

    Returns
    -------
    text
        That of the core in the language of the page, a person's as it is. [-]

    """
    return typeset(english(text) if _is_english() else french(text) or text)


def fault_row(fault: Mapping[str, Any]) -> FaultRow:
    """Prepare a fault of an examination.

    Parameters
    ----------
    fault
        As the examination keeps it. [-]

    Returns
    -------
    row
        Its words in the language of the page; values as they are. [-]

    """
    if not fault.get("expected"):
        return FaultRow("", Said(""), Said(""), message(str(fault.get("message", ""))))
    return FaultRow(
        _where(fault.get("row"), fault.get("column")),
        _found(str(fault["found"]), int(fault.get("count") or 1)),
        said(str(fault["expected"])),
        said(str(fault["remedy"])),
    )


def lines(error: Exception) -> list[str]:
    """Say an error, a line for each fault.

    Parameters
    ----------
    error
        Of the core. [-]

    Returns
    -------
    lines
        In the language of the page where the table allows. [-]

    """
    if isinstance(error, InputError):
        return [_sentence(fault) for fault in error.faults]
    return [message(str(error)).text]


def message(text: str) -> Said:
    """Say a message that was kept as text, such as that of a run that failed.

    Parameters
    ----------
    text
        In English: sentences, or faults one a line. [-]

    Returns
    -------
    said
        English as a whole if any line of it could not be said. [-]

    """
    if _is_english():
        return Said("\n".join(map(english, text.split("\n"))), "en")
    told = [_line(line) for line in text.split("\n")]
    if any(one is None for one in told):
        return Said(text, "en")
    return Said("\n".join(typeset(one) for one in told if one is not None), "fr")


def _is_english() -> bool:
    return (get_language() or "fr").startswith("en")


def _line(text: str) -> str | None:
    if (whole := french(text)) is not None:
        return whole
    parts = _SAID.fullmatch(text)
    if parts is None:
        return None
    place = _PLACE.fullmatch(parts["place"] or "")
    expected, remedy = french(parts["expected"]), french(parts["remedy"])
    if expected is None or remedy is None or place is None:
        return None
    fault = Fault(
        parts["expected"],
        parts["found"],
        parts["remedy"],
        place["file"] or "",
        int(place["row"] or 0),
        place["column"] or "",
        int(parts["count"] or 1),
    )
    return parts["fore"] + _sentence(fault)


def _sentence(fault: Fault) -> str:
    if _is_english():
        expected, remedy = english(fault.expected), english(fault.remedy)
        return str(replace(fault, expected=expected, remedy=remedy))
    where = ", ".join(p for p in (fault.file, _where(fault.row, fault.column)) if p)
    words = _("attendu %(expected)s, trouvé %(found)s. %(remedy)s") % {
        "expected": said(fault.expected).text,
        "found": _found(fault.found, fault.count).text,
        "remedy": said(fault.remedy).text,
    }
    return f"{where}\u00a0: {words}" if where else words[:1].upper() + words[1:]


def _found(text: str, count: int) -> Said:
    shown = text if len(text) <= 200 else f"{text[:199]}…"
    told = french(shown)
    if _is_english() or told is None:
        told = shown
    return Said(f"{told} (×\u00a0{count})" if count > 1 else told)


def _where(row: Any, column: Any) -> str:
    parts = [
        _("ligne %s") % row if row else "",
        _("colonne %s") % column if column else "",
    ]
    return ", ".join(part for part in parts if part)
