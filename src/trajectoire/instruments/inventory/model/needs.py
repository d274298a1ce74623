"""What a line of a framework must hear of to be whole, where nobody stated its total.

A sector told by fuels, by references of the GPC, by gases or by carriers is whole only
when the usual ones have said something, be it that they do not occur.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import product

from trajectoire.instruments.inventory.inputs import Framework, Row
from trajectoire.instruments.inventory.model.facts import TOTAL
from trajectoire.instruments.inventory.model.nomenclature import (
    NATIVE,
    Line,
    Nomenclatures,
    line_of,
)

GPC: Framework = "GPC"
Need = tuple[str, str]  # nomenclature, or ``substances``, and code
Place = tuple[Framework, str, str]  # framework, line and family, or pollutant
_HERE = (1, 2)  # scopes of the GPC that a territory always has something to say of
_FRAMEWORKS: tuple[Framework, ...] = ("PCAET", "GPC")


class Needs:
    """What each line of the frameworks must hear of.

    Parameters
    ----------
    nomenclatures
        Lines, substances, crosswalk and needs. [-]

    """

    def __init__(self, nomenclatures: Nomenclatures) -> None:
        self.nomenclatures = nomenclatures
        self._usual = _usual(nomenclatures)
        self._references = _references(nomenclatures)

    def silent(self, rows: Sequence[Row], place: Place) -> tuple[Need, ...]:
        """List what is needed and of which nothing is said.

        Parameters
        ----------
        rows
            That land on a line, of one family or pollutant. [-]
        place
            Framework, line, and family or pollutant. [-]

        Returns
        -------
        silent
            Lines and references, then gases and carriers, sorted; empty where the rows
            may tell the whole. [-]

        """
        if not rows:
            return ()
        return (*self._lines(rows, place), *self._substances(rows, place))

    def is_whole(self, rows: Sequence[Row], place: Place) -> bool:
        """Tell whether rows may tell the whole of a line.

        Parameters
        ----------
        rows
            That land on it. [-]
        place
            Framework, line, and family or pollutant. [-]

        Returns
        -------
        whole
            Not where native lines tell a line of which no native line is usual: nobody
            knows what would be missing. [-]

        """
        only_native = all(row.nomenclature == NATIVE for row in rows)
        known = not only_native or place in self._usual
        return bool(rows) and known and not self.silent(rows, place)

    def _lines(self, rows: Sequence[Row], place: Place) -> list[Need]:
        framework, code, _ = place
        stated = [
            row
            for row in rows
            if row.nomenclature == framework or row.nomenclature not in (NATIVE, GPC)
        ]
        if any(
            row.sector in (code, TOTAL) or row.nomenclature != framework
            for row in stated
        ):
            return []
        if stated:  # a part that stands beside its sector, as building sites
            return [(framework, code)]
        native = {
            line_of(NATIVE, row.sector) for row in rows if row.nomenclature == NATIVE
        }
        usual = self._usual.get(place, {})
        told = {row.sector for row in rows if row.nomenclature == GPC}
        if not told:
            return [(NATIVE, line) for line in sorted(set(usual) - native)]
        by_native = {self._landing(line) for line in native}
        wanted = self._references.get(code, frozenset())
        left = {line for line, at in usual.items() if at in by_native - told}
        return [
            *((GPC, each) for each in sorted(wanted - told - by_native)),
            *((NATIVE, line) for line in sorted(left - native)),
        ]

    def _landing(self, line: str) -> str:
        key = NATIVE, line, GPC, "ghg"
        landing = self.nomenclatures.landings.get(key)
        return (landing.code if landing else None) or ""

    def _substances(self, rows: Sequence[Row], place: Place) -> list[Need]:
        """List the gases or carriers of which a line told part by part lacks some."""
        framework, _, family = place
        told: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in rows:
            key = row.nomenclature, line_of(row.nomenclature, row.sector)
            told[key].add(row.substance)
        everything = {row.substance for row in rows}
        missing: set[str] = set()
        for (nomenclature, line), said in told.items():
            needs = self.nomenclatures.needs.get((nomenclature, line, family), ())
            heard = everything if nomenclature == framework else said
            missing.update(need for need in needs if not self._hears(need, heard))
        return [("substances", name) for name in sorted(missing)]

    def _hears(self, need: str, said: Iterable[str]) -> bool:
        chain = self.nomenclatures.chain
        return any(need in chain(name) or name in chain(need) for name in said)


@lru_cache(maxsize=4)
def needs_of(nomenclatures: Nomenclatures) -> Needs:
    """Give the needs of the lines of a set of nomenclatures.

    Parameters
    ----------
    nomenclatures
        Lines, substances, crosswalk and needs. [-]

    Returns
    -------
    needs
        Put together once. [-]

    """
    return Needs(nomenclatures)


def _usual(nomenclatures: Nomenclatures) -> Mapping[Place, Mapping[str, str]]:
    """Give the usual native lines of each line, each with its reference of the GPC."""
    found: dict[Place, dict[str, str]] = defaultdict(dict)
    landings = nomenclatures.landings
    for line in nomenclatures.lines[NATIVE].values():
        gpc = landings.get((NATIVE, line.code, GPC, "ghg"))
        reference = (gpc.code if gpc else None) or ""
        for framework, family in product(_FRAMEWORKS, sorted(line.families)):
            landing = landings[NATIVE, line.code, framework, family]
            for name in _told(nomenclatures, line, family) if landing.code else ():
                found[framework, landing.code or "", name][line.code] = reference
    return found


def _told(nomenclatures: Nomenclatures, line: Line, family: str) -> tuple[str, ...]:
    """Give what a native line usually tells: its family, or some pollutants."""
    if family == "pollutant":
        return nomenclatures.needs.get((NATIVE, line.code, family), ())
    return (family,) if line.usual else ()


def _references(nomenclatures: Nomenclatures) -> Mapping[str, frozenset[str]]:
    """Give the references of the GPC that make each sector of the PCAET.

    The GPC wants a figure or a notation key of each; losses may stand within the factor
    of what is consumed.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for line in nomenclatures.lines["GPC"].values():
        landing = nomenclatures.landings.get(("GPC", line.code, "PCAET", "ghg"))
        if landing is not None and landing.code and line.scope in _HERE:
            found[landing.code].add(line.code)
    return {sector: frozenset(codes) for sector, codes in found.items()}
