"""Sentences of the core in French, for pages and for the command line.

``faults.csv`` holds each English sentence with its French; ``{}`` stands for a value,
put back as it is.
"""

import csv
import re
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("faults.csv")


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
    exact, patterns = _table()
    if text in exact:
        return exact[text]
    for pattern, told in patterns:
        if found := pattern.fullmatch(text):
            return _filled(told, found.groups())
    return None


@cache
def _table() -> tuple[dict[str, str], list[tuple[re.Pattern[str], str]]]:
    with TABLE.open(encoding="utf-8", newline="") as stream:
        rows = [(row["english"], row["french"]) for row in csv.DictReader(stream)]
    exact = {english: told for english, told in rows if "{}" not in english}
    open_ones = [row for row in rows if "{}" in row[0]]
    open_ones.sort(key=lambda row: -len(row[0]))
    return exact, [(_pattern(english), told) for english, told in open_ones]


def _filled(told: str, values: tuple[str, ...]) -> str:
    parts = told.split("{}")
    pairs = zip(parts, (*values, ""), strict=True)
    return "".join(part + value for part, value in pairs)


def _pattern(english: str) -> re.Pattern[str]:
    return re.compile("(.*)".join(re.escape(p) for p in english.split("{}")), re.DOTALL)
