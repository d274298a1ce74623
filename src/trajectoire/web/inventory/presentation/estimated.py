"""The page of a territory without accounts: a first estimate, and what it waits for."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trajectoire.core.indicator import CellState
from trajectoire.core.quantity import Quantity
from trajectoire.instruments.inventory.gather.estimate import first_estimate
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.inputs import Amount
from trajectoire.instruments.inventory.model.estimate import Estimate, Line
from trajectoire.instruments.inventory.model.wanted import Wanted
from trajectoire.web.inventory.presentation.amounts import said
from trajectoire.web.inventory.presentation.answer import each, question, units
from trajectoire.web.inventory.presentation.asked import Asked
from trajectoire.web.inventory.presentation.bars import Bars, Part, bars
from trajectoire.web.inventory.presentation.parts import first_of
from trajectoire.web.inventory.reading import Accounts
from trajectoire.web.language.faults import as_read
from trajectoire.web.typography.numbers import percent, typeset

_GHG = "emission_ghg"
_LEAST = 0.01  # part of the interval below which a datum is not worth asking first


@dataclass(frozen=True)
class Want:
    """A datum to ask for.

    Parameters
    ----------
    name, where
        What, and who holds it. [-]
    gain
        What it would bring, in words. [-]
    length
        The same, drawn. [%]

    """

    name: str
    where: str
    gain: str
    length: str


def first_page(accounts: Accounts, shown: Asked) -> dict[str, Any]:
    """Prepare the page of a territory that has declared no greenhouse gas.

    Parameters
    ----------
    accounts
        Of the territory: without greenhouse gases. [-]
    shown
        What the address asks for. [-]

    Returns
    -------
    context
        For the template; without figure where none can be estimated. [-]

    """
    spot = accounts.spot
    found = first_estimate(spot.territory())
    total = found.totals.get(_GHG)
    context: dict[str, Any] = {
        "spot": spot,
        "question": question(spot.name, shown.family),
        "units": units("tCO2e", "ghg"),
    }
    if total is None:
        return context
    amount = amount_of(total)
    drawn = picture(found)
    return context | {
        "said": said(amount),
        "year": found.year,
        "each": each(amount, spot.population or found.population),
        "bars": drawn,
        "sentence": first_of([bar.part for bar in drawn.bars]),
        "wanted": [_want(one) for one in found.wanted if _matters(one)],
        "sources": sources(found),
        "vast": accounts.vast,
    }


def amount_of(quantity: Quantity) -> Amount:
    """Give a quantity of the estimate as an amount.

    Parameters
    ----------
    quantity
        With its law. [unit]

    Returns
    -------
    amount
        With its central 90 %. [unit]

    """
    low, high = quantity.bounds() or (None, None)
    return Amount(
        quantity.value, quantity.unit, quantity.uncertainty, low, high, 0.0, 1
    )


def picture(found: Estimate) -> Bars:
    """Draw the estimate sector by sector.

    Parameters
    ----------
    found
        The estimate. [-]

    Returns
    -------
    bars
        All of them estimated, or missing with the reason. [-]

    """
    language = get_language() or "fr"
    known = nomenclatures()
    parts = [
        Part(
            line.sector,
            typeset(known.name("PCAET", line.sector, language)),
            amount_of(line.quantity) if line.quantity is not None else None,
            1.0,
            CellState.MISSING,
            as_read(line.note),
        )
        for line in found.lines
        if line.substance == _GHG
    ]
    return bars(parts, "tCO2e")


def sources(found: Estimate) -> list[str]:
    """List whom the figures are from.

    Parameters
    ----------
    found
        The estimate. [-]

    Returns
    -------
    names
        Each once. [-]

    """
    told = (source for line in found.lines if _is_told(line) for source in line.sources)
    return [
        f"{typeset(str(source))} ({source.licence})" for source in dict.fromkeys(told)
    ]


def _is_told(line: Line) -> bool:
    return line.substance == _GHG and line.quantity is not None


def _want(one: Wanted) -> Want:
    english = (get_language() or "fr").startswith("en")
    datum = one.datum
    name, where = (
        (datum.datum_en, datum.where_en)
        if english
        else (datum.datum_fr, datum.where_fr)
    )
    if one.narrowing is None:
        return Want(typeset(name), typeset(where), _("aujourd’hui absent du total"), "")
    gain = _("resserrerait l’intervalle de %s") % percent(one.narrowing)
    return Want(
        typeset(name), typeset(where), gain, f"{100 * min(one.narrowing, 1):.1f}"
    )


def _matters(one: Wanted) -> bool:
    return one.narrowing is None or one.narrowing > _LEAST
