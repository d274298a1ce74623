"""The grids of a French territorial climate plan (PCAET), as they are deposited."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from trajectoire.instruments.inventory.inputs import Potentials, Row
from trajectoire.instruments.inventory.model.grid import Grid
from trajectoire.instruments.inventory.model.gridding import (
    TOTAL,
    Placed,
    Shape,
    lay,
    negated,
    place,
    told_apart,
    usual_lines,
)
from trajectoire.instruments.inventory.model.nomenclature import Family, Nomenclatures
from trajectoire.instruments.inventory.model.overlap import LAND, Aside
from trajectoire.instruments.inventory.model.standing import Standing

SECTORS = (
    "residential",
    "tertiary",
    "road",
    "other_transport",
    "agriculture",
    "waste",
    "industry",
    "energy",
)
BUILDING_SITES = "chantiers"
# Article R229-51 names these channels; the others are declared beside them.
CHANNELS = frozenset(
    f"renewable_{name}"
    for name in (
        "wind",
        "photovoltaic",
        "solar_thermodynamic",
        "hydro",
        "biomass_electricity",
        "biogas_electricity",
        "geothermal_electricity",
        "biomass_heat",
        "heat_pumps",
        "geothermal_heat",
        "solar_thermal",
        "biogas_heat",
        "biomethane",
        "biofuels",
    )
)
SOILS = {
    "sink_forest": "sink_forest",
    "sink_cropland": "sink_agricultural_soils",
    "sink_grassland": "sink_agricultural_soils",
    "sink_agricultural_soils": "sink_agricultural_soils",
    "sink_wetland": "sink_other_soils",
    "sink_artificial": "sink_other_soils",
    "sink_other_soils": "sink_other_soils",
    "sink_wood_products": "sink_wood_products",
}
LAWFUL_SOILS = ("sink_forest", "sink_agricultural_soils", "sink_other_soils")


@dataclass(frozen=True, eq=False)
class Grids:
    """The five grids of a PCAET.

    Parameters
    ----------
    grids
        ``ghg``, ``energy``, ``pollutants``, ``sinks``, ``renewables``, in this order.
        [-]
    aside
        Rows that count, and that the PCAET leaves out, with the reason. [-]

    """

    grids: Mapping[str, Grid]
    aside: tuple[Aside, ...]

    @property
    def required(self) -> int:
        """How many cells the deposit demands."""
        return sum(len(grid.required) for grid in self.grids.values())

    @property
    def complete(self) -> int:
        """How many of them are complete."""
        return sum(grid.complete for grid in self.grids.values())


def pcaet(
    standing: Standing, nomenclatures: Nomenclatures, potentials: Potentials
) -> Grids:
    """Lay the rows of a year in the grids of the deposit.

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
    grids
        Each row that counts stands in one grid, or aside with its reason. [-]

    Notes
    -----
    Eight sectors, and the building sites for pollutants; greenhouse gases of
    electricity, heat and cold are counted where these are consumed, those of plants
    that deliver to a network are left out, their pollutants kept; land use and forests
    apart [1]_ [2]_. Only totals are demanded for energy; its carriers stand beside.

    References
    ----------
    .. [1] Code de l'environnement, article R229-51 (décret n° 2016-849 of 28 June
       2016).
    .. [2] Arrêté of 4 August 2016 relatif au plan climat-air-énergie territorial.

    """
    placed, aside = place(standing.counted, nomenclatures, "PCAET")
    placed, biogenic = told_apart(placed)
    families: dict[str, list[Placed]] = {}
    for each in placed:
        family = nomenclatures.family(each.row.substance) or ""
        on_land = family == "ghg" and each.code == LAND
        families.setdefault("sink" if on_land else family, []).append(each)
    grids = [
        lay(there, shape, nomenclatures, potentials)
        for there, shape in (
            (families.get(family, []), shaped(nomenclatures, families.get(family, [])))
            for family, shaped in _SHAPES.items()
        )
    ]
    laid = {grid.name: _turned(grid) for grid in grids}
    return Grids(laid, (*aside, *biogenic))


def _turned(grid: Grid) -> Grid:
    """Show removals as positive, which were added as negative emissions."""
    if grid.name != "sinks":
        return grid
    cells = {
        key: replace(cell, amount=negated(cell.amount))
        for key, cell in grid.cells.items()
    }
    sums = {column: negated(amount) for column, amount in grid.sums.items()}
    return replace(grid, cells=cells, sums=sums)


def _sectors(placed: Sequence[Placed], *more: str) -> tuple[str, ...]:
    """Give the eight sectors, and a line for a total that has no sector."""
    whole = any(each.code == TOTAL for each in placed)
    return (*SECTORS, *more, *((TOTAL,) if whole else ()))


def _names(nomenclatures: Nomenclatures, family: Family) -> tuple[str, ...]:
    found = nomenclatures.substances.values()
    return tuple(each.name for each in found if each.family == family)


def _in_sectors(line: str, column: str) -> bool:
    return line in SECTORS and column == TOTAL


def _code(each: Placed) -> str:
    return each.code


def _total(row: Row) -> tuple[str, ...]:
    del row
    return (TOTAL,)


def _ghg(nomenclatures: Nomenclatures, placed: Sequence[Placed]) -> Shape:
    return Shape(
        name="ghg",
        nomenclature="PCAET",
        lines=_sectors(placed),
        columns=(TOTAL,),
        units={TOTAL: "tCO2e"},
        line_of=_code,
        columns_of=_total,
        required=_in_sectors,
        usual=usual_lines(nomenclatures, "PCAET", "ghg"),
    )


def _energy(nomenclatures: Nomenclatures, placed: Sequence[Placed]) -> Shape:
    whole, *carriers = _names(nomenclatures, "energy")
    columns = (TOTAL, *carriers)
    return Shape(
        name="energy",
        nomenclature="PCAET",
        lines=_sectors(placed),
        columns=columns,
        units=dict.fromkeys(columns, "MWh"),
        line_of=_code,
        columns_of=lambda row: (
            (TOTAL,) if row.substance == whole else (TOTAL, row.substance)
        ),
        required=_in_sectors,
        usual=usual_lines(nomenclatures, "PCAET", "energy"),
    )


def _pollutants(nomenclatures: Nomenclatures, placed: Sequence[Placed]) -> Shape:
    columns = _names(nomenclatures, "pollutant")
    return Shape(
        name="pollutants",
        nomenclature="PCAET",
        lines=_sectors(placed, BUILDING_SITES),
        columns=columns,
        units=dict.fromkeys(columns, "t"),
        line_of=_code,
        columns_of=lambda row: (row.substance,),
        required=lambda line, _: line in SECTORS,
    )


def _sinks(nomenclatures: Nomenclatures, placed: Sequence[Placed]) -> Shape:
    del nomenclatures
    lines = tuple(dict.fromkeys(SOILS.values()))
    whole = any(each.row.substance not in SOILS for each in placed)
    return Shape(
        name="sinks",
        nomenclature="substances",
        lines=(*lines, "sink_total") if whole else lines,
        columns=(TOTAL,),
        units={TOTAL: "tCO2e"},
        line_of=lambda each: SOILS.get(each.row.substance, "sink_total"),
        columns_of=_total,
        required=lambda line, _: line in LAWFUL_SOILS,
        removed=True,
    )


def _renewables(nomenclatures: Nomenclatures, placed: Sequence[Placed]) -> Shape:
    whole, *channels = _names(nomenclatures, "renewable")
    undetailed = any(each.row.substance == whole for each in placed)
    return Shape(
        name="renewables",
        nomenclature="substances",
        lines=(*channels, whole) if undetailed else tuple(channels),
        columns=(TOTAL,),
        units={TOTAL: "MWh"},
        line_of=lambda each: each.row.substance,
        columns_of=_total,
        required=lambda line, _: line in CHANNELS,
    )


_SHAPES: dict[str, Callable[[Nomenclatures, Sequence[Placed]], Shape]] = {
    "ghg": _ghg,
    "energy": _energy,
    "pollutant": _pollutants,
    "sink": _sinks,
    "renewable": _renewables,
}
