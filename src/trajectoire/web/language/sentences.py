"""Sentences of the core in French, for pages and for the command line.

``faults.csv`` holds each English sentence with its French. What varies stands in
braces: ``{}`` is put back as it is; ``{name}`` too, and holds no quote; ``{short}`` is
a number, a date, a code or something between quotes, so that a sentence of a few words
is not found inside those of other libraries; ``{said}`` is short or itself a sentence
of the table; ``{told}`` is one, or several between semicolons, or a person's words;
``{code}`` holds codes of substances and lines, which have names.
"""

import csv
import re
from functools import cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

TABLE = Path(__file__).with_name("faults.csv")
_HOLE = re.compile(r"\{(|code|name|short|said|told)\}")
_SHORT = (
    r"(\S*\d\S*(?: (?:\S*[^\sA-Za-z]\S*|[A-Za-z]{1,3}))*"
    r"|[A-Z]{2,}|“[^”]*”|nan|inf|nothing|none)"
)
_WHAT = {"name": "([^“”]*)", "short": _SHORT}
_ANYTHING = "(.*)"


class _Open(NamedTuple):
    """A sentence with holes: how it is found, what fills it, and its French."""

    pattern: re.Pattern[str]
    kinds: tuple[str, ...]
    french: tuple[str, ...]  # between the holes


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
    exact, open_ones = _table()
    if text in exact:
        return exact[text]
    for one in open_ones:
        if found := one.pattern.fullmatch(text):
            values = list(map(_put_back, one.kinds, found.groups()))
            if None not in values:
                return "".join(chain(*zip(one.french, (*values, ""), strict=True)))
    return None


def _put_back(kind: str, value: str) -> str | None:
    """Give what fills a hole; None where it is not of its kind."""
    if kind == "short":
        return _table()[0].get(value, value)
    if kind == "said":
        return french(value) or (value if re.fullmatch(_SHORT, value) else None)
    if kind == "told":
        parts = value.split("; ")
        return french(value) or " ; ".join(french(part) or part for part in parts)
    if kind == "code":
        return ", ".join(map(_named, value.split(", ")))
    return value


def _named(code: str) -> str:
    """Give the name of a substance or of ``PCAET/road``; what is neither stays."""
    # Loaded when a label is first wanted: it brings numpy, and --help must be quick.
    from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures

    known = nomenclatures()
    nomenclature, _slash, line = code.rpartition("/")
    if code in known.substances:
        return known.substances[code].words.fr
    found = known.line(nomenclature, line)
    return f"{found.words.fr} ({nomenclature})" if found else code


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
    return _Open(
        re.compile("".join(pieces), re.DOTALL), tuple(kinds), tuple(_cut(told)[0])
    )


def _cut(sentence: str) -> tuple[list[str], list[str]]:
    """Part what is written from the kinds of its holes."""
    parts = _HOLE.split(sentence)
    return parts[::2], parts[1::2]
