"""City inventories by GPC reference, as figures of the ledger."""

from collections.abc import Callable, Sequence

from trajectoire.core.indicator import CellState
from trajectoire.core.sector import Sector
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.core.units import factor
from trajectoire.instruments.inventory.gather.drafting import Drafts, drafts_of
from trajectoire.instruments.inventory.gather.figure import Figure
from trajectoire.instruments.inventory.gather.findings import Findings
from trajectoire.instruments.inventory.gather.mapping import Choices, Quality
from trajectoire.instruments.inventory.gather.reading import Spot
from trajectoire.instruments.inventory.gather.vocabulary import Vocabulary, folded
from trajectoire.instruments.inventory.model.nomenclature import Nomenclatures
from trajectoire.sources.communes_place import VINTAGE
from trajectoire.sources.gpc_table import GpcRow, Notation

C40 = Source("C40 Cities", "GPC inventories of cities", "not verified: tests only")
STATES = {
    Notation.NOT_OCCURRING: CellState.NOT_OCCURRING,
    Notation.NOT_ESTIMATED: CellState.MISSING,
    Notation.INCLUDED_ELSEWHERE: CellState.INCLUDED_ELSEWHERE,
    Notation.CONFIDENTIAL: CellState.CONFIDENTIAL,
}
_LAND = "V."  # references that may be negative


def city_of(row: GpcRow) -> Territory:
    """Name the city of a row.

    Parameters
    ----------
    row
        Of a table. [-]

    Returns
    -------
    territory
        Of kind ``city``; its code is made of the country and the name. [-]

    """
    code = f"{row.country}-{row.city}"
    return Territory(folded(code).replace(" ", "-"), "city", row.city, VINTAGE)


def draft_gpc(
    rows: Sequence[GpcRow],
    nomenclatures: Nomenclatures,
    source: Source = C40,
    territory_of: Callable[[GpcRow], Territory] = city_of,
    file: str = "",
) -> Drafts:
    """Read city inventories as figures.

    Parameters
    ----------
    rows
        As `sources.gpc_table` reads them: each emission once. [-]
    nomenclatures
        Substances and references that are known. [-]
    source
        Who publishes them. [-]
    territory_of
        Names the territory of a row. [-]
    file
        What the faults call the table. [-]

    Returns
    -------
    drafts
        One figure for each row; notation keys stay states. [-]

    Notes
    -----
    The table states no uncertainty: the figures are read as computed from activities,
    by whoever published them.

    """
    findings = Findings(file)
    choices = Choices(quality=Quality.COMPUTED)
    vocabulary = Vocabulary(nomenclatures, "GPC")
    spots: dict[tuple[str, str], Spot] = {}
    sectors: dict[str, Sector] = {}
    figures = []
    for row in rows:
        name = vocabulary.substance(row.gas)
        if not name:
            remedy = "Name a gas of the GPC, or CO2e."
            findings.fault("a gas that is known", row.gas, remedy, row.row, "gas")
            continue
        substance = nomenclatures.substances[name]
        key = row.country, row.city
        spot = spots.get(key)
        if spot is None:
            spot = spots[key] = Spot(territory_of(row), "", row.city)
        known = vocabulary.sector(f"GPC/{row.reference}")
        sector = known or sectors.setdefault(
            row.reference, Sector("GPC", row.reference, row.reference)
        )
        _look_at(row, known is not None, findings)
        value = row.value
        state = CellState.OBSERVED
        if row.notation is not None:
            state = STATES[row.notation]
        elif value is not None:
            value *= factor(row.unit, substance.unit)
        about = (spot, sector, substance, row.year, source)
        figures.append(Figure(row.row, "", *about, state, value, None, None, ""))
    return drafts_of(figures, choices, findings)


def _look_at(row: GpcRow, known: bool, findings: Findings) -> None:
    """Say what is odd, and keep it as it is published."""
    if not known:
        text = f"{row.reference} is no reference of the GPC: it counts in no scope"
        findings.remark(text, row.row)
    if row.value is not None and row.value < 0 and not row.reference.startswith(_LAND):
        findings.remark("a negative emission outside land use, as published", row.row)
