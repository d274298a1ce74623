"""The grids of a French territorial climate plan (PCAET), as they are deposited."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from trajectoire.instruments.inventory.inputs import Potentials, Row
from trajectoire.instruments.inventory.model.aside import Aside
from trajectoire.instruments.inventory.model.completeness import Coverage, remarks_on
from trajectoire.instruments.inventory.model.facts import LAND, TOTAL
from trajectoire.instruments.inventory.model.grid import Grid
from trajectoire.instruments.inventory.model.gridding import (
    Placed,
    Shape,
    lay,
    negated,
    place,
    silent_of,
    told_apart,
)
from trajectoire.instruments.inventory.model.needs import Need
from trajectoire.instruments.inventory.model.nomenclature import Family, Nomenclatures
from trajectoire.instruments.inventory.model.overlap import BUILDING_SITES, SECTORS
from trajectoire.instruments.inventory.model.standing import Standing

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
# The law names agricultural soils and forests, “at least”; the template in which plans
# are deposited (ADEME, Territoires & Climat) adds the other soils.
DEPOSITED_SOILS = ("sink_forest", "sink_agricultural_soils", "sink_other_soils")


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
    standing: Standing,
    nomenclatures: Nomenclatures,
    potentials: Potentials,
    coverage: Coverage | None = None,
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
    coverage
        Communes that a sum should hold, where the rows are those of communes. [-]

    Returns
    -------
    grids
        Each row that counts stands in one grid, or aside with its reason. [-]

    Notes
    -----
    Eight sectors; the pollutants of building sites are those of the industry, and shown
    once more within it. Greenhouse gases of electricity, heat and cold, losses of their
    networks included, are counted where these are consumed, those of plants that
    deliver to a network are left out, their pollutants kept [2]_; land use and forests
    apart [1]_ [3]_. Only totals are demanded for energy; its carriers stand beside.

    References
    ----------
    .. [1] Code de l'environnement, article R229-51 (décret n° 2016-849 of 28 June
       2016).
    .. [2] Code de l'environnement, article R229-52, second paragraph.
    .. [3] Arrêté of 4 August 2016 relatif au plan climat-air-énergie territorial.

    """
    placed, aside = place(standing, nomenclatures, "PCAET")
    placed, biogenic = told_apart(placed)
    families: dict[str, list[Placed]] = {}
    for each in placed:
        families.setdefault(_family(each, nomenclatures), []).append(each)
    said = remarks_on(standing, nomenclatures, "PCAET", coverage or Coverage())
    grids = []
    for family, shaped in _SHAPES.items():
        there = families.get(family, [])
        unheard = [
            one
            for one in said.unheard
            if _family(Placed(one[0], one[1]), nomenclatures) == family
        ]
        remarks = replace(said, unheard=unheard)
        shape = shaped(nomenclatures, there)
        grids.append(lay(there, shape, nomenclatures, potentials, remarks))
    laid = {grid.name: _turned(grid) for grid in grids}
    return Grids(laid, (*aside, *biogenic))


def _family(each: Placed, nomenclatures: Nomenclatures) -> str:
    """Give the grid of a row: the net emission of land is one of its sinks."""
    family = nomenclatures.family(each.row.substance) or ""
    return "sink" if family == "ghg" and each.code == LAND else family


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
        silent=lambda line, _, rows: silent_of(
            rows, ("PCAET", line, "ghg"), nomenclatures
        ),
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
        silent=lambda line, column, rows: (
            silent_of(rows, ("PCAET", line, "energy"), nomenclatures)
            if column == TOTAL
            else ()
        ),
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
        silent=lambda line, column, rows: silent_of(
            rows, ("PCAET", line, column), nomenclatures
        ),
        added=lambda line: line != BUILDING_SITES,
        shown_in=lambda each: (
            BUILDING_SITES if each.row.sector.startswith(BUILDING_SITES) else ""
        ),
    )


def _sinks(nomenclatures: Nomenclatures, placed: Sequence[Placed]) -> Shape:
    def silent(line: str, _: str, rows: Sequence[Row]) -> tuple[Need, ...]:
        told = {row.substance for row in rows}
        parts = {name for name in SOILS if line in nomenclatures.chain(name)[1:]}
        whole = not told or line in told
        left = () if whole else sorted(parts - told)
        return tuple(("substances", name) for name in left)

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
        required=lambda line, _: line in DEPOSITED_SOILS,
        silent=silent,
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
