"""Sentences of the core as people read them, on pages and at the command line.

``faults.csv`` holds each English sentence with its French. What varies stands in
braces: ``{}`` is put back as it is; ``{name}`` too, and holds no quote; ``{short}`` is
a number, a date, a code or something between quotes, so that a sentence of a few words
is not found inside those of other libraries; ``{said}`` is short or itself a sentence
of the table; ``{told}`` is one, or several between semicolons, or a person's words;
``{code}`` holds codes of substances and lines, which have names; ``{figure}`` is a
number with its unit, or a state. Names and numbers are put in English sentences too.
"""

import csv
import re
from decimal import Decimal
from functools import cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

TABLE = Path(__file__).with_name("faults.csv")
_HOLE = re.compile(r"\{(|code|figure|name|short|said|told)\}")
_SHORT = (
    r"(\S*\d\S*(?: (?:\S*[^\sA-Za-z]\S*|[A-Za-z]{1,3}))*"
    r"|[A-Z]{2,}|“[^”]*”|nan|inf|nothing|none)"
)
_WHAT = {"name": "([^“”]*)", "short": _SHORT}
_ANYTHING = "(.*)"
_FIGURE = re.compile(r"(-?\d[\d.]*)(?: ± (\d[\d.]*))? (\S+)", re.ASCII)
_NARROW = "\u202f"
_FRAMEWORKS = ("PCAET", "GPC", "BEGES")  # other nomenclatures are named on no page


class _Open(NamedTuple):
    """A sentence with holes: how it is found, what fills it, what stands between."""

    pattern: re.Pattern[str]
    kinds: tuple[str, ...]
    between: dict[str, tuple[str, ...]]  # by language


def french(text: str) -> str | None:
    """Give the French of a sentence of the core.

    Parameters
    ----------
    text
        In English, as the core writes it. [-]

    Returns
    -------
    french
        None where the table does not hold it. [-]

    """
    return _told(text, "fr")


def english(text: str) -> str:
    """Give a sentence of the core with names in place of its codes.

    Parameters
    ----------
    text
        In English, as the core writes it. [-]

    Returns
    -------
    english
        The same where the table does not hold it. [-]

    """
    return _told(text, "en") or text


def _told(text: str, language: str) -> str | None:
    exact, open_ones = _table()
    if text in exact:
        return exact[text] if language == "fr" else text
    for one in open_ones:
        if found := one.pattern.fullmatch(text):
            values = [
                _put_back(kind, value, language)
                for kind, value in zip(one.kinds, found.groups(), strict=True)
            ]
            if None not in values:
                pieces = zip(one.between[language], (*values, ""), strict=True)
                return "".join(chain(*pieces))
    return None


def _put_back(kind: str, value: str, language: str) -> str | None:
    """Give what fills a hole; None where it is not of its kind."""
    told = _told(value, language) if kind in ("said", "told", "figure") else None
    if told is not None:
        return told
    if kind == "short":
        french_one = _table()[0].get(value, value)
        return french_one if language == "fr" else value
    if kind == "said":
        return value if re.fullmatch(_SHORT, value) else None
    if kind == "told":
        parts = value.split("; ")
        between = " ; " if language == "fr" else "; "
        return between.join(_told(part, language) or part for part in parts)
    if kind == "code":
        return ", ".join(_named(code, language) for code in value.split(", "))
    return _figure(value, language) if kind == "figure" else value


def _named(code: str, language: str) -> str:
    """Give the name of a substance or of ``PCAET/road``; what is neither stays."""
    # Loaded when a label is first wanted: it brings numpy, and --help must be quick.
    from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures

    known = nomenclatures()
    nomenclature, _slash, line = code.partition("/")
    if code in known.substances:
        return known.name("substances", code, language)
    if known.line(nomenclature, line) is None:
        return code
    name = known.name(nomenclature, line, language)
    return f"{name} ({nomenclature})" if nomenclature in _FRAMEWORKS else name


def _figure(value: str, language: str) -> str:
    """Write the numbers of a figure as its readers do."""
    found = _FIGURE.fullmatch(value)
    if found is None:
        return value
    numbers = [f"{Decimal(one):,f}" for one in found.groups()[:2] if one]
    if language == "fr":
        numbers = [n.replace(",", _NARROW).replace(".", ",") for n in numbers]
    return f"{' ± '.join(numbers)} {found[3]}"


@cache
def _table() -> tuple[dict[str, str], list[_Open]]:
    with TABLE.open(encoding="utf-8", newline="") as stream:
        rows = [(row["english"], row["french"]) for row in csv.DictReader(stream)]
    exact = {english: told for english, told in rows if not _HOLE.search(english)}
    open_ones = [_open(*row) for row in rows if _HOLE.search(row[0])]
    # the sentence that says most itself is the one that is meant
    open_ones.sort(key=lambda one: -len(_HOLE.sub("", one.pattern.pattern)))
    return exact, open_ones


def _open(english: str, told: str) -> _Open:
    parts, kinds = _cut(english)
    pieces = [re.escape(parts[0])]
    for kind, part in zip(kinds, parts[1:], strict=True):
        pieces += [_WHAT.get(kind, _ANYTHING), re.escape(part)]
    between = {"en": tuple(parts), "fr": tuple(_cut(told)[0])}
    return _Open(re.compile("".join(pieces), re.DOTALL), tuple(kinds), between)


def _cut(sentence: str) -> tuple[list[str], list[str]]:
    """Part what is written from the kinds of its holes."""
    parts = _HOLE.split(sentence)
    return parts[::2], parts[1::2]
