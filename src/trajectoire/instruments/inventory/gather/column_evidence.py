"""What the name and the cells of one column say of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from trajectoire.instruments.inventory.gather.agreement import is_total
from trajectoire.instruments.inventory.gather.column_content import (
    Content,
    content_of,
)
from trajectoire.instruments.inventory.gather.mapping import Column, Role
from trajectoire.instruments.inventory.gather.numbers_as_written import year_in
from trajectoire.instruments.inventory.gather.units_as_written import unit_of
from trajectoire.instruments.inventory.gather.vocabulary import (
    Gazetteer,
    Vocabulary,
    folded,
    spellings,
)
from trajectoire.sources.sheet_grid import Cell

NUMBERS = "numbers of which nothing says what they are"
_DOUBT = 0.5  # [-] confidence of a column that may count something else
_MOST = 0.9  # share of the words that must be understood
_HALF = 0.5
_BRACKETS = re.compile(r"[(\[]([^()\[\]]{1,40})[)\]]")
_YEAR = re.compile(r"(?<!\d)(19|20)\d\d(?!\d)")
_IN = re.compile(r"^\s*(en|in)\s+", re.IGNORECASE)
_NO_UNIT = re.compile(r"(?:^|\s)(?:en|in)\s+(\S{1,20}(?:\s\S{1,10})?)$", re.IGNORECASE)
_NOT_MEASURED = ("objectif", "cible", "target", "trajectoire", "prevision", "scenario",
                 "projection")  # fmt: skip
_SHORTER = re.compile(
    r"\b(janv\w*|fevr\w*|mars|avr\w*|mai|juin|juil\w*|aout|sept\w*|octo\w*|nove\w*|"
    r"dece\w*|janu\w*|febr\w*|march|april|may|june|july|augu\w*|trimestre|semestre|"
    r"[tsq][1-4]|quarter|month|mois)\b"
)
_POSTCODE = re.compile(
    r"(le |the )?(codes? posta(l|ux)|postal codes?|post ?codes?|zip ?codes?)\b"
    r"|(code )?(cp|zip)( commune| ville| city)?$"
)
_RESULT = ("resultat", "result", "realise", "provisoire", "definitif", "annee", "year",
           "valeur", "value", "emissions", "consommation")  # fmt: skip
# Words in brackets that change nothing of what is counted.
_PLAIN = frozenset(
    {"provisoire", "provisoires", "definitif", "definitive", "estime", "estimee", "p",
     "realise", "resultat", "resultats", "result", "annee", "year", "valeur", "value",
     "total", "totale", "en", "de", "tous", "par", "an", "annuel", "annuelle",
     "donnees", "pci", "prg", "gwp", "prg100", "gwp100",
     "ar4", "ar5", "ar6"}
)  # fmt: skip
# Words that tell how small the places of a column are; kinds of territories too.
_SCALES = {
    **dict.fromkeys(("country", "pays"), 1),
    **dict.fromkeys(("region", "reg"), 2),
    **dict.fromkeys(("departement", "dep"), 3),
    **dict.fromkeys(("epci", "intercommunalite"), 4),
    **dict.fromkeys(("commune", "communes", "com", "insee", "depcom", "codgeo", "ville",
                     "city", "municipality"), 5),
}  # fmt: skip
# Words of a column that hold figures of something else than the accounts.
_ASIDE = ("population", "habitants", "superficie", "surface", "pib", "gdp", "latitude",
          "longitude")  # fmt: skip


@dataclass(frozen=True)
class Evidence:
    """A column, and what its cells say beside its role.

    Parameters
    ----------
    column
        Its role, how sure it is and why. [-]
    kind
        Kind of the territories that its codes name; empty for other columns. [-]
    scale
        How small these territories are, from 1 for countries; 0 where nothing says
        it. [-]

    """

    column: Column
    kind: str = ""
    scale: int = 0


def evidence_of(
    name: str, cells: Sequence[Cell], vocabulary: Vocabulary, gazetteer: Gazetteer
) -> Evidence:
    """Say what a column seems to be.

    Parameters
    ----------
    name
        Of the column. [-]
    cells
        Of the column. [-]
    vocabulary
        Substances and sectors. [-]
    gazetteer
        Territories. [-]

    Returns
    -------
    evidence
        Its role, how sure it is and why. [-]

    """
    content = content_of(cells, vocabulary, gazetteer)
    found = _evidence(name, content, vocabulary)
    return replace(found, scale=_scale(name, content)) if content.words else found


def _scale(name: str, content: Content) -> int:
    """Say how small the places of a column are: its name says it, or its cells."""
    bare = folded(_BRACKETS.sub(" ", name))
    told = [scale for word, scale in _SCALES.items() if word in bare.split()]
    kinds = [_SCALES[kind] for kind in content.scales if kind in _SCALES]
    return min(told) if told else min(kinds, default=0)


def _evidence(name: str, content: Content, vocabulary: Vocabulary) -> Evidence:
    wide = _wide(name, content, vocabulary)
    if wide is not None:
        return Evidence(wide)
    if _POSTCODE.match(folded(name)):
        reason = "postcodes: one may be of several communes"
        return Evidence(Column(name, Role.IGNORED, confidence=0.6, reason=reason))
    return _told(name, content, vocabulary)


def _told(name: str, content: Content, vocabulary: Vocabulary) -> Evidence:
    """Say what a column seems to be, its name and its cells taken together."""
    named = _role_named(name, content)
    for role, share, reason in _readings(content):
        if named is role and share >= _HALF:
            surely = 1.0 if share >= _MOST else 0.7
            said = f"its name and its cells: {reason}"
            return Evidence(Column(name, role, confidence=surely, reason=said),
                            content.kind)  # fmt: skip
    if named is not None and named not in _CHECKED:
        return Evidence(_by_name(name, named, vocabulary))
    for role, share, reason in _readings(content):
        if share >= _MOST and content.words:
            confidence = 0.85 if named is None else 0.6
            said = f"its cells: {reason}"
            return Evidence(Column(name, role, confidence=confidence, reason=said),
                            content.kind)  # fmt: skip
    if named is not None and content.words:
        said = "its name only: its cells say nothing of the kind"
        return Evidence(Column(name, named, confidence=0.4, reason=said))
    figures = content.numbers and content.numbers + content.states >= _MOST
    reason = NUMBERS if figures else "not recognised"
    return Evidence(Column(name, Role.IGNORED, confidence=0.6, reason=reason))


def _role_named(name: str, content: Content) -> Role | None:
    """Read the name of a column; “Source” may be that of energy, and no publisher."""
    role = _named(name) or _measured(name, content)
    energies = role is Role.SOURCE and content.substances > _HALF
    return Role.SUBSTANCE if energies else role


def _measured(name: str, content: Content) -> Role | None:
    """Take numbers called by a unit of equivalents, and nothing else, for values."""
    unit = unit_in(name)
    rest = folded(name.removesuffix(unit)) if unit else ""
    told = unit_of(unit).endswith("CO2e") and (not rest or rest in _RESULT)
    return Role.VALUE if told and content.numbers >= _MOST else None


def _by_name(name: str, role: Role, vocabulary: Vocabulary) -> Column:
    """Believe the name of a column, unless brackets in it say more of its values."""
    if role is not Role.VALUE:
        return Column(name, role, confidence=0.9, reason="its name")
    telling = _telling(name, vocabulary)
    surely, reason = (_DOUBT, _may_change(telling[0])) if telling else (0.9, "its name")
    return Column(name, role, unit=unit_in(name), confidence=surely, reason=reason)


def _may_change(words: str) -> str:
    return f"“{words.strip()}” in its name may change what it counts"


_CHECKED = frozenset({Role.TERRITORY, Role.TERRITORY_NAME, Role.SECTOR, Role.SUBSTANCE,
                      Role.YEAR, Role.STATE, Role.UNIT, Role.LINE})  # fmt: skip


def _readings(content: Content) -> tuple[tuple[Role, float, str], ...]:
    """Give how well each role explains the cells, the most telling first."""
    lost = ", of which a leading zero was lost" if content.zeros_lost else ""
    return (
        (Role.LINE, content.lines, "identifiers of Territoires en Transitions"),
        (Role.YEAR, content.years, "years"),
        (Role.TERRITORY, content.territories, f"codes of territories{lost}"),
        (Role.SECTOR, content.sectors, "sectors"),
        (Role.SUBSTANCE, content.substances, "substances"),
        (Role.UNIT, content.units, "units"),
        (Role.STATE, content.states, "states or notation keys"),
        (Role.TERRITORY_NAME, content.names, "names of territories"),
    )


def _named(name: str) -> Role | None:
    """Read the name of a column, without its unit."""
    bare = _BRACKETS.sub(" ", name).rpartition(" / ")[2]
    for plain in (folded(name), folded(bare)):
        role = spellings()["role"].get(plain)
        if role:
            return Role(role)
    plain = folded(bare)
    uncertain = plain.startswith(("incertitude", "uncertainty"))
    return Role.UNCERTAINTY if uncertain else None


def unit_in(name: str) -> str:
    """Find the unit that the name of a column holds.

    Parameters
    ----------
    name
        As ``Émissions (kteq CO2)``. [-]

    Returns
    -------
    unit
        As written; empty where there is none. [-]

    Examples
    --------
    >>> unit_in("Émissions GES (kteq CO2) / 2018")
    'kteq CO2'

    """
    for match in _BRACKETS.finditer(name):
        for piece in _pieces(match[1]):
            if unit_of(piece):
                return piece
    head = name.partition(" / ")[0].strip()
    plain = _NO_UNIT.search(head)
    if plain and unit_of(plain[1]):
        return plain[1]
    words = head.split()
    for last in (" ".join(words[-count:]) for count in (3, 2, 1)):
        if last and unit_of(last).endswith("CO2e"):
            return last
    return ""


def _wide(name: str, content: Content, vocabulary: Vocabulary) -> Column | None:
    """Read the name of a column of values: a year, a sector, a substance, a unit."""
    if content.words and content.numbers + content.states < _HALF:
        return None
    plain = folded(name)
    year, unit = year_in(name), unit_in(name)
    if any(word in plain for word in _NOT_MEASURED):
        reason = "a target or a projection: no figure of what happened"
        return Column(name, Role.IGNORED, confidence=0.9, reason=reason)
    if year and _SHORTER.search(plain):
        reason = "a month or a quarter: the accounts keep years"
        return Column(name, Role.IGNORED, confidence=0.9, reason=reason)
    parts = _parts(name, vocabulary)
    told = [part for part in (parts.sector, parts.substance) if part]
    if not year and not told:
        return None
    if any(word in plain for word in _ASIDE) or (not content.words and not year):
        return None
    certain = not parts.rest and (bool(unit) or not told or bool(year))
    surely = 0.95 if certain else 0.7
    said = ", ".join(part for part in (str(year or ""), *told, unit) if part)
    return Column(
        name,
        Role.VALUE,
        substance=parts.substance,
        sector=parts.sector,
        unit=unit,
        year=year,
        confidence=_DOUBT if parts.doubt else surely,
        reason=_may_change(parts.doubt) if parts.doubt else f"its name says {said}",
    )


class _Parts(NamedTuple):
    """What a name says, what of it is not understood, and what may change it."""

    sector: str
    substance: str
    rest: str
    doubt: str = ""


def _parts(name: str, vocabulary: Vocabulary) -> _Parts:
    """Cut a name; what stands in brackets takes part in it, or makes it unsure."""
    telling = _telling(name, vocabulary)
    for around in (" ", " - ") if telling else ():
        whole = _cut(_opened(name, telling, around), vocabulary)
        if (whole.sector or whole.substance) and not whole.rest:
            return whole
    found = _cut(_BRACKETS.sub(" ", name), vocabulary)
    doubts = [one for one in telling if not _is_same(found, _cut(one, vocabulary))]
    return found._replace(doubt=doubts[0] if doubts else "")


def _opened(name: str, telling: Sequence[str], around: str) -> str:
    """Take brackets off, and keep of their words those that say something."""
    return _BRACKETS.sub(
        lambda sign: f"{around}{sign[1]}{around}" if sign[1] in telling else " ", name
    )


def _is_same(first: _Parts, second: _Parts) -> bool:
    """Tell “Gaz à effet de serre (GES)”: a name, then the same one."""
    told = second.sector or second.substance
    return bool(told) and not second.rest and first[:2] == second[:2]


def _telling(name: str, vocabulary: Vocabulary) -> list[str]:
    """Give what stands in brackets, but units, a year and words that change nothing."""
    return [
        match[1]
        for match in _BRACKETS.finditer(name)
        if not all(_is_plain(piece, vocabulary) for piece in _pieces(match[1]))
    ]


def _pieces(inside: str) -> list[str]:
    """Cut “en tCO2e, provisoire” into a unit and a word."""
    return [_IN.sub("", piece).strip() for piece in re.split("[,;]", inside)]


def _is_plain(piece: str, vocabulary: Vocabulary) -> bool:
    """Tell a unit, a year, the sum of sectors, or a word that changes nothing."""
    place = vocabulary.sector(piece)
    if unit_of(piece) or (place is not None and is_total(place)):
        return True
    words = folded(_YEAR.sub(" ", piece, count=1)).split()
    return set(words) <= _PLAIN and "%" not in piece


def _cut(bare: str, vocabulary: Vocabulary) -> _Parts:
    """Cut a name without brackets into what it says."""
    if unit := unit_in(bare):
        bare = bare.replace(unit, " ")
    bare = _YEAR.sub(" ", bare)
    sector = substance = ""
    left: list[str] = []
    for part in re.split(r" / | [-–—:] ", bare):
        plain = " ".join(w for w in folded(part).split() if w not in (*_RESULT, "en"))
        whole = folded(part)
        found = vocabulary.substance(plain) or vocabulary.substance(whole)
        place = vocabulary.sector(plain) if plain else None
        if found and not substance:
            substance = found
        elif place is not None and not sector:
            sector = f"{place.nomenclature}/{place.code}"
        elif plain:
            left.append(plain)
    return _Parts(sector, substance, " ".join(left))
