"""What makes two figures the same, and what the ledger refuses to keep."""

import math
import uuid
from collections.abc import Iterable
from datetime import UTC

from trajectoire.core.errors import Fault
from trajectoire.core.indicator import Indicator

Content = tuple[object, ...]

_NAMESPACE = uuid.UUID("6b1c9a52-3f0e-5d7a-9b64-1f0e5d7a9b64")
_SHORT, _LONG = 200, 2000  # characters: names and codes, addresses and reasons


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
    definition, territory = indicator.definition, indicator.territory
    parts = (
        *(definition.name, definition.unit, definition.better),
        *(territory.kind, territory.code, str(territory.vintage)),
        *(indicator.sector.nomenclature, indicator.sector.code),
        indicator.period.start.astimezone(UTC).isoformat(),
        indicator.period.end.astimezone(UTC).isoformat(),
        *(indicator.source.publisher, indicator.source.title),
    )
    return uuid.uuid5(_NAMESPACE, "\x1f".join(parts))


def content_of(indicator: Indicator) -> Content:
    """Give what the figure says: recorded again with the same content, it adds nothing.

    Parameters
    ----------
    indicator
        A figure. [-]

    Returns
    -------
    content
        State, quantity, note, edition of the source, method, what it was computed from;
        not the run. [-]

    """
    method = indicator.method
    quantity = indicator.quantity
    derivation = indicator.derivation
    from_what: Content = ()
    if derivation is not None:
        activity = derivation.activity
        from_what = (chain_of(activity), content_of(activity), derivation.factor)
    said = (indicator.state, quantity, indicator.note, indicator.source)
    return (*said, method.name, method.version, from_what)


def faults_of(indicators: Iterable[Indicator]) -> list[Fault]:
    """List what cannot be kept.

    Parameters
    ----------
    indicators
        Figures about to be recorded. [-]

    Returns
    -------
    faults
        Numbers that are not finite, texts too long or with a NUL character. [-]

    """
    faults: list[Fault] = []
    seen: set[object] = set()
    for row, indicator in enumerate(indicators, start=1):
        faults += _number_faults(indicator, row)
        for part in (
            indicator.definition,
            indicator.territory,
            indicator.sector,
            indicator.source,
            indicator.method,
        ):
            if part not in seen:
                seen.add(part)
                faults += _text_faults(part, row)
    return faults


def _number_faults(indicator: Indicator, row: int) -> list[Fault]:
    quantity = indicator.quantity
    if quantity is None:
        return []
    numbers = (quantity.uncertainty, *(quantity.interval or ()))
    faults = [
        Fault("a finite number", str(number), _SAY_WHY, row=row, column="uncertainty")
        for number in numbers
        if number is not None and not math.isfinite(number)
    ]
    if len(quantity.unit) > 64 or not _is_plain(quantity.reason, _LONG):
        faults.append(_too_long(quantity.unit + quantity.reason, _LONG, row, "reason"))
    return faults


def _text_faults(part: object, row: int) -> list[Fault]:
    faults = []
    for name, value in vars(part).items():
        limit = _LONG if name in {"address", "title"} else _SHORT
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


_SAY_WHY = "Where no uncertainty is known, leave it empty and write the reason."
