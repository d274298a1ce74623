"""Mappings as plain values: kept with an import, remembered, sent through the API."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, TypeAdapter

from trajectoire.instruments.inventory.gather.mapping import Column, Mapping

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


TypedMapping = Annotated[Mapping, BeforeValidator(refuse_unknown_keys)]


def _unknown(plain: object, kind: Any, place: str) -> Iterator[str]:
    if not isinstance(plain, dict) or not is_dataclass(kind):
        return
    known = {field.name: field.type for field in fields(kind)}
    for name, value in plain.items():
        where = f"{place}{name}"
        if name not in known:
            yield where[:100]
        elif name == "columns" and isinstance(value, list | tuple):
            for number, one in enumerate(value):
                yield from _unknown(one, Column, f"{where}.{number}.")
        else:
            yield from _unknown(value, known[name], f"{where}.")
