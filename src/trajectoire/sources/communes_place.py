"""A place of the official geographic code of a year, and what became of former ones."""

from dataclasses import dataclass

from trajectoire.core.territory import Territory

VINTAGE = 2026  # year of the official geographic code of the tables
_CENSUS = 2023  # year of the legal populations of the tables
# Where they are of another census, and the country, which adds those up with the rest.
_OVERSEAS = (975, 976, 977, 978, 984, 986, 987, 988, 989)
_OTHER_CENSUS = {"FR", "reg-06", *(f"dep-{number}" for number in _OVERSEAS)}
_MERGED = ("deleguee", "associee", "ancienne")  # kinds of communes that others took in


@dataclass(frozen=True, slots=True)
class Place:
    """A commune, an intercommunality, a département, a région, or the country.

    Parameters
    ----------
    code
        INSEE code of a commune, SIREN of an intercommunality, ``dep-38``, ``reg-84``,
        ``FR``: a département and a commune never share one. [-]
    kind
        ``commune``, ``epci``, ``departement``, ``region`` or ``country``. [-]
    name
        As people write it. [-]
    population
        Municipal population; None where it is not published. [inhabitant]
    departement, region
        Names; of an intercommunality, where most of its inhabitants live. [-]
    epci
        SIREN of the intercommunality of a commune; empty where there is none. [-]
    siren
        Its number in the register of organisations; empty where unknown. [-]
    postcodes
        Postcodes of a commune. [-]
    ept
        SIREN of the établissement public territorial of a commune of Greater Paris;
        empty elsewhere. [-]
    nature
        Of an intercommunality: CC, CA, CU, METRO, MET69 or EPT; of a département:
        metro, drom or com (collectivity overseas). [-]
    parent
        Code of the département of a commune or of an intercommunality, of the région
        of a département, of the country of a région. [-]

    """

    code: str
    kind: str
    name: str
    population: int | None
    departement: str = ""
    region: str = ""
    epci: str = ""
    siren: str = ""
    postcodes: tuple[str, ...] = ()
    ept: str = ""
    nature: str = ""
    parent: str = ""

    @property
    def census(self) -> int | None:
        """Year of its population; None where it is not known. [year]"""
        above = self.parent if self.kind in ("commune", "epci") else ""
        known = self.population and not {self.code, above} & _OTHER_CENSUS
        return _CENSUS if known else None

    def territory(self) -> Territory:
        """Give the same place as the core names it.

        Returns
        -------
        territory
            Its code, kind, name and vintage. [-]

        """
        return Territory(self.code, self.kind, self.name, VINTAGE)


@dataclass(frozen=True, slots=True)
class Former:
    """A name or a code that no longer stands for a commune.

    Parameters
    ----------
    code, name
        As they were; the name is empty where no edition gives it. [-]
    kind
        ``deleguee``, ``associee``, ``arrondissement`` (of Paris, Lyon, Marseille),
        ``ancienne`` (nothing is left but the code) or ``renommee``. [-]
    current
        Code of the commune of today. [-]
    ended
        Day of the end, as ISO writes it; only the year since 2020; empty where
        unknown, and for what still exists. [-]
    population
        Of a municipal arrondissement; None for the others. [inhabitant]

    """

    code: str
    name: str
    kind: str
    current: str
    ended: str = ""
    population: int | None = None

    @property
    def merged(self) -> int:
        """Year since when a larger commune holds it; 0 unless one is known. [year]"""
        if self.kind not in _MERGED or not self.ended:
            return 0
        return int(self.ended[:4]) + self.ended.endswith("-12-31")


@dataclass(frozen=True, slots=True)
class Match:
    """A place that answers a search.

    Parameters
    ----------
    place
        The place of today. [-]
    through
        The former name or code, or the usual name, by which it was found; empty
        otherwise. [-]
    approximate
        Whether the spelling had to be corrected. [-]
    usual
        Whether it was found by a name that people use today, as « Grand Lyon ». [-]

    """

    place: Place
    through: str = ""
    approximate: bool = False
    usual: bool = False

    @property
    def former(self) -> bool:
        """Whether it was found by what stands for it no longer."""
        return bool(self.through) and not self.usual
