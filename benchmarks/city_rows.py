"""The real city inventories, read by the product as rows of a ledger."""

from collections.abc import Iterable
from pathlib import Path

from trajectoire.core.indicator import Indicator
from trajectoire.instruments.inventory.gather.gpc_figures import draft_gpc
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.inputs import Row
from trajectoire.sources.gpc_table import GpcRow, read_gpc_table

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT.parent / "shared/data/territory/gpc/c40_gpc_inventories.csv"


def rows_of(indicators: Iterable[Indicator]) -> list[Row]:
    """Number figures as a ledger would.

    Parameters
    ----------
    indicators
        Of calendar years, one source each. [-]

    Returns
    -------
    rows
        In the same order. [-]

    """
    activities: dict[int, int] = {}
    rows = []
    for number, each in enumerate(indicators, 1):
        quantity = each.quantity and each.quantity.to(each.definition.unit)
        row = Row(
            number=number,
            territory=each.territory.code,
            substance=each.definition.name,
            nomenclature=each.sector.nomenclature,
            sector=each.sector.code,
            year=each.period.start.year,
            state=each.state,
            value=quantity.value if quantity else None,
            deviation=quantity.uncertainty if quantity else None,
            law=quantity.law if quantity else "normal",
            note=each.note,
        )
        rows.append(_derived(row, each, activities))
    return rows


def _derived(row: Row, each: Indicator, activities: dict[int, int]) -> Row:
    """Say with which activity and factor a figure was computed."""
    if each.derivation is None or each.derivation.activity.quantity is None:
        return row
    activity, factor = each.derivation.activity, each.derivation.factor
    quantity = each.derivation.activity.quantity
    known = activities.setdefault(id(activity), len(activities) + 1)
    spread = quantity.uncertainty
    return row._replace(
        activity=known,
        activity_variation=None if spread is None else abs(spread / quantity.value),
        activity_law=quantity.law,
        factor=factor.key,
        factor_variation=factor.uncertainty,
    )


def city_rows() -> tuple[tuple[GpcRow, ...], list[Row], dict[str, str]]:
    """Read the inventories.

    Returns
    -------
    published, rows, names
        As published, as rows of a ledger in the same order, and the name of the city
        by code. [-]

    """
    published = read_gpc_table(TABLE)
    drafts = draft_gpc(published, nomenclatures())
    indicators = drafts.settle()
    names = {each.territory.code: each.territory.name for each in indicators}
    return published, rows_of(indicators), names
