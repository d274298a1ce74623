"""The accounts of an organisation: lines of the BEGES, scopes of the GHG Protocol."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from trajectoire.instruments.inventory.inputs import Amount, Potentials, Row
from trajectoire.instruments.inventory.model.aside import Aside
from trajectoire.instruments.inventory.model.assets import UPSTREAM
from trajectoire.instruments.inventory.model.completeness import Remarks
from trajectoire.instruments.inventory.model.facts import TOTAL
from trajectoire.instruments.inventory.model.gases import (
    BEGES_GASES,
    columns_of,
    gas_columns,
    units_of,
)
from trajectoire.instruments.inventory.model.grid import Grid
from trajectoire.instruments.inventory.model.gridding import (
    Placed,
    Shape,
    lay,
    place,
)
from trajectoire.instruments.inventory.model.nomenclature import (
    BIOGENIC,
    Nomenclatures,
)
from trajectoire.instruments.inventory.model.standing import Standing
from trajectoire.instruments.inventory.model.totals import totals

# Categories 1 and 2 are owed by all; the others where they are significant.
OWED = ("1", "2")


@dataclass(frozen=True, eq=False)
class BegesTable:
    """The accounts of an organisation.

    Parameters
    ----------
    grid
        Each of the 22 lines by gas, in CO2 equivalent. [tCO2e]
    categories
        Total of each of the six categories. [tCO2e]
    assets
        Total of each asset or competence; the empty code holds what names none.
        [tCO2e]
    by_asset
        Total by line and asset. [tCO2e]
    scopes
        GHG Protocol: ``1``, ``2``, ``3``, and each category of scope 3 as ``3.7``;
        ``3.`` holds what has no category there. [tCO2e]
    whole
        Total of everything. [tCO2e]
    aside
        Rows that count, and that the BEGES leaves out, with the reason. [-]

    """

    grid: Grid
    categories: Mapping[str, Amount | None]
    assets: Mapping[str, Amount]
    by_asset: Mapping[tuple[str, str], Amount]
    scopes: Mapping[str, Amount]
    whole: Amount | None
    aside: tuple[Aside, ...]


def beges(
    standing: Standing, nomenclatures: Nomenclatures, potentials: Potentials
) -> BegesTable:
    """Lay the rows of an organisation and a year in the lines of the BEGES.

    Parameters
    ----------
    standing
        Rows that count, of one year. [-]
    nomenclatures
        The crosswalk. [-]
    potentials
        Set of warming potentials. [-]

    Returns
    -------
    table
        Each row that counts stands in one line, or aside with its reason. [-]

    Notes
    -----
    Six categories and 22 lines [1]_; scope 3 in the categories of [2]_, of which 10
    (processing of sold products) and 14 (franchises) have no line of their own. The
    upstream of purchased energy is told apart by its suffix.

    References
    ----------
    .. [1] Ministère de la transition écologique, "Méthode pour la réalisation des
       bilans d'émissions de gaz à effet de serre", version 5, 2022.
    .. [2] WRI, WBCSD, "Corporate Value Chain (Scope 3) Accounting and Reporting
       Standard", 2011.

    """
    placed, aside = place(standing, nomenclatures, "BEGES")
    lines = tuple(nomenclatures.lines["BEGES"])
    shape = Shape(
        name="ghg",
        nomenclature="BEGES",
        lines=lines,
        columns=columns_of(BEGES_GASES),
        units=units_of(BEGES_GASES),
        line_of=lambda each: each.code,
        columns_of=lambda row: gas_columns(row, nomenclatures, BEGES_GASES),
        required=lambda line, column: column == TOTAL and line[0] in OWED,
    )
    counted = [each for each in placed if each.row.substance != BIOGENIC]

    def by(key: Callable[[Placed], Iterable[Hashable]]) -> dict[Hashable, Amount]:
        return _by(counted, key, nomenclatures, potentials)

    found = by(lambda each: [each.code[0]])
    categories = dict.fromkeys(line[0] for line in lines)
    return BegesTable(
        grid=lay(placed, shape, nomenclatures, potentials, Remarks()),
        categories={code: found.get(code) for code in categories},
        assets={
            str(k): v
            for k, v in by(lambda each: [_asset(each.row, nomenclatures)]).items()
        },
        by_asset={
            (code, asset): amount
            for code in lines
            for asset, amount in _assets_of(counted, code, nomenclatures, potentials)
        },
        scopes={
            str(k): v for k, v in by(lambda each: _scopes(each, nomenclatures)).items()
        },
        whole=by(lambda _: [TOTAL]).get(TOTAL),
        aside=tuple(aside),
    )


def _asset(row: Row, nomenclatures: Nomenclatures) -> str:
    _line, asset, _detail = nomenclatures.parted(row.nomenclature, row.sector)
    return asset


def _assets_of(
    placed: Sequence[Placed],
    code: str,
    nomenclatures: Nomenclatures,
    potentials: Potentials,
) -> list[tuple[str, Amount]]:
    there = [each for each in placed if each.code == code]

    def owned(each: Placed) -> list[str]:
        return [_asset(each.row, nomenclatures)]

    found = _by(there, owned, nomenclatures, potentials)
    return [(str(asset), amount) for asset, amount in found.items()]


def _scopes(each: Placed, nomenclatures: Nomenclatures) -> list[str]:
    """Give the scope of a row, and its category where it is the third."""
    line = nomenclatures.lines["BEGES"][each.code]
    if line.scope < 3:
        return [str(line.scope)]
    category = "3" if _asset(each.row, nomenclatures) == UPSTREAM else line.level
    return ["3", f"3.{category}"]


def _by(
    placed: Sequence[Placed],
    keys_of: Callable[[Placed], Iterable[Hashable]],
    nomenclatures: Nomenclatures,
    potentials: Potentials,
) -> dict[Hashable, Amount]:
    """Add up rows under each of their keys, sorted; keys without figure left out."""
    pairs = [(key, each.row) for each in placed for key in keys_of(each)]
    keys = sorted({key for key, _ in pairs}, key=str)
    rank = {key: k for k, key in enumerate(keys)}
    rows = [row for _, row in pairs]
    group_of = [rank[key] for key, _ in pairs]
    found = totals(rows, group_of, nomenclatures, potentials)
    return {
        key: amount
        for key, amount in zip(keys, found, strict=True)
        if amount is not None
    }
