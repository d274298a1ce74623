"""From a row of the Base Carbone to the factor that the accounts multiply by."""

from collections.abc import Iterable, Mapping

from trajectoire.core.errors import UnitError
from trajectoire.core.factor import Factor
from trajectoire.core.source import Source
from trajectoire.sources.base_carbone_factor import (
    COVERAGE,
    EmissionFactor,
    FactorTable,
    Gases,
)

TABLE = "base-carbone"

# Set of warming potentials that each version was made with. The file does not say; its
# factors do: see `signs`, whose counts `make show-base-carbone` prints (decision 12).
POTENTIALS: dict[str, str] = {"22.0": "AR5"}

_EMITTED = "kgCO2e"
_GJ = "kgCO2e/GJ PCI"
_BURNT = "Combustion"
# Default emission factors of stationary and mobile combustion (IPCC 2006, volume 2,
# tables 2.2 to 2.5 and 3.2.2), which the publisher uses. [g/GJ]
_METHANE = (1.0, 3.0, 5.0, 10.0, 30.0)
_NITROUS_OXIDE = (0.1, 0.6, 1.5, 2.5, 3.0, 4.0)
_NAMED = {"sf6": "sf6", "nf3": "nf3", "ch4": "ch4", "n2o": "n2o"}


def line_of(factor: EmissionFactor) -> str:
    """Give what names a row in its version.

    Parameters
    ----------
    factor
        The row. [-]

    Returns
    -------
    line
        The identifier of an element; that of its element and the line of the file for
        an item. [-]

    """
    if factor.item is None:
        return factor.identifier
    return f"{factor.identifier}-{factor.row}"


def name_of(factor: EmissionFactor, language: str = "french") -> str:
    """Give the whole name of a row.

    Parameters
    ----------
    factor
        The row. [-]
    language
        ``french`` or ``english``; French where the publisher wrote no other. [-]

    Returns
    -------
    name
        Name, attribute, boundary, item, one after the other. [-]

    """
    words = [factor.name, factor.attribute, factor.boundary]
    said = [getattr(part, language) or part.french for part in words]
    if factor.item is not None:
        item = getattr(factor.item.name, language) or factor.item.name.french
        said += [" : ".join(part for part in (factor.item.kind, item) if part)]
    return ", ".join(part for part in said if part)


def activity_unit(factor: EmissionFactor) -> str:
    """Give the unit of the activity of which a factor counts one.

    Parameters
    ----------
    factor
        The row. [-]

    Returns
    -------
    unit
        A word of the registry and its basis, or what is counted as the publisher
        writes it; empty for what is no emission factor. [-]

    """
    unit = factor.unit
    if unit.readable:
        if unit.numerator != _EMITTED or unit.denominator == "1":
            return ""
        return f"{unit.denominator} {unit.basis}".strip()
    above, _, below = unit.written.partition("/")
    return below.strip() if above.strip() == _EMITTED else ""


def gases_of(gases: Gases | None) -> tuple[tuple[str, float], ...]:
    """Name the gases of a factor as the accounts do.

    Parameters
    ----------
    gases
        As published; None where the publisher gives none apart. [kgCO2e/unit]

    Returns
    -------
    named
        Those that have a value; ``other`` for what the publisher does not name.
        [kgCO2e/unit]

    """
    if gases is None:
        return ()
    values = [
        ("co2_fossil", gases.co2_fossil),
        ("ch4_fossil", gases.ch4_fossil),
        ("ch4_biogenic", gases.ch4_biogenic),
        ("n2o", gases.n2o),
        ("other", gases.other),
        ("co2_biogenic", gases.co2_biogenic),
    ]
    values += [
        (_NAMED.get(name.lower(), "other"), value) for name, value in gases.named
    ]
    summed: dict[str, float] = {}
    for gas, value in values:
        if value is not None:
            summed[gas] = summed.get(gas, 0.0) + value
    return tuple(summed.items())


def to_factor(
    factor: EmissionFactor, source: Source, potentials: str = "AR5"
) -> Factor:
    """Give the factor of the core, ready to multiply an activity.

    Parameters
    ----------
    factor
        A row. [-]
    source
        Of its table. [-]
    potentials
        Set that the table was made with. [-]

    Returns
    -------
    factor
        With its identity, gases and relative standard uncertainty. [kgCO2e/unit]

    Raises
    ------
    UnitError
        If the row is no emission factor but a datum, as a share or an energy content.

    """
    unit = activity_unit(factor)
    if not unit:
        raise UnitError(
            "expected an emission per unit of something, found "
            f"“{factor.unit.written}” ({line_of(factor)}, {name_of(factor)}): this row "
            "is a datum, not a factor. Choose another one."
        )
    stated = factor.uncertainty
    return Factor(
        table=TABLE,
        version=factor.version,
        identifier=line_of(factor),
        name=name_of(factor),
        unit=unit,
        total=factor.total,
        gases=gases_of(factor.gases),
        potentials=potentials,
        uncertainty=None if stated is None else stated / 100 / COVERAGE,
        source=source,
    )


def signs(
    table: FactorTable, sets: Mapping[str, tuple[float, float]]
) -> dict[str, tuple[int, int]]:
    """Count the factors that tell which set of potentials a version was made with.

    Parameters
    ----------
    table
        A version. [-]
    sets
        Potentials of fossil methane and of nitrous oxide in each set. [-]

    Returns
    -------
    counts
        For each set, how many combustion items per GJ hold a methane, and a nitrous
        oxide, that is one of the default factors of the IPCC times the potential, to
        the three digits written. [-]

    """
    burnt = [
        factor.gases
        for factor in table.factors
        if factor.gases is not None
        and factor.item is not None
        and factor.item.kind == _BURNT
        and factor.unit.written == _GJ
    ]
    return {
        name: (
            _hits((gases.ch4_fossil for gases in burnt), _METHANE, methane),
            _hits((gases.n2o for gases in burnt), _NITROUS_OXIDE, nitrous),
        )
        for name, (methane, nitrous) in sets.items()
    }


def potentials_of(table: FactorTable, sets: Mapping[str, tuple[float, float]]) -> str:
    """Tell the set of potentials of a version, from what is known or from its factors.

    Parameters
    ----------
    table
        A version. [-]
    sets
        As for ``signs``. [-]

    Returns
    -------
    potentials
        Name of the set; empty where the factors do not tell. [-]

    """
    if table.version in POTENTIALS:
        return POTENTIALS[table.version]
    counts = {name: sum(pair) for name, pair in signs(table, sets).items()}
    best, *others = sorted(counts, key=lambda name: -counts[name])
    clear = counts[best] > 10 * max((counts[name] for name in others), default=0)
    return best if clear and counts[best] >= 10 else ""


def _hits(
    values: Iterable[float | None], defaults: tuple[float, ...], potential: float
) -> int:
    written = {float(f"{default * potential / 1000:.3g}") for default in defaults}
    return sum(value in written for value in values if value)
