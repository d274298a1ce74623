"""What a cell is, what makes two figures the same, and what the ledger refuses."""

import math
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from hashlib import blake2b

from trajectoire.core.errors import Fault
from trajectoire.core.factor import Factor
from trajectoire.core.indicator import Definition, Indicator
from trajectoire.core.period import Period
from trajectoire.core.sector import Sector
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.instruments.inventory.model.soundness import LARGEST, WIDEST
from trajectoire.web.ledger.numbers import number_faults

Content = tuple[object, ...]

_SHORT, _LONG = 200, 2000  # characters: names and codes, addresses and reasons
_BETWEEN = "\x1f"  # words of a name


@dataclass(frozen=True)
class Cell:
    """Where figures stand: what, where, which activity, when; whoever says it.

    Parameters
    ----------
    definition, territory, sector, period
        As in an indicator. [-]

    """

    definition: Definition
    territory: Territory
    sector: Sector
    period: Period

    @classmethod
    def of(cls, indicator: Indicator) -> "Cell":
        """Give the cell of a figure."""
        return cls(
            indicator.definition,
            indicator.territory,
            indicator.sector,
            indicator.period,
        )

    @property
    def key(self) -> uuid.UUID:
        """Name of the cell, whatever the vintage of the territory's code. [-]"""
        territory = self.territory
        words = (territory.kind, territory.code, *_spelled(self)[1:])
        return uuid.UUID(number_named(_BETWEEN.join(words)))

    @property
    def coordinates(self) -> dict[str, object]:
        """What finds its entries, whatever the vintage of the territory's code. [-]"""
        return {
            "territory__kind": self.territory.kind,
            "territory__code": self.territory.code,
            "definition__name": self.definition.name,
            "sector__nomenclature": self.sector.nomenclature,
            "sector__code": self.sector.code,
            "start": self.period.start,
            "end": self.period.end,
        }

    def chain(self, source: Source) -> uuid.UUID:
        """Give the name of the chain of what a source says of it."""
        words = (*_spelled(self), _voice(source))
        return uuid.UUID(number_named(_BETWEEN.join(words)))


def chain_of(indicator: Indicator) -> uuid.UUID:
    """Give the name of the chain: the cell, and who speaks of it.

    Parameters
    ----------
    indicator
        A figure. [-]

    Returns
    -------
    chain
        The same for two figures when the second corrects the first. [-]

    Notes
    -----
    Who speaks is the publisher and the title: a new edition, or the same table under
    a new licence or address, supersedes the earlier one.

    """
    return uuid.UUID(number_named(Names()(indicator)))


class Names:
    """Spells the names of chains, each word once however many figures share it.

    Words are known by their place in memory: the figures must live as long as this.
    """

    def __init__(self) -> None:
        self._known: dict[int, str] = {}

    def __call__(self, indicator: Indicator) -> str:
        """Give the name of the chain of a figure, in the order of the cells."""
        known = self._known
        words = []
        for word, spell in (
            (indicator.territory, _place),
            (indicator.definition, _what),
            (indicator.sector, _activity),
            (indicator.period, _when),
            (indicator.source, _voice),
        ):
            spelled = known.get(id(word))
            if spelled is None:
                known[id(word)] = spelled = spell(word)
            words.append(spelled)
        return _BETWEEN.join(words)


def number_named(name: str) -> str:
    """Give the number of the chain, or of the cell, that a name spells.

    Parameters
    ----------
    name
        From ``Names``. [-]

    Returns
    -------
    number
        128 bits, in hexadecimal digits. [-]

    """
    return blake2b(name.encode(), digest_size=16).hexdigest()


def _spelled(cell: Cell) -> tuple[str, ...]:
    return (
        _place(cell.territory),
        _what(cell.definition),
        _activity(cell.sector),
        _when(cell.period),
    )


def _place(territory: Territory) -> str:
    return _BETWEEN.join((territory.kind, territory.code, str(territory.vintage)))


def _what(definition: Definition) -> str:
    return _BETWEEN.join((definition.name, definition.unit, definition.better))


