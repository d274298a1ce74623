"""Which data to ask for first: how much each would narrow the total."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Wanted:
    """A datum that is missing, and what knowing it would bring.

    Parameters
    ----------
    sector
        Sector that it is about, PCAET. [-]
    substance
        What would be known: emissions, final energy, sink. [-]
    datum_fr, datum_en
        What to ask for, in plain words. [-]
    where_fr, where_en
        Who holds it. [-]
    share
        Part of the variance of the total of emissions that would go. [-]
    narrowing
        Part of the width of its interval that would then go. [-]

    """

    sector: str
    substance: str
    datum_fr: str
    datum_en: str
    where_fr: str
    where_en: str
    share: float
    narrowing: float
