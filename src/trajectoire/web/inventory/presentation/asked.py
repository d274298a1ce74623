"""What an address asks the page of accounts to show, and what else it could ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import Http404
from django.utils.translation import gettext as _

from trajectoire.instruments.inventory.inputs import Potentials

# What addresses call the families of the nomenclature.
FAMILIES = {
    "gaz": "ghg",
    "energie": "energy",
    "polluants": "pollutant",
    "puits": "sink",
    "renouvelables": "renewable",
}
SETS: tuple[Potentials, ...] = ("AR4", "AR5", "AR6")
USUAL: Potentials = "AR5"  # that of the reports to the convention on climate
POLLUTANTS = (
    "pollutant_nox",
    "pollutant_pm10",
    "pollutant_pm2_5",
    "pollutant_covnm",
    "pollutant_so2",
    "pollutant_nh3",
)


@dataclass(frozen=True)
class Asked:
    """What the page shows.

    Parameters
    ----------
    key
        Family, as the address writes it. [-]
    year
        Calendar year; None where the ledger has none. [year]
    potentials
        Set of warming potentials. [-]
    pollutant
        Which one, for that family. [-]

    """

    key: str
    year: int | None
    potentials: Potentials = USUAL
    pollutant: str = POLLUTANTS[0]

    @property
    def family(self) -> str:
        """The family of the nomenclature."""
        return FAMILIES[self.key]

    @property
    def years(self) -> tuple[int, ...]:
        """The year to read; none where the ledger has none."""
        return () if self.year is None else (self.year,)

    @property
    def substance(self) -> str:
        """The only substance that is added up; empty for all of the family."""
        return self.pollutant if self.family == "pollutant" else ""

    @property
    def query(self) -> str:
        """The same, as an address writes it."""
        said = {"famille": self.key, "annee": self.year}
        if self.family == "ghg" and self.potentials != USUAL:
            said["prg"] = self.potentials
        if self.family == "pollutant":
            said["polluant"] = self.pollutant.removeprefix("pollutant_")
        return urlencode({name: value for name, value in said.items() if value})


@dataclass(frozen=True)
class Option:
    """A choice that can be made: its name, its address, whether it is made."""

    name: str
    address: str
    here: bool


@dataclass(frozen=True)
class Line:
    """A line of choices."""

    label: str
    options: tuple[Option, ...]


def asked(
    given: Mapping[str, str], years: Sequence[int], usual: int | None = None
) -> Asked:
    """Read what an address asks for.

    Parameters
    ----------
    given
        Its parameters. [-]
    years
        Those that have figures, in order. [year]
    usual
        The one that is shown when nobody asks; the last when None. [year]

    Returns
    -------
    asked
        The usual year and all gases, unless said otherwise. [-]

    Raises
    ------
    Http404
        If the address asks for what does not exist: never for something else.

    """
    key = given.get("famille", "gaz")
    usual = usual or (years[-1] if years else None)
    wanted = given.get("annee") or str(usual or "")
    potentials = given.get("prg", USUAL)
    pollutant = f"pollutant_{given.get('polluant', 'nox')}"
    if key not in FAMILIES:
        raise Http404(_("Ces comptes ne montrent pas «\u00a0%s\u00a0».") % key[:40])
    if potentials not in SETS:
        message = _(
            "Aucun jeu de potentiels de réchauffement ne s’appelle «\u00a0%s\u00a0»."
        )
        raise Http404(message % potentials[:40])
    if pollutant not in POLLUTANTS:
        raise Http404(
            _("Aucun polluant ne s’appelle «\u00a0%s\u00a0».") % pollutant[:40]
        )
    if wanted and wanted not in map(str, years):
        raise Http404(
            _("Rien n’est compté ici pour l’année «\u00a0%s\u00a0».") % wanted[:40]
        )
    return Asked(key, int(wanted) if wanted else None, potentials, pollutant)


def choices(shown: Asked, years: Mapping[str, Sequence[int]]) -> tuple[Line, ...]:
    """List the choices that the page offers: none leads to what does not exist.

    Parameters
    ----------
    shown
        What it shows. [-]
    years
        Those that have figures, in order, of each family as addresses call it. [year]

    Returns
    -------
    lines
        Families, then years and what the family lets one choose, where it has some. [-]

    """
    lines = [
        Line(
            _("Que compter"),
            tuple(_option(name, to, shown) for name, to in _families(shown, years)),
        )
    ]
    if shown.year is None:
        return tuple(lines)
    of_years = (
        _option(str(y), replace(shown, year=y), shown) for y in years[shown.key]
    )
    lines.append(Line(_("Année"), tuple(of_years)))
    if shown.family == "ghg":
        options = (
            _option(report, replace(shown, potentials=potentials), shown)
            for potentials, report in set_names().items()
        )
        lines.append(Line(_("Réchauffement selon"), tuple(options)))
    if shown.family == "pollutant":
        options = (
            _option(name, replace(shown, pollutant=pollutant), shown)
            for pollutant, name in pollutant_names().items()
        )
        lines.append(Line(_("Polluant"), tuple(options)))
    return tuple(lines)


def declared(years: Mapping[str, Sequence[int]]) -> tuple[Option, ...]:
    """List the families of which something is declared.

    Parameters
    ----------
    years
        Those that have figures, in order, of each family as addresses call it. [year]

    Returns
    -------
    families
        Each with its address on the page of the inventory. [-]

    """
    return tuple(
        Option(name, f"?{to.query}", here=False)
        for name, to in _families(Asked(next(iter(FAMILIES)), None), years)
        if years[to.key]
    )


def year_choice(years: Sequence[int], shown: int | None) -> tuple[Line, ...]:
    """Offer the years of a page that shows nothing else to choose.

    Parameters
    ----------
    years
        Those that have figures, in order. [year]
    shown
        That of the page. [year]

    Returns
    -------
    lines
        One. [-]

    """
    options = tuple(Option(str(y), f"?annee={y}", y == shown) for y in years)
    return (Line(_("Année"), options),)


def family_names() -> dict[str, str]:
    """Name the families, by what addresses call them."""
    return {
        "gaz": _("Gaz à effet de serre"),
        "energie": _("Énergie"),
        "polluants": _("Polluants de l’air"),
        "puits": _("Puits de carbone"),
        "renouvelables": _("Énergies renouvelables"),
    }


def set_names() -> dict[Potentials, str]:
    """Name the sets of warming potentials by their report."""
    return {
        "AR4": _("GIEC 2007 (AR4)"),
        "AR5": _("GIEC 2013 (AR5)"),
        "AR6": _("GIEC 2021 (AR6)"),
    }


def pollutant_names() -> dict[str, str]:
    """Name the six pollutants in a few letters."""
    names = ("NOx", "PM10", _("PM2,5"), "COVNM", "SO2", "NH3")
    return dict(zip(POLLUTANTS, names, strict=True))


def _families(
    shown: Asked, years: Mapping[str, Sequence[int]]
) -> list[tuple[str, Asked]]:
    """Name what each family would show: the year of the page, where it tells it."""
    return [
        (
            name,
            replace(shown, key=key, year=shown.year if shown.year in there else None),
        )
        for key, name in family_names().items()
        for there in [years[key]]
    ]


def _option(name: str, to: Asked, shown: Asked) -> Option:
    return Option(name, f"?{to.query}", to == shown)
