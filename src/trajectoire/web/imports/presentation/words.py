"""The words of mappings on the screen: what columns say, units, states, choices."""

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from trajectoire.core.indicator import CellState
from trajectoire.instruments.inventory.gather.mapping import Quality, Role, Spread
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures

Choice = tuple[str, object]

ROLES: dict[str, object] = {
    Role.VALUE: _("Valeur"),
    Role.YEAR: _("Année"),
    Role.SECTOR: _("Secteur"),
    Role.SUBSTANCE: _("Substance ou énergie"),
    Role.LINE: _("Ligne d’un cadre\u00a0: secteur et substance ensemble"),
    Role.UNIT: _("Unité"),
    Role.TERRITORY: _("Code du territoire"),
    Role.TERRITORY_NAME: _("Nom du territoire"),
    Role.UNCERTAINTY: _("Incertitude"),
    Role.LOW: _("Borne basse"),
    Role.HIGH: _("Borne haute"),
    Role.STATE: _("État ou clé de notation"),
    Role.SOURCE: _("Source"),
    Role.NOTE: _("Remarque"),
    Role.IGNORED: _("Ne pas lire"),
}
STATES: dict[str, object] = {
    CellState.OBSERVED: _("relevé"),
    CellState.ESTIMATED: _("estimé"),
    CellState.CONFIRMED_ZERO: _("zéro confirmé"),
    CellState.NOT_OCCURRING: _("n’existe pas ici"),
    CellState.INCLUDED_ELSEWHERE: _("compté ailleurs"),
    CellState.CONFIDENTIAL: _("confidentiel"),
    CellState.MISSING: _("non renseigné"),
}
SPREADS: tuple[Choice, ...] = (
    (Spread.PERCENT_95, _("en pour cent, à 95\u00a0% (demi-largeur)")),
    (Spread.PERCENT_K1, _("en pour cent, écart-type")),
    (Spread.ABSOLUTE_95, _("dans l’unité, à 95\u00a0% (demi-largeur)")),
    (Spread.ABSOLUTE_K1, _("dans l’unité, écart-type")),
)
QUALITIES: tuple[Choice, ...] = (
    (Quality.UNKNOWN, _("je ne sais pas\u00a0: l’incertitude sera large")),
    (Quality.MEASURED, _("mesurés (compteurs, factures)")),
    (Quality.COMPUTED, _("calculés avec les données du territoire")),
    (Quality.APPORTIONED, _("répartis à partir d’un total plus large")),
    (Quality.JUDGED, _("estimés à dire d’expert")),
)
POTENTIALS: tuple[Choice, ...] = (
    ("", _("rien\u00a0: les gaz sont en tonnes de gaz")),
    ("AR4", "AR4 (2007)"),
    ("AR5", "AR5 (2013)"),
    ("AR6", "AR6 (2021)"),
)
ZEROS: tuple[Choice, ...] = (
    ("published", _("zéro, comme publié")),
    ("confirmed", _("un zéro vérifié")),
    ("missing", _("une case vide\u00a0: on ne sait pas")),
)
REPEATS: tuple[Choice, ...] = (
    ("refuse", _("une faute à corriger")),
    ("sum", _("des parts à additionner")),
)
TOTALS: tuple[Choice, ...] = (
    ("set_aside", _("le mettre de côté, et le dire")),
    ("keep", _("le garder comme une case")),
)
DECIMALS: tuple[Choice, ...] = (
    ("", _("la reconnaître")),
    (",", _("la virgule")),
    (".", _("le point")),
)
NOMENCLATURES: tuple[Choice, ...] = (
    ("PCAET", _("PCAET\u00a0: les secteurs de la loi française")),
    ("GPC", _("GPC\u00a0: les références des villes du monde")),
    ("BEGES", _("BEGES\u00a0: les postes d’une organisation")),
    ("accounts", _("les lignes fines de Trajectoire")),
)
FAMILIES: dict[str, object] = {
    "ghg": _("Gaz à effet de serre"),
    "energy": _("Énergie consommée"),
    "pollutant": _("Polluants de l’air"),
    "sink": _("Séquestration"),
    "renewable": _("Production renouvelable"),
    "activity": _("Activité"),
}
UNITS = (
    *("t", "kt", "Mt", "kg", "tCO2e", "ktCO2e", "MtCO2e", "kgCO2e"),
    *("kWh", "MWh", "GWh", "TWh", "GJ", "TJ", "tep", "ktep"),
)


def substance_choices() -> list[Choice]:
    """List the substances by family, for a select."""
    groups: dict[str, list[Choice]] = {}
    for one in nomenclatures().substances.values():
        shown = f"{one.words.of(_language())} ({one.unit})"
        groups.setdefault(one.family, []).append((one.name, shown))
    return [(FAMILIES.get(family, family), some) for family, some in groups.items()]


def sector_choices(nomenclature: str) -> list[Choice]:
    """List the lines of a nomenclature, for a select."""
    lines = nomenclatures().lines.get(nomenclature, {})
    return [
        (f"{nomenclature}/{code}", f"{_code(nomenclature, code)}{name}")
        for code, line in lines.items()
        if (name := line.words.of(_language()))
    ]


def substance_name(name: str) -> str:
    """Name a substance on the screen."""
    known = nomenclatures().substances.get(name)
    return known.words.of(_language()) if known else name


def sector_name(nomenclature: str, code: str) -> str:
    """Name a line on the screen; ``total`` of all of them too."""
    if code == "total":
        return str(_("Tous secteurs"))
    return nomenclatures().name(nomenclature, code, _language())


def meaning_named(kind: str, meaning: str) -> str:
    """Name what a word of the table stands for, where that has a name."""
    if kind == "sectors":
        return sector_of_key(meaning)
    if kind == "substances":
        return substance_name(meaning)
    return str(STATES.get(meaning, meaning)) if kind == "states" else meaning


def sector_of_key(key: str) -> str:
    """Name a line given as ``PCAET/residential``."""
    nomenclature, _slash, code = key.partition("/")
    return sector_name(nomenclature, code) if code else key


def is_sector(key: str) -> bool:
    """Tell whether a nomenclature has a line given as ``PCAET/residential``."""
    nomenclature, _slash, code = key.partition("/")
    return nomenclatures().line(nomenclature, code) is not None


def _code(nomenclature: str, code: str) -> str:
    return f"{code} " if nomenclature in {"GPC", "BEGES"} else ""


def _language() -> str:
    return get_language() or "fr"
