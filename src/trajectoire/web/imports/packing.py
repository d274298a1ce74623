"""Figures as plain values, from the process that reads files to the one that records.

Words that come a hundred thousand times are written once. Nothing is executed on the
way back: a reader that a file has taken over can only give wrong figures.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from trajectoire.core.indicator import (
    CellState,
    Definition,
    Indicator,
    Method,
)
from trajectoire.core.period import Period
from trajectoire.core.quantity import Quantity
from trajectoire.core.sector import Sector
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory

_WORDS = ("definition", "territory", "sector", "period", "source", "method")


def pack(indicators: Sequence[Indicator]) -> dict[str, Any]:
    """Write figures as plain values.

    Parameters
    ----------
    indicators
        Entered as they are: none of them computed from an activity. [-]

    Returns
    -------
    packed
        For JSON. [-]

    """
    known: dict[str, dict[Any, int]] = {name: {} for name in _WORDS}
    figures = []
    for one in indicators:
        if one.derivation is not None:
            raise ValueError("a figure that is read from a table is not computed")
        numbers = [
            words.setdefault(getattr(one, name), len(words))
            for name, words in known.items()
        ]
        figures.append([*numbers, one.state.value, one.note, _plain(one.quantity)])
    tables = {name: [_word(word) for word in words] for name, words in known.items()}
    return {"words": tables, "figures": figures}


def unpack(packed: dict[str, Any]) -> list[Indicator]:
    """Give figures back.

    Parameters
    ----------
    packed
        What ``pack`` made. [-]

    Returns
    -------
    indicators
        The same figures, in the same order. [-]

    Raises
    ------
    ValueError
        If a figure does not hold together.

    """
    words = packed["words"]
    definitions = [Definition(*one) for one in words["definition"]]
    territories = [Territory(*one) for one in words["territory"]]
    sectors = [Sector(*one) for one in words["sector"]]
    periods = [Period(*map(datetime.fromisoformat, one)) for one in words["period"]]
    sources = [_source(one) for one in words["source"]]
    methods = [Method(*one) for one in words["method"]]
    return [
        Indicator(
            definitions[definition],
            territories[territory],
            sectors[sector],
            periods[period],
            None if quantity is None else _quantity(quantity),
            CellState(state),
            sources[source],
            methods[method],
            note,
        )
        for (
            definition,
            territory,
            sector,
            period,
            source,
            method,
            state,
            note,
            quantity,
        ) in packed["figures"]
    ]


def _word(word: Any) -> list[Any]:
    values = list(vars(word).values())
    return [v.isoformat() if isinstance(v, date) else v for v in values]


def _plain(quantity: Quantity | None) -> list[Any] | None:
    return None if quantity is None else list(vars(quantity).values())


def _quantity(parts: list[Any]) -> Quantity:
    value, unit, uncertainty, interval, reason, law = parts
    bounds = None if interval is None else (interval[0], interval[1])
    return Quantity(value, unit, uncertainty, bounds, reason, law)


def _source(parts: list[Any]) -> Source:
    publisher, title, licence, published, address = parts
    day = None if published is None else date.fromisoformat(published)
    return Source(publisher, title, licence, day, address)
