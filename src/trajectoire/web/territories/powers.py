"""What an intercommunality is in charge of, where the official file was given."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from trajectoire.core.source import Source
from trajectoire.sources.communes_kept import KeptTerritories
from trajectoire.sources.competences import Competence
from trajectoire.web.territories.directory import Spot


@dataclass(frozen=True)
class Theme:
    """Competences that weigh on the same thing.

    Parameters
    ----------
    name
        In the language of the page. [-]
    competences
        In the order of their codes. [-]

    """

    name: str
    competences: tuple[Competence, ...]


@dataclass(frozen=True)
class Powers:
    """The competences of an intercommunality.

    Parameters
    ----------
    themes
        Those that weigh on the climate first; empty when the file does not name the
        intercommunality. [-]
    source
        Who says so; None when no file was given. [-]

    """

    themes: tuple[Theme, ...]
    source: Source | None

    @property
    def nameless(self) -> bool:
        """Whether nothing names some of the codes."""
        return any(not one.name for theme in self.themes for one in theme.competences)


def competences(spot: Spot) -> Powers | None:
    """Give the competences of an intercommunality.

    Parameters
    ----------
    spot
        The territory. [-]

    Returns
    -------
    powers
        None for what is no intercommunality. [-]

    """
    if spot.kind != "epci":
        return None
    kept = KeptTerritories(Path(settings.TRAJECTOIRE_HOME))
    held, source = kept.competences(spot.code)
    themes = (
        Theme(name, tuple(one for one in held if one.theme == theme))
        for theme, name in _names().items()
    )
    return Powers(tuple(theme for theme in themes if theme.competences), source)


def _names() -> dict[str, str]:
    return {
        "planning": _("Planification et aménagement"),
        "energy": _("Énergie"),
        "mobility": _("Mobilité"),
        "buildings": _("Bâtiments et logement"),
        "waste": _("Déchets"),
        "food": _("Alimentation"),
        "nature": _("Nature"),
        "water": _("Eau"),
        "": _("Autres compétences"),
    }
