"""What the screen of a mapping shows of columns and words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from trajectoire.instruments.inventory.gather.mapping import Mapping, Role
from trajectoire.instruments.inventory.gather.vocabulary import places_of_france
from trajectoire.web.imports.editing import Group, Word, groups_of
from trajectoire.web.imports.models import Import
from trajectoire.web.imports.places import territory_of
from trajectoire.web.imports.presentation import words as shown
from trajectoire.web.language.faults import Said, said

_MOST_OPTIONS = 900  # on one screen: all selects together
_FEWEST_WORDS = 8
_EXTRACT = 3  # cells of a column


@dataclass(frozen=True)
class GroupRow:
    """A column, or several that differ by their year, ready for the table.

    Parameters
    ----------
    group
        The columns. [-]
    role
        What it says, in words. [-]
    details
        Substance, sector, unit and years of a column of values. [-]
    wants
        What nothing says yet of a column of values. [-]
    reason
        Why it was proposed so. [-]
    extract
        First cells that are not empty. [-]

    """

    group: Group
    role: object
    details: tuple[str, ...]
    wants: tuple[object, ...]
    reason: Said
    extract: str


def group_rows(one: Import, mapping: Mapping) -> list[GroupRow]:
    """Prepare the columns of a table, those that are not read last."""
    wanted = _unsaid(mapping)
    rows = [_row(one, group, wanted) for group in groups_of(mapping)]
    return sorted(rows, key=lambda row: row.group.first.role is Role.IGNORED)


def extract_of(one: Import, group: Group) -> str:
    """Give the first cells of a column that are not empty."""
    names = one.proposal.get("columns", [])
    if group.first.name not in names:
        return ""
    place = names.index(group.first.name)
    cells = [row[place] for row in one.proposal.get("extract", ()) if row[place]]
    return " · ".join(dict.fromkeys(cells[:_EXTRACT]))


def asked_now(
    mapping: Mapping, words: Sequence[Word], again: Sequence[str] = ()
) -> list[Word]:
    """Choose the words to ask for on one screen: as many as stay readable.

    Those whose key is in ``again`` were understood, and a person corrects them.
    """
    reopened = [word for word in words if word.key in again]
    unknown = [word for word in words if word.meaning is None and word not in reopened]
    options = len(shown.sector_choices(mapping.constants.nomenclature)) or 1
    most = max(_FEWEST_WORDS, _MOST_OPTIONS // options)
    return [*reopened, *unknown][:most]


def understood(words: Sequence[Word]) -> list[tuple[str, str, str]]:
    """Say what the words that are understood stand for, with the key of each."""
    return [
        (word.text, meaning_of(word), word.key)
        for word in words
        if word.meaning is not None
    ]


def meaning_of(word: Word) -> str:
    """Say what a word stands for."""
    meaning = word.meaning or ""
    if not meaning:
        return str(_("lignes laissées de côté"))
    if word.kind == "units":
        return _GRAMS.sub(lambda sign: _TONNES[sign[0]], meaning)
    if word.kind == "territories":
        return _place(meaning)
    return shown.meaning_named(word.kind, meaning)


def _place(word: str) -> str:
    """Name a place, with its code: a word of the table may be either."""
    found = places_of_france()(word)
    place = found[0] if found else territory_of(word)
    return f"{place.name} ({place.code})" if place else word


_TONNES = {"Gg": "kt", "Tg": "Mt", "Pg": "Gt"}  # the registry takes kt for knots
_GRAMS = re.compile("^[GTP]g(?=$|C)")
_WANTS = {
    "substance": _("il manque la substance"),
    "sector": _("il manque le secteur"),
    "unit": _("il manque l’unité"),
    "year": _("il manque l’année"),
}
_SAYS = {
    "substance": (Role.SUBSTANCE, Role.LINE),
    "sector": (Role.SECTOR, Role.LINE),
    "unit": (Role.UNIT,),
    "year": (Role.YEAR,),
}


def _unsaid(mapping: Mapping) -> list[str]:
    """List what neither the other columns nor the constants say."""
    return [
        name
        for name, roles in _SAYS.items()
        if not getattr(mapping.constants, name) and not any(map(mapping.of_role, roles))
    ]


def _row(one: Import, group: Group, unsaid: Sequence[str]) -> GroupRow:
    first = group.first
    is_value = first.role is Role.VALUE
    return GroupRow(
        group,
        shown.ROLES[first.role],
        tuple(_details(group)) if is_value else (),
        tuple(_WANTS[name] for name in unsaid if is_value and not getattr(first, name)),
        said(first.reason) if first.reason else Said(""),
        extract_of(one, group),
    )


def _details(group: Group) -> list[str]:
    first = group.first
    years = sorted({column.year for column in group.columns if column.year})
    span = f"{years[0]}–{years[-1]}" if len(years) > 1 else ", ".join(map(str, years))
    parts = [
        shown.substance_name(first.substance) if first.substance else "",
        shown.sector_of_key(first.sector) if first.sector else "",
        first.unit,
        span,
    ]
    return [part for part in parts if part]
