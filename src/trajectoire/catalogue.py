"""The list of instruments: built in, or installed by entry point."""

from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

from trajectoire.core.instrument import Card, Instrument

GROUP = "trajectoire.instruments"
BUILT_IN = (
    "trajectoire.instruments.observatory.instrument:Observatory",
    "trajectoire.instruments.inventory.instrument:Inventory",
)


def instruments() -> dict[str, Instrument[Any]]:
    """Find every instrument that is here.

    Returns
    -------
    instruments
        By name; built-in first. [-]

    Raises
    ------
    ValueError
        If two have one name.

    """
    found: dict[str, Instrument[Any]] = {}
    for instrument in _all():
        name = instrument.card.name
        if name in found:
            raise ValueError(f"two instruments are called {name!r}: uninstall one")
        found[name] = instrument
    return found


def cards() -> tuple[Card, ...]:
    """Give what every instrument says of itself.

    Returns
    -------
    cards
        Built-in first. [-]

    """
    return tuple(instrument.card for instrument in instruments().values())


def _all() -> Iterator[Instrument[Any]]:
    for address in BUILT_IN:
        module, name = address.split(":")
        yield getattr(import_module(module), name)()
    for point in entry_points(group=GROUP):
        yield point.load()()
