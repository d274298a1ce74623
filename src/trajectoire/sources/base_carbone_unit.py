"""Units as the Base Carbone writes them, in French, told apart into a fraction.

The registry knows kilowatt-hours and tonnes, not portions nor appliances: a unit that
it cannot read is kept as written, with the reason.
"""

from dataclasses import dataclass
from functools import lru_cache

from trajectoire.core.units import is_known

# French word, in lower case → word of the registry, and what it says of the quantity.
_WORDS = {
    "%": ("percent", ""),
    "an": ("year", ""),
    "euro": ("euro", ""),
    "gj": ("GJ", ""),
    "gwh": ("GWh", ""),
    "ha": ("hectare", ""),
    "habitant": ("inhabitant", ""),
    "heure": ("hour", ""),
    "jours": ("day", ""),
    "keuro": ("kiloeuro", ""),
    "kg": ("kg", ""),
    "kgco2e": ("kgCO2e", ""),
    "kgdbo": ("kg", "DBO"),
    "kgh2": ("kg", "H2"),
    "kgn": ("kg", "N"),
    "km": ("km", ""),
    "kw": ("kW", ""),
    "kwh": ("kWh", ""),
    "kwhpci": ("kWh", "PCI"),
    "kwhpcs": ("kWh", "PCS"),
    "litre": ("litre", ""),
    "m": ("m", ""),
    "m2": ("m^2", ""),
    "m3": ("m^3", ""),
    "mj": ("MJ", ""),
    "ml": ("mL", ""),
    "mois": ("month", ""),
    "m²": ("m^2", ""),
    "m³": ("m^3", ""),
    "t": ("tonne", ""),
    "tep": ("tep", ""),
    "tonne": ("tonne", ""),
}


@dataclass(frozen=True)
class FactorUnit:
    """The unit of a factor: as written, and as the registry reads it.

    Parameters
    ----------
    written
        As the publisher writes it. [-]
    numerator, denominator
        What is emitted, and per what, in words of the registry; empty where it cannot
        read them, and denominator ``1`` where there is none. [-]
    basis
        What the publisher adds to either side, and that no conversion may forget:
        ``PCI`` (net calorific value), ``de poids net``… [-]
    unread
        Why the registry cannot read it; empty where it can. [-]

    """

    written: str
    numerator: str = ""
    denominator: str = ""
    basis: str = ""
    unread: str = ""

    @property
    def readable(self) -> bool:
        """Whether the registry reads both sides."""
        return not self.unread

    @property
    def expression(self) -> str:
        """The whole in words of the registry; empty where it cannot read it."""
        if not self.readable:
            return ""
        over = "" if self.denominator == "1" else f"/({self.denominator})"
        return self.numerator + over


@lru_cache(maxsize=1024)
def unit_of(written: str) -> FactorUnit:
    """Tell the two sides of a unit apart.

    Parameters
    ----------
    written
        As the publisher writes it. [-]

    Returns
    -------
    unit
        With its two sides, or with the reason why the registry cannot read it. [-]

    Notes
    -----
    A side is a product of words joined by points; what follows a space is the basis
    (``kg de poids net``). A word that is not in the list is never guessed.

    Examples
    --------
    >>> unit_of("kgCO2e/kWh PCI").expression
    'kgCO2e/(kWh)'

    """
    if not written:
        return FactorUnit(written, unread="no unit is written")
    sides = written.split("/")
    if len(sides) > 2:
        return FactorUnit(written, unread="more than one fraction bar")
    try:
        numerator, said_above = _side(sides[0])
        denominator, said_below = _side(sides[1]) if len(sides) > 1 else ("1", "")
    except ValueError as stranger:
        return FactorUnit(written, unread=str(stranger))
    basis = ", ".join(said for said in (said_above, said_below) if said)
    return FactorUnit(written, numerator, denominator, basis)


def _side(side: str) -> tuple[str, str]:
    """Give the words of the registry, and the basis."""
    side = side.strip()
    if side.startswith("(") and side.endswith(")"):
        side = side[1:-1].strip()
    head, _, tail = side.partition(" ")
    words, said = [], []
    for word in head.split("."):
        known, of_what = _WORDS.get(word.lower(), ("", ""))
        if not known or not is_known(known):
            raise ValueError(f"“{word}” is no unit of the registry")
        words.append(known)
        said.append(of_what)
    tail = tail.strip()
    if tail.startswith("(") and tail.endswith(")") and tail.count("(") == 1:
        tail = tail[1:-1]
    return "*".join(words), " ".join(part for part in (*said, tail) if part)