def _activity(sector: Sector) -> str:
    return _BETWEEN.join((sector.nomenclature, sector.code))


def _when(period: Period) -> str:
    bounds = (period.start.astimezone(UTC), period.end.astimezone(UTC))
    return _BETWEEN.join(bound.isoformat() for bound in bounds)


def _voice(source: Source) -> str:
    return _BETWEEN.join((source.publisher, source.title))


def content_of(indicator: Indicator) -> Content:
    """Give what the figure says: recorded again with the same content, it adds nothing.

    Parameters
    ----------
    indicator
        A figure. [-]

    Returns
    -------
    content
        State, quantity, note, edition of the source, method, what it was computed
        from; not the run. [-]

    """
    method, derivation = indicator.method, indicator.derivation
    origin: Content = ()
    if derivation is not None:
        activity = derivation.activity
        origin = (chain_of(activity), content_of(activity), derivation.factor)
    said = (indicator.state, indicator.quantity, indicator.note, indicator.source)
    return (*said, method.name, method.version, origin)


def faults_of(indicators: Sequence[tuple[int, Indicator]]) -> list[Fault]:
    """List what cannot be kept.

    Parameters
    ----------
    indicators
        Figures about to be recorded, with the row that each came in. [-]

    Returns
    -------
    faults
        Numbers that cannot be, texts too long or with a NUL character. [-]

    """
    faults: list[Fault] = []
    seen: set[int] = set()
    for row, indicator in indicators:
        faults += number_faults(indicator, row)
        faults += _reason_faults(indicator, row)
        if indicator.note and not _is_plain(indicator.note, _LONG):
            faults.append(_too_long(indicator.note, _LONG, row, "note"))
        for part in _parts(indicator):
            if id(part) not in seen:
                seen.add(id(part))
                faults += _text_faults(part, row)
                if isinstance(part, Factor):
                    faults += _factor_faults(part, row)
    return faults


def _parts(indicator: Indicator) -> Iterator[object]:
    yield indicator.definition
    yield indicator.territory
    yield indicator.sector
    yield indicator.source
    yield indicator.method
    if indicator.derivation is not None:
        yield indicator.derivation.factor
        yield indicator.derivation.factor.source


def _reason_faults(indicator: Indicator, row: int) -> list[Fault]:
    quantity = indicator.quantity
    if quantity is None:
        return []
    if len(quantity.unit) > 64 or not _is_plain(quantity.reason, _LONG):
        text = quantity.unit + quantity.reason
        return [_too_long(text, _LONG, row, "reason")]
    return []


def _factor_faults(factor: Factor, row: int) -> list[Fault]:
    numbers = (factor.total, factor.uncertainty, *(each for _, each in factor.gases))
    told = [number for number in numbers if number is not None]
    found = f"{factor.key}: {numbers}"
    if not all(map(math.isfinite, told)):
        remedy = "Leave out the gases that the table does not give."
        return [Fault("a factor of finite numbers", found, remedy, row=row)]
    if max(map(abs, told)) > LARGEST or (factor.uncertainty or 0.0) > WIDEST:
        expected = f"numbers of at most {LARGEST:g}, an uncertainty of {WIDEST:g}"
        remedy = "Check the factor and its unit."
        return [Fault(expected, found, remedy, row=row)]
    return []


def _text_faults(part: object, row: int) -> list[Fault]:
    faults = []
    for name, value in vars(part).items():
        limit = _LONG if name in {"address", "title"} else _SHORT
        if isinstance(part, Factor):
            limit = _LONG
        if isinstance(value, str) and not _is_plain(value, limit):
            faults.append(_too_long(value, limit, row, name))
    return faults


def _is_plain(text: str, limit: int) -> bool:
    return len(text) <= limit and "\x00" not in text


def _too_long(text: str, limit: int, row: int, column: str) -> Fault:
    return Fault(
        f"at most {limit} characters, none of them NUL",
        f"{len(text)} characters: {text[:40]!r}",
        "Shorten it, or remove the character.",
        row=row,
        column=column,
    )
