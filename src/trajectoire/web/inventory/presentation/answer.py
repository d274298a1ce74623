"""The first line of the page: one figure, its interval, its year, and what it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from trajectoire.instruments.inventory.inputs import Amount, Potentials
from trajectoire.web.inventory.presentation.amounts import Scale, plain, said
from trajectoire.web.inventory.presentation.asked import (
    SETS,
    Asked,
    pollutant_names,
    set_names,
)
from trajectoire.web.inventory.presentation.headline import (
    Headline,
    headline,
    kind_words,
    sectors_words,
)
from trajectoire.web.inventory.reading import Accounts, Book
from trajectoire.web.inventory.wholeness import Wholeness
from trajectoire.web.typography.numbers import number, percent, typeset

_UNSURE = 0.0005  # share without stated uncertainty that is worth a word
_CHANGE = 0.0005  # relative change of a total that is worth a word
_LEAST = 0.001  # smallest change that is written
_SMALL = 0.05  # emissions of an inhabitant that read better in kilograms [t]
_NO_INTERVAL = 2  # significant digits of a derived figure without interval


@dataclass(frozen=True)
class Answer:
    """What the page says first.

    Parameters
    ----------
    head
        The figure; None where the ledger has none. [-]
    sentence
        Which parts weigh most, or which are told; this and what follows is said of a
        figure only. [-]
    each
        The same for one inhabitant; empty for a part of the territory, a least amount,
        or where nobody knows how many there are. [-]
    covered
        How many members it adds up; empty for a figure of its own. [-]
    unsure
        How much of it states no uncertainty. [-]
    units
        What the units mean. [-]
    silence
        Why there is no figure; empty where there is one. [-]

    """

    head: Headline | None
    sentence: str = ""
    each: str = ""
    covered: str = ""
    unsure: str = ""
    units: str = ""
    silence: str = ""


def question(name: str, family: str) -> str:
    """Ask what the page answers.

    Parameters
    ----------
    name
        Of the territory. [-]
    family
        What is counted. [-]

    Returns
    -------
    question
        One line. [-]

    """
    asked = {
        "ghg": _("%s\u00a0: que rejette ce territoire, et d’où cela vient-il\u202f?"),
        "energy": _("%s\u00a0: combien d’énergie y consomme-t-on\u202f?"),
        "pollutant": _("%s\u00a0: quels polluants de l’air y rejette-t-on\u202f?"),
        "sink": _("%s\u00a0: combien de carbone ses sols et forêts captent-ils\u202f?"),
        "renewable": _("%s\u00a0: combien d’énergie renouvelable y produit-on\u202f?"),
    }
    return asked[family] % name


def answer(
    accounts: Accounts,
    book: Book,
    shown: Asked,
    total: Amount | None,
    held: Wholeness,
) -> Answer:
    """Say the total of a territory.

    Parameters
    ----------
    accounts
        Of the territory. [-]
    book
        That the total was added from. [-]
    shown
        What the page shows. [-]
    total
        Of the year; None where nobody said anything. [unit]
    held
        How much of the territory it holds. [-]

    Returns
    -------
    answer
        Ready for the template; the sentence on all parts is left to the pictures. [-]

    """
    told = (book, shown.family, shown.year or 0)
    if total is None or shown.year is None:
        there = book.counted(shown.family, shown.year or 0)
        spoken = any(shown.substance in ("", row.substance) for row in there)
        return Answer(None, silence=silence(shown, spoken=spoken))
    members = bool(accounts.by_members(*told)) or book is accounts.members
    every = held.whole and held.hidden is None
    figure, kind = (total, shown.year), kind_words(accounts, *told)
    return Answer(
        head=headline(accounts.spot, figure, held, kind, shown.family),
        sentence=sectors_words(held),
        each=each(total, accounts.spot.population) if every else "",
        covered=_mixed(accounts, book, shown) if members else "",
        unsure=_unsure(total) if held.leads else "",
        units=units(total.unit, shown.family),
    )


def _mixed(accounts: Accounts, book: Book, shown: Asked) -> str:
    """Say what the territory tells itself, and how many communes tell the rest."""
    told = (book, shown.family, shown.year or 0)
    own, members = accounts.by_itself(*told), accounts.by_members(*told)
    if not own:
        return covered(accounts, shown)
    language = get_language() or "fr"

    def named(sectors: Sequence[str]) -> str:
        names = (book.known.name("PCAET", code, language) for code in sectors)
        return typeset(", ".join(names))

    text = _(
        "Le territoire donne lui-même\u00a0: %(own)s. Ses communes donnent\u00a0: "
        "%(members)s."
    ) % {"own": named(own), "members": named(members)}
    return f"{text} {covered(accounts, shown)}"


def covered(accounts: Accounts, shown: Asked) -> str:
    """Say how many communes a sum holds.

    Parameters
    ----------
    accounts
        Of the territory. [-]
    shown
        What the page shows. [-]

    Returns
    -------
    sentence
        Told, and over how many. [-]

    """
    if shown.year is None:
        return ""
    told = accounts.covered(shown.family, shown.year)
    every = len(accounts.places)
    if every == 1:
        return _("Ce qui est déclaré est ce que dit sa seule commune.")
    text = ngettext(
        "Ce qui est déclaré vient d’une commune sur %(every)s.",
        "Ce qui est déclaré est la somme de %(told)s communes sur %(every)s.",
        told,
    ) % {"told": number(told), "every": number(every)}
    if told == every:
        return text
    rest = _(
        "Les autres n’ont encore rien déclaré\u00a0: le vrai total est plus grand."
    )
    return f"{text} {rest}"


def silence(shown: Asked, *, spoken: bool) -> str:
    """Say why there is no figure.

    Parameters
    ----------
    shown
        What the page shows. [-]
    spoken
        Whether something is said all the same, without figure or outside the total. [-]

    Returns
    -------
    sentence
        What the page waits for. [-]

    """
    if spoken:
        return _("Ce qui est dit ici ne fait pas un total\u00a0: voyez case par case.")
    if shown.family == "pollutant" and shown.year is None:
        return _("Cette page attend les émissions de polluants de l’air, par secteur.")
    waits = {
        "ghg": _("Personne n’a encore déclaré ce que ce territoire émet."),
        "energy": _("Cette page attend les consommations d’énergie, par secteur."),
        "pollutant": _("Cette page attend les émissions de %s, par secteur.")
        % pollutant_names()[shown.pollutant],
        "sink": _("Cette page attend ce que retirent de l’air les forêts et les sols."),
        "renewable": _("Cette page attend les productions, filière par filière."),
    }
    return waits[shown.family]


def warming(book: Book, shown: Asked, total: Amount | None) -> str:
    """Say what another set of warming potentials would change, and what it cannot.

    Parameters
    ----------
    book
        That the total was added from. [-]
    shown
        What the page shows. [-]
    total
        With the set shown. [tCO2e]

    Returns
    -------
    sentence
        Empty for what has no warming potential. [-]

    """
    if shown.family != "ghg" or shown.year is None or total is None:
        return ""
    changes = {
        other: found.value / total.value - 1
        for other in SETS
        if other != shown.potentials
        and total.value
        and (found := _total(book, shown, other)) is not None
    }
    told = [_change(other, change) for other, change in changes.items()]
    if all(abs(change) < _CHANGE for change in changes.values()):
        told = [_same(changes.values())]
    fixed = _(
        "Ce choix ne change que la conversion du méthane et des autres gaz en CO2e."
    )
    if total.fixed > _CHANGE:
        fixed = _(
            "%s du total est arrivé déjà converti en CO2e\u00a0: cette part ne change "
            "pas avec ce choix."
        ) % percent(total.fixed)
    return " ".join([*told, fixed])


def units(unit: str, family: str) -> str:
    """Say what the units mean, once a page.

    Parameters
    ----------
    unit
        Of the ledger. [-]
    family
        What is counted. [-]

    Returns
    -------
    sentence
        Short. [-]

    """
    if unit == "tCO2e":
        return _(
            "Mt\u00a0: million de tonnes. kt\u00a0: millier de tonnes. CO2e\u00a0: "
            "tous les gaz à effet de serre, chacun compté comme le CO2 qui "
            "réchaufferait autant en cent ans."
        )
    if unit == "MWh":
        final = _("Énergie finale\u00a0: celle qui arrive aux usagers.")
        told = _("TWh\u00a0: milliard de kilowattheures. GWh\u00a0: million.")
        return f"{told} {final}" if family == "energy" else told
    return _("kt\u00a0: millier de tonnes.")


def _total(book: Book, shown: Asked, potentials: Potentials) -> Amount | None:
    rows = book.counted(shown.family, shown.year or 0)
    names = ["total" if book.sector(row) else "" for row in rows]
    return book.grouped(rows, names, potentials).get("total")


def _same(changes: Iterable[float]) -> str:
    if not any(changes):
        return _("Les trois rapports donnent ici le même total.")
    text = _("Les trois rapports donnent ici le même total, à moins de %s près.")
    return text % percent(_LEAST, 1)


def _change(other: Potentials, change: float) -> str:
    name = set_names()[other]
    if abs(change) < _CHANGE:
        same = _(
            "Selon le %(name)s, le total serait le même, à moins de %(least)s près."
        )
        return same % {"name": name, "least": percent(_LEAST, 1)}
    told = {"name": name, "change": percent(abs(change), 1)}
    if change > 0:
        return _("Selon le %(name)s, le total serait plus grand de %(change)s.") % told
    return _("Selon le %(name)s, le total serait plus petit de %(change)s.") % told


def each(total: Amount | None, people: int | None) -> str:
    """Say the total for one inhabitant.

    Parameters
    ----------
    total
        Of the territory. [tCO2e]
    people
        How many live there; None where unknown. [inhabitant]

    Returns
    -------
    sentence
        Empty for what is not counted in CO2 equivalent; with the interval of the
        total, with two digits where it has none. [-]

    """
    if not people or total is None or total.unit != "tCO2e":
        return ""
    bounds = (total.value, total.deviation, total.low, total.high)
    value, deviation, low, high = (x and x / people for x in bounds)
    share = replace(total, value=value, deviation=deviation, low=low, high=high)
    small = abs(share.value) < _SMALL
    scale = Scale("kg", 1e-3) if small else Scale("t", 1.0)
    one = said(share, scale)
    told = {
        "value": one.value if one.known else plain(share.value, scale, _NO_INTERVAL),
        "unit": _("kilogrammes") if small else _("tonnes"),
        "low": one.low,
        "high": one.high,
    }
    if not one.known:
        return _("Soit environ %(value)s %(unit)s de CO2e par habitant.") % told
    text = _("Soit %(value)s %(unit)s de CO2e par habitant, entre %(low)s et %(high)s.")
    return text % told


def _unsure(total: Amount | None) -> str:
    if total is None or total.unknown < _UNSURE or total.unknown >= 1:
        return ""
    if total.low is None:
        blind = _(
            "%s de ce total n’a pas d’incertitude connue\u00a0: aucun intervalle "
            "n’en serait honnête."
        )
        return blind % percent(total.unknown)
    told = _(
        "%s de ce total n’a pas d’incertitude connue\u00a0: l’intervalle n’en tient "
        "pas compte."
    )
    return told % percent(total.unknown, 1)
