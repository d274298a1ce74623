"""Communes of yesterday within those of today: who is counted within whom."""

from collections.abc import Iterable
from functools import lru_cache

from trajectoire.sources.communes import places

_COMMUNES = 40_000  # more than there are


def code_of(kind: str, code: str, vintage: int) -> str:
    """Tell a commune apart from the larger one that kept its code.

    Parameters
    ----------
    kind, code, vintage
        Of a territory of the ledger. [-], [-], [year]

    Returns
    -------
    code
        As ``Places.as_of`` gives it; as it is for what is no commune. [-]

    """
    return places().as_of(code, vintage) if kind == "commune" else code


def wholes_of(codes: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Tell which codes, that ``rows_of`` brings, are counted within which others.

    Parameters
    ----------
    codes
        As for ``rows_of``. [-]

    Returns
    -------
    wholes
        Code of a former commune, or of a municipal arrondissement → code of the
        commune that took it in, whose own figures count before theirs. A commune that
        others joined is told apart from itself before: see ``Places.as_of``. [-]

    """
    as_of = places().as_of
    found: dict[str, str] = {}
    for kind, code in codes:
        for old in places().formers(code) if kind == "commune" else ():
            whole = as_of(code, old.merged) if old.merged else code
            if old.code != code:
                found[old.code] = whole
            if old.merged:
                found[as_of(code, old.merged - 1)] = whole
    return {old: whole for old, whole in found.items() if old != whole}


@lru_cache(maxsize=_COMMUNES)
def parts_of(commune: str) -> frozenset[str]:
    """List what a commune took in, in one merger or several.

    Parameters
    ----------
    commune
        Its code, as ``code_of`` gives it. [-]

    Returns
    -------
    parts
        Communes of yesterday and municipal arrondissements, under the same codes;
        empty for a commune that never merged. [-]

    """
    wholes = wholes_of([("commune", bare(commune))])
    return frozenset(old for old in wholes if commune in _chain(old, wholes))


def around(commune: str) -> frozenset[str]:
    """List the larger communes that hold one of yesterday.

    Parameters
    ----------
    commune
        Its code, as ``code_of`` gives it. [-]

    Returns
    -------
    wholes
        That of today too; empty for one that never merged. [-]

    """
    now = places().successor(bare(commune))
    if now is None:
        return frozenset()
    return frozenset(_chain(commune, wholes_of([("commune", now.code)])))


def bare(code: str) -> str:
    """Give the code that the ledger keeps, without what ``code_of`` adds.

    Parameters
    ----------
    code
        Of any territory. [-]

    Returns
    -------
    code
        As published. [-]

    """
    return code.partition("@")[0]


def _chain(commune: str, wholes: dict[str, str]) -> list[str]:
    """Go from a commune up to that of today; no further than there are steps."""
    found: list[str] = []
    while (commune := wholes.get(commune, "")) and commune not in found:
        found.append(commune)
    return found
