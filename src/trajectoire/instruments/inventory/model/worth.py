"""What one unit of each substance is worth in a total."""

from functools import lru_cache
from typing import NamedTuple

from trajectoire.instruments.inventory.inputs import Potentials
from trajectoire.instruments.inventory.model.nomenclature import (
    BIOGENIC,
    Nomenclatures,
    Substance,
)
from trajectoire.methods.warming import has_potential, potential

EQUIVALENT = "tCO2e"
WARMING = frozenset({"ghg", "sink"})


class Worth(NamedTuple):
    """How a substance enters a total.

    Parameters
    ----------
    multiplier
        Of its figures. [unit of the total per unit of the substance]
    unit
        Of the total. [-]
    fixed
        Whether it came in CO2 equivalent of a mixture, which no choice of potentials
        can change. [-]

    """

    multiplier: float
    unit: str
    fixed: bool


@lru_cache(maxsize=16)
def worths(
    nomenclatures: Nomenclatures, potentials: Potentials, *, removed: bool = False
) -> dict[str, Worth]:
    """Give what each substance is worth.

    Parameters
    ----------
    nomenclatures
        Their units and gases. [-]
    potentials
        Set of warming potentials. [-]
    removed
        Whether sinks count as negative emissions. [-]

    Returns
    -------
    worths
        By name; the CO2 of biomass keeps its mass, for the views tell it apart. [-]

    """
    return {
        name: _worth(substance, potentials, -1.0 if removed else 1.0)
        for name, substance in nomenclatures.substances.items()
    }


def _worth(substance: Substance, potentials: Potentials, sink: float) -> Worth:
    if substance.name == BIOGENIC:
        return Worth(1.0, "t", fixed=False)
    if substance.family == "sink":
        return Worth(sink, EQUIVALENT, fixed=False)
    if substance.family != "ghg":
        return Worth(1.0, substance.unit, fixed=False)
    if has_potential(substance.gas):
        return Worth(potential(substance.gas, potentials), EQUIVALENT, fixed=False)
    return Worth(1.0, EQUIVALENT, fixed=True)
