"""The lines and substances of the accounts, and where each lands in a framework."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from trajectoire.instruments.inventory.inputs import Framework
from trajectoire.instruments.inventory.model.suffix import is_detail

Family = Literal["ghg", "energy", "pollutant", "sink", "renewable", "activity"]

BIOGENIC = "emission_co2_biogenic"
_WOOD_PRODUCTS = "sink_wood_products"  # outside the GPC, whichever line tells it
ACTIVITY = "activity_"  # how names of activity data begin: they land nowhere
NATIVE = "accounts"
ORGANISATION = "BEGES"


@dataclass(frozen=True)
class Words:
    """A name in the two languages of the screens.

    Parameters
    ----------
    fr, en
        French and English. [-]

    """

    fr: str
    en: str

    def of(self, language: str) -> str:
        """Give the name in a language.

        Parameters
        ----------
        language
            ``fr``, ``en`` or a variant of them. [-]

        Returns
        -------
        name
            French unless English is asked for. [-]

        """
        return self.en if language.startswith("en") else self.fr


@dataclass(frozen=True)
class Substance:
    """What is counted: a gas, an energy carrier, a pollutant, a sink, a production.

    Parameters
    ----------
    name
        Of its definition, as ``emission_ch4_fossil``. [-]
    unit
        Unit in which the ledger keeps it. [-]
    better
        Direction of progress; empty when it has none. [-]
    family
        What it may be added to. [-]
    gas
        Gas whose mass it is, known to the table of warming potentials; ``co2e``,
        ``hfc``, ``pfc`` or ``other`` where only the equivalent is; empty elsewhere. [-]
    part_of
        Name of the total that it is a part of; empty for none. [-]
    words
        Its name on the screens. [-]

    """

    name: str
    unit: str
    better: str
    family: Family
    gas: str
    part_of: str
    words: Words


@dataclass(frozen=True)
class Line:
    """A line of a nomenclature: what emits, consumes, removes or produces.

    Parameters
    ----------
    nomenclature, code
        Its identity. [-]
    parent
        Code of the heading that it stands under; empty for none. [-]
    families
        What it may carry figures of. [-]
    scope
        1, 2 or 3 for a line of the GPC or of the BEGES; 0 elsewhere. [-]
    level
        Of the GPC: ``BASIC``, ``BASIC+``, ``TERRITORIAL`` or ``OTHER``; of the BEGES:
        category of scope 3 in the GHG Protocol, as ``7``; empty elsewhere. [-]
    usual
        Whether nearly every territory has something to say of it. [-]
    words
        Its name on the screens. [-]

    """

    nomenclature: str
    code: str
    parent: str
    families: frozenset[Family]
    scope: int
    level: str
    usual: bool
    words: Words


@dataclass(frozen=True)
class Asset:
    """What an authority owns or is in charge of, as a suffix of a line of the BEGES.

    Parameters
    ----------
    code
        As ``schools`` in ``1.1/schools``. [-]
    kind
        ``asset``, ``competence``, or empty where it is neither. [-]
    words
        Its name on the screens. [-]

    """

    code: str
    kind: str
    words: Words


@dataclass(frozen=True)
class Landing:
    """Where a row is counted in a framework, or why it is not.

    Parameters
    ----------
    code
        Line of the framework; None where it is not counted. [-]
    why
        Code of the reason; empty where it is counted. [-]

    """

    code: str | None
    why: str = ""


@dataclass(frozen=True, eq=False, repr=False)
class Nomenclatures:
    """All the lines, substances, reasons, and the crosswalk between them.

    Parameters
    ----------
    substances
        By name, in the order of the screens. [-]
    lines
        By nomenclature then by code, in the order of the screens. [-]
    headings
        Names of the codes that group lines, by nomenclature and code. [-]
    assets
        Of the BEGES, by code. [-]
    details
        Usual details of lines, and words of them, by code. [-]
    reasons
        Why a row is not counted, by code. [-]
    landings
        By nomenclature, line, framework and family. [-]
    needs
        Substances without which a line told part by part is not whole, by nomenclature,
        line and family; the pollutants that a native line usually emits. [-]

    """

    substances: Mapping[str, Substance]
    lines: Mapping[str, Mapping[str, Line]]
    headings: Mapping[tuple[str, str], Words]
    assets: Mapping[str, Asset]
    details: Mapping[str, Words]
    reasons: Mapping[str, Words]
    landings: Mapping[tuple[str, str, str, str], Landing]
    needs: Mapping[tuple[str, str, str], tuple[str, ...]]

    def __repr__(self) -> str:
        """Say how many landings there are, not which."""
        return f"Nomenclatures({len(self.landings)} landings)"

    def family(self, substance: str) -> Family | None:
        """Give the family of a substance.

        Parameters
        ----------
        substance
            Name of its definition. [-]

        Returns
        -------
        family
            None for a name that the accounts do not know. [-]

        """
        if substance.startswith(ACTIVITY):
            return "activity"
        known = self.substances.get(substance)
        return known.family if known else None

    def chain(self, substance: str) -> tuple[str, ...]:
        """Give a substance and the totals that hold it, the nearest first.

        Parameters
        ----------
        substance
            Name of its definition. [-]

        Returns
        -------
        chain
            Starts with the substance itself. [-]

        """
        known = self.substances.get(substance)
        above = known.part_of if known else ""
        return (substance, *self.chain(above)) if above else (substance,)

    def line(self, nomenclature: str, sector: str) -> Line | None:
        """Give a line.

        Parameters
        ----------
        nomenclature
            ``accounts``, ``PCAET``, ``GPC``, ``BEGES``. [-]
        sector
            Code, with or without the suffix of an asset or of a detail. [-]

        Returns
        -------
        line
            None for a code that the nomenclature does not have. [-]

        """
        code, asset, detail = self.parted(nomenclature, sector)
        written = "/".join(filter(None, (code, asset, detail)))
        if written != sector or (detail and not is_detail(detail)):
            return None
        return self.lines.get(nomenclature, {}).get(code)

    def parted(self, nomenclature: str, sector: str) -> tuple[str, str, str]:
        """Part a code: its line, what an authority owns there, one activity of it.

        Parameters
        ----------
        nomenclature, sector
            As ``BEGES``, ``1.1/schools/boiler-2``. [-]

        Returns
        -------
        line, asset, detail
            Empty where the code has none; only the BEGES has assets. [-]

        """
        line = line_of(nomenclature, sector)
        suffix = sector[len(line) + 1 :]
        asset, _, detail = suffix.partition("/")
        if nomenclature != ORGANISATION or asset not in self.assets:
            return line, "", suffix
        return line, asset, detail

    def whole(self, nomenclature: str, sector: str) -> str:
        """Leave out the detail of a code: what its activities add up to.

        Parameters
        ----------
        nomenclature, sector
            As ``accounts``, ``road.cars/diesel``. [-]

        Returns
        -------
        code
            Of the line, with its asset in the BEGES. [-]

        """
        line, asset, _detail = self.parted(nomenclature, sector)
        return f"{line}/{asset}" if asset else line

    def landing(
        self, nomenclature: str, sector: str, framework: Framework, substance: str
    ) -> Landing:
        """Tell where a row is counted in a framework, or why it is not.

        Parameters
        ----------
        nomenclature, sector
            The line of the row. [-]
        framework
            ``PCAET``, ``GPC`` or ``BEGES``. [-]
        substance
            Name of the definition of the row. [-]

        Returns
        -------
        landing
            One line of the framework, or one reason. [-]

        """
        family = self.family(substance)
        if family is None:
            return Landing(None, "unknown_substance")
        if family == "activity":
            return Landing(None, "not_an_emission")
        line = self.line(nomenclature, sector)
        if line is None:
            return Landing(None, "unknown_line")
        if (framework, substance) == ("GPC", _WOOD_PRODUCTS):
            return Landing(None, "wood_products")
        key = nomenclature, line.code, framework, family
        return self.landings.get(key) or Landing(None, "no_such_figure")

    def name(self, nomenclature: str, code: str, language: str = "fr") -> str:
        """Give the name of a line, with its asset or detail, or of a heading.

        Parameters
        ----------
        nomenclature, code
            Which; ``substances`` for the name of a substance. [-]
        language
            Of the screen. [-]

        Returns
        -------
        name
            The code itself where nothing of that code is known. [-]

        """
        if nomenclature == "substances" and code in self.substances:
            return self.substances[code].words.of(language)
        line = self.line(nomenclature, code)
        words = line.words if line else self.headings.get((nomenclature, code))
        if words is None:
            return code
        _line, asset, detail = self.parted(nomenclature, code)
        owned = f" – {self.assets[asset].words.of(language)}" if asset else ""
        which = f" ({self.detail_name(detail, language)})" if detail else ""
        return f"{words.of(language)}{owned}{which}"

    def detail_name(self, detail: str, language: str = "fr") -> str:
        """Give the name of a detail of a line.

        Parameters
        ----------
        detail
            As ``gazole`` or ``chaudiere-n-2``. [-]
        language
            Of the screen. [-]

        Returns
        -------
        name
            Of a usual one; else its words as they were typed, accents found again. [-]

        """
        if detail in self.details:
            return self.details[detail].of(language)
        words = detail.split("-")
        return " ".join(
            self.details[word].fr if word in self.details else word for word in words
        )


def line_of(nomenclature: str, sector: str) -> str:
    """Leave out what follows the code of a line: an asset, a detail.

    Parameters
    ----------
    nomenclature
        Native lines have details, those of the BEGES assets and details, the others
        neither. [-]
    sector
        Code, with or without a suffix. [-]

    Returns
    -------
    code
        Of the line; the whole where what follows is no detail: no line then. [-]

    Examples
    --------
    >>> line_of("accounts", "road.cars/diesel"), line_of("accounts", "road.cars/?")
    ('road.cars', 'road.cars/?')

    """
    line, slash, suffix = sector.partition("/")
    if not slash or nomenclature == ORGANISATION:
        return line
    return line if nomenclature == NATIVE and is_detail(suffix) else sector
