"""In what an activity is counted, and on which basis: a kWh PCI is no kWh PCS.

A unit is a word of the registry, then the basis after a space (``kWh PCI``, ``kg de
poids net``). What the registry does not know (``repas``) is counted, and only ever
compared with itself: a meal of one canteen is not a portion of another.
"""

from dataclasses import dataclass

from trajectoire.core.errors import UnitError
from trajectoire.core.indicator import Indicator
from trajectoire.core.units import factor, is_known

NET = "PCI"  # net calorific value, in which final energy is published in France
_OF_ENERGY = "energy_"


@dataclass(frozen=True)
class Unit:
    """A unit of activity, told apart.

    Parameters
    ----------
    word
        For the registry; the whole text where it does not know it. [-]
    basis
        What is added to it: ``PCI``, ``de poids net``; empty for none. [-]
    counted
        Whether things are counted that the registry does not know. [-]

    """

    word: str
    basis: str
    counted: bool

    def __str__(self) -> str:
        """The unit as it is written."""
        return f"{self.word} {self.basis}".strip()


def unit_of(written: str) -> Unit:
    """Tell a unit from its basis.

    Parameters
    ----------
    written
        As ``kWh PCI``, ``tonne*km`` or ``repas``. [-]

    Returns
    -------
    unit
        With its basis; counted where the registry does not know the first word. [-]

    Examples
    --------
    >>> unit_of("kWh PCI").basis, unit_of("repas").counted
    ('PCI', True)

    """
    word, _, basis = written.strip().partition(" ")
    if is_known(word):
        return Unit(word, basis.strip(), counted=False)
    return Unit(written.strip(), "", counted=True)


def unit_of_activity(activity: Indicator) -> Unit:
    """Give the unit of an activity, with the basis that its definition implies.

    Parameters
    ----------
    activity
        A figure with a quantity. [-]

    Returns
    -------
    unit
        Of its quantity. [-]

    """
    if activity.quantity is None:
        raise ValueError("an activity without a quantity is counted in nothing")
    return unit_of(activity.quantity.unit)


def conversion(activity: Indicator, to: str) -> float:
    """Give by what an activity is multiplied to be counted as a factor wants.

    Parameters
    ----------
    activity
        A figure with a quantity. [-]
    to
        Unit of the factor. [-]

    Returns
    -------
    multiplier
        From the unit of the activity to that of the factor. [-]

    Raises
    ------
    UnitError
        If they measure different things, or the same on another basis.

    Notes
    -----
    Final energy (definitions ``energy_…``) is published at net calorific value: it
    meets factors per kWh PCI and those without a basis, never those per kWh PCS.

    """
    given, wanted = unit_of_activity(activity), unit_of(to)
    if given.counted or wanted.counted:
        if given.word != wanted.word:
            raise UnitError(
                f"expected an activity counted in “{wanted}”, found “{given}”: the "
                "factor holds for that very thing. Give the activity in it, or choose "
                "another factor."
            )
        return 1.0
    if given.basis != wanted.basis and not _is_net_energy(activity, wanted.basis):
        raise UnitError(
            f"expected an activity in “{wanted}”, found “{given}”: the unit is counted "
            "on another basis. Convert the activity, or choose a factor on its own "
            "basis."
        )
    return factor(given.word, wanted.word)


def _is_net_energy(activity: Indicator, basis: str) -> bool:
    named = activity.definition.name.startswith(_OF_ENERGY)
    return named and {unit_of_activity(activity).basis, basis} <= {"", NET}
