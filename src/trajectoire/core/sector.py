"""A sector of activity in a stated nomenclature."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Sector:
    """A line of a nomenclature: equality is nomenclature and code.

    Parameters
    ----------
    nomenclature
        ``PCAET``, ``GPC``, ``GNFR``, ``observatory``… [-]
    code
        Code in it. [-]
    name
        English name. [-]

    """

    nomenclature: str
    code: str
    name: str = field(compare=False, default="")


TOTAL = Sector("all", "total", "All sectors")
