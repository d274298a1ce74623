"""Mappings as plain values: kept with an import, remembered, sent through the API."""

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, TypeAdapter

from trajectoire.instruments.inventory.gather.mapping import Column, Mapping, Marks
from trajectoire.web.typed import refuse_other_than_day, refuse_other_than_number

_ADAPTER: TypeAdapter[Mapping] = TypeAdapter(Mapping)


def mapping_to_plain(mapping: Mapping) -> dict[str, Any]:
    """Write a mapping as plain values.

    Parameters
    ----------
    mapping
        The mapping. [-]

    Returns
    -------
    plain
        For JSON. [-]

    """
    return dict(_ADAPTER.dump_python(mapping, mode="json"))


def mapping_from_plain(plain: object) -> Mapping:
    """Read a mapping back.

    Parameters
    ----------
    plain
        What ``mapping_to_plain`` wrote, or somebody typed. [-]

    Returns
    -------
    mapping
        The mapping. [-]

    Raises
    ------
    ValidationError
        If it is no mapping: pydantic's list of faults.

    """
    return _ADAPTER.validate_python(plain)


def refuse_unknown_keys(plain: object) -> object:
    """Refuse what a mapping has no place for: a slip must not be left unread.

    Parameters
    ----------
    plain
        What somebody sent. [-]

    Returns
    -------
    plain
        The same. [-]

    Raises
    ------
    ValueError
        If a key is not known, with its place.

    """
    unknown = sorted(_unknown(plain, Mapping, ""))
    if unknown:
        raise ValueError(f"keys of a mapping only; not known: {', '.join(unknown)}")
    return plain


def refuse_other_types(plain: object) -> object:
    """Refuse a number, a day or a truth that JSON writes otherwise.

    Parameters
    ----------
    plain
        What somebody sent. [-]

    Returns
    -------
    plain
        The same. [-]

    Raises
    ------
    ValueError
        If a text stands for a number, or a number for a day, with its place.

    """
    wrong = sorted(
        f"{place} ({said})"
        for place, kind, value in _values(plain, Mapping, "")
        if kind in _CHECKS and (said := _complaint(_CHECKS[kind], value))
    )
    if wrong:
        raise ValueError(f"values as JSON writes them; wrong: {', '.join(wrong[:20])}")
    return plain


TypedMapping = Annotated[
    Mapping, BeforeValidator(refuse_other_types), BeforeValidator(refuse_unknown_keys)
]


def _refuse_other_than_truth(value: object) -> object:
    if not isinstance(value, bool):
        raise ValueError("true or false, not a text nor a number")
    return value


def _refuse_other_than_numbers(value: object) -> object:
    for one in value if isinstance(value, list | tuple) else ():
        refuse_other_than_number(one)
    return value


_CHECKS: dict[Any, Callable[[object], object]] = {
    int: refuse_other_than_number,
    float: refuse_other_than_number,
    bool: _refuse_other_than_truth,
    date | None: lambda value: value is None or refuse_other_than_day(value),
    Marks | None: _refuse_other_than_numbers,
}


def _complaint(check: Callable[[object], object], value: object) -> str:
    try:
        check(value)
    except ValueError as error:
        return str(error)
    return ""


def _unknown(plain: object, kind: Any, place: str) -> Iterator[str]:
    for where, known, _value in _values(plain, kind, place):
        if known is None:
            yield where[:100]


def _values(plain: object, kind: Any, place: str) -> Iterator[tuple[str, Any, object]]:
    """Give each value that was sent, its place, and its type; None for no place."""
    if not isinstance(plain, dict) or not is_dataclass(kind):
        return
    known = {field.name: field.type for field in fields(kind)}
    for name, value in plain.items():
        where = f"{place}{name}"
        yield where, known.get(name), value
        if name == "columns" and isinstance(value, list | tuple):
            for number, one in enumerate(value):
                yield from _values(one, Column, f"{where}.{number}.")
        else:
            yield from _values(value, known.get(name), f"{where}.")
