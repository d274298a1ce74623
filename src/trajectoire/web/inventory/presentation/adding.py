"""The door of those who may write: which cell, of which year, a figure goes to."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.model.nomenclature import ORGANISATION
from trajectoire.instruments.inventory.model.overlap import SECTORS
from trajectoire.web.inventory.presentation.asked import Asked
from trajectoire.web.inventory.presentation.table import substance_name
from trajectoire.web.typography.numbers import typeset

# Where what has no sector is typed: one cell for each sink, or each channel.
_LINES = {"sink": "utcatf", "renewable": "renewables"}
_WHOLES = {"energy": "energy_final", "ghg": "emission_ghg"}


@dataclass(frozen=True)
class Adding:
    """A choice of cells in which a figure can be typed.

    Parameters
    ----------
    name, label
        What is chosen: as addresses call it, and in words. [-]
    options
        Code and name of each choice. [-]
    first
        Code of the one that is proposed: nothing is told of it yet. [-]
    fixed
        What is the same for all of the choices, as addresses call it. [-]
    year
        That is proposed. [year]
    computed
        Whether an activity times a factor gives such figures. [-]

    """

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    first: str
    fixed: Mapping[str, str]
    year: int
    computed: bool


def adding(shown: Asked, told: Collection[str] = ()) -> Adding:
    """Offer the cells of a territory that the page counts.

    Parameters
    ----------
    shown
        What the page shows. [-]
    told
        Sectors, sinks or channels that tell something. [-]

    Returns
    -------
    adding
        Sectors of the PCAET; sinks or channels where these have none. [-]

    """
    known, language = nomenclatures(), get_language() or "fr"
    line = _LINES.get(shown.family)
    if line is None:
        substance = shown.substance or _WHOLES[shown.family]
        sectors = tuple(
            (code, typeset(known.name("PCAET", code, language))) for code in SECTORS
        )
        fixed = {"quoi": substance, "nomenclature": "PCAET"}
        return _of(("secteur", _("Secteur")), sectors, fixed, (shown.year, told))
    label = _("Puits") if shown.family == "sink" else _("Filière")
    parts = tuple(
        (name, substance_name(name, known))
        for name in known.substances
        if known.family(name) == shown.family
    )
    parts = (*parts[1:], parts[0])  # the total of all comes last
    fixed = {"nomenclature": "PCAET", "secteur": line}
    return _of(("quoi", label), parts, fixed, (shown.year, told))


def adding_owned() -> Adding:
    """Offer the lines of an organisation that has declared nothing.

    Returns
    -------
    adding
        The 22 of the BEGES. [-]

    """
    known, language = nomenclatures(), get_language() or "fr"
    lines = tuple(
        (code, f"{code} {typeset(known.name(ORGANISATION, code, language))}")
        for code in known.lines[ORGANISATION]
    )
    fixed = {"quoi": _WHOLES["ghg"], "nomenclature": ORGANISATION}
    return _of(("secteur", _("Poste")), lines, fixed, (None, ()))


def _of(
    asked: tuple[str, str],
    options: tuple[tuple[str, str], ...],
    fixed: Mapping[str, str],
    told: tuple[int | None, Collection[str]],
) -> Adding:
    year, spoken = told
    silent = (code for code, _name in options if code not in spoken)
    return Adding(
        *asked,
        options,
        next(silent, options[0][0]),
        fixed,
        year or timezone.localdate().year - 1,  # the last one that is over
        fixed.get("quoi") in _WHOLES.values(),
    )
