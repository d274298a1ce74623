"""Other words for the same thing: « diesel » is « gazole » in the library."""

import csv
from functools import lru_cache
from pathlib import Path

_TABLE = Path(__file__).with_name("tables") / "synonyms.csv"


def synonym(word: str) -> str:
    """Give the word that the library uses for what was typed.

    Parameters
    ----------
    word
        Without accent, in French or English; plurals in -s too. [-]

    Returns
    -------
    word
        Without accent; empty where there is no other. [-]

    """
    known = _synonyms()
    return known.get(word) or known.get(word.removesuffix("s"), "")


@lru_cache(maxsize=1)
def _synonyms() -> dict[str, str]:
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return {row["said"]: row["known"] for row in csv.DictReader(file)}
