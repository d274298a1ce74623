"""Read the table of an import in a bounded process, and compare it with the ledger."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_noop

from trajectoire.core.errors import Fault, InputError
from trajectoire.core.indicator import Indicator
from trajectoire.instruments.inventory.gather.mapping import Role
from trajectoire.web.accounts.models import User
from trajectoire.web.bounded import Bounds, run_bounded
from trajectoire.web.imports import reader
from trajectoire.web.imports.beyond import Beyond
from trajectoire.web.imports.editing import renewed
from trajectoire.web.imports.mappings import mapping_from_plain, mapping_to_plain
from trajectoire.web.imports.models import Import, RememberedMapping
from trajectoire.web.imports.packing import unpack
from trajectoire.web.imports.places import covered
from trajectoire.web.imports.storage import (
    file_of,
    folder_of,
    read_json,
    write_json,
)
from trajectoire.web.ledger.cells import Names, content_of, number_named
from trajectoire.web.ledger.models import Entry
from trajectoire.web.ledger.read import PUBLISHED, indicators_of
from trajectoire.web.ledger.years import future_faults

Say = Callable[[str, float], None]

READING = gettext_noop("Lecture du tableau")
COMPARING = gettext_noop("Comparaison avec le registre")
SEEN = "seen.json"  # revision that was shown for each chain
BOUNDS = Bounds()
_MOST_FUTURE = 100  # figures of years to come that are named one by one
_FIRST = 50  # figures shown one by one
_CHUNK = 2000  # figures compared at once
_MOST_TOTALS = 200


def propose(one: Import, user: User | None, say: Say) -> dict[str, Any]:
    """Read a table, and propose what its columns say.

    Parameters
    ----------
    one
        The import. [-]
    user
        Who asks: the territories are those that they may write for. [-]
    say
        Told of each step. [-]

    Returns
    -------
    values
        For the import: the proposal, and how tables like it were read before. [-]

    Raises
    ------
    InputError
        If it is no table, or asks for too much.

    """
    say(READING, 0.1)
    answer = _asked_of_reader(one, user, "propose")
    taken_up = one.mapping if one.fingerprint == answer["fingerprint"] else {}
    one.fingerprint = answer["fingerprint"]
    remembered = {} if one.described else taken_up or _remembered(one, answer)
    given = one.mapping if one.described else remembered or answer["mapping"]
    kinds = {"remembered": bool(remembered), "corrects": bool(taken_up)}
    return {
        "proposal": answer | kinds,
        "fingerprint": one.fingerprint,
        "sheet": answer["sheet"],
        "mapping": _with_source(one, given),
        "preview": {},
    }


def _remembered(one: Import, answer: dict[str, Any]) -> dict[str, Any]:
    """Give how the last table of this shape was read, but for what neither says."""
    kept = RememberedMapping.of(one)
    if not kept:
        return {}
    proposed = mapping_from_plain(answer["mapping"])
    return mapping_to_plain(renewed(mapping_from_plain(kept), proposed))


def check(
    one: Import, user: User | None, say: Say
) -> tuple[dict[str, Any], list[Fault]]:
    """Read the figures of a table, and say what they would change.

    Parameters
    ----------
    one
        The import, with its mapping. [-]
    user
        Who asks: a figure of a territory for which they have no role is a fault. [-]
    say
        Told of each step. [-]

    Returns
    -------
    preview
        Counts, first figures, totals, notes, territories. [-]
    faults
        All that is wrong. [-]

    Raises
    ------
    InputError
        If it is no table, or asks for too much.

    """
    say(READING, 0.1)
    mapping = _with_source(one, one.mapping)
    answer = _asked_of_reader(one, user, "draft", mapping=mapping)
    figures, rows = figures_of(one)
    beyond = Beyond(one, user, figures)
    seen, preview = _compared(figures, rows, beyond, say)
    write_json(folder_of(one) / SEEN, seen)
    faults = [Fault(**fault) for fault in answer["faults"]]
    faults += beyond.faults
    faults += future_faults(zip(rows, figures, strict=True))[:_MOST_FUTURE]
    refused = sum(fault.count for fault in faults) + answer["beyond"]
    preview["counts"]["refused"] = refused
    places = {figure.territory for figure in figures}
    return {
        **preview,
        "beyond": answer["beyond"],
        "faults": len(faults),
        "notes": answer["notes"],
        "territories": [list(vars(place).values()) for place in places],
        "foreign": answer["foreign"],
    }, faults


def figures_of(one: Import) -> tuple[list[Indicator], list[int]]:
    """Give the figures that were read in the table of an import.

    Parameters
    ----------
    one
        The import, checked. [-]

    Returns
    -------
    figures
        In the order of the file. [-]
    rows
        Row of each of them in the file. [-]

    """
    packed = read_json(folder_of(one) / reader.FIGURES)
    return unpack(packed), packed["rows"]


def seen_of(one: Import) -> dict[UUID, int]:
    """Give the revision that was shown in each chain when the import was checked.

    Parameters
    ----------
    one
        The import. [-]

    Returns
    -------
    seen
        -1 for a chain that was empty. [-]

    """
    seen = read_json(folder_of(one) / SEEN)
    return {UUID(chain): revision for chain, revision in seen.items()}


def _with_source(one: Import, plain: dict[str, Any]) -> dict[str, Any]:
    """Put in a mapping what was said of the table when it was sent.

    The territory of the import is that of the rows only where no column names one.
    """
    mapping = mapping_from_plain(plain)
    said = mapping.of_role(Role.TERRITORY) or mapping.of_role(Role.TERRITORY_NAME)
    kind = mapping.constants.territory_kind if said else one.territory_kind
    constants = replace(
        mapping.constants,
        territory="" if said else one.territory_code,
        territory_kind=kind,
        publisher=one.publisher,
        title=one.title,
        licence=one.licence,
        published=one.published,
        address=one.address or one.name,
    )
    return mapping_to_plain(replace(mapping, constants=constants))


def _asked_of_reader(
    one: Import, user: User | None, what: str, **more: Any
) -> dict[str, Any]:
    folder = folder_of(one)
    places = [list(vars(place).values()) for place in _places(one, user)]
    request = {
        "name": one.name,
        "stored": file_of(one).name,
        "pasted": one.pasted,
        "sheet": one.sheet,
        "territories": places,
        "everywhere": bool(user and user.is_superuser),
    }
    write_json(folder / reader.REQUEST, request | more)
    words, log = [what, str(folder)], folder / "reader.log"
    run_bounded(reader.__name__, words, log, one.name, BOUNDS)
    answer: dict[str, Any] = read_json(folder / reader.ANSWER)
    if "refused" in answer:
        raise InputError(Fault(**fault) for fault in answer["refused"])
    return answer


def _places(one: Import, user: User | None) -> list[Any]:
    own = covered(user) if user else []
    return [one.territory, *(place for place in own if place != one.territory)]


def _compared(
    figures: Sequence[Indicator], rows: Sequence[int], beyond: Beyond, say: Say
) -> tuple[dict[str, int], dict[str, Any]]:
    names = Names()
    seen: dict[str, int] = {}
    counts = {"new": 0, "changed": 0, "unchanged": 0}
    first: list[dict[str, Any]] = []
    totals = _Totals()
    for start in range(0, len(figures), _CHUNK):
        say(COMPARING, 0.4 + 0.6 * start / len(figures))
        part = figures[start : start + _CHUNK]
        chains = [UUID(number_named(names(figure))) for figure in part]
        standing = _standing(chains)
        for chain in beyond.hidden(part, rows[start:], chains):
            standing.pop(chain, None)
        said = dict(zip(standing, indicators_of(standing.values()), strict=True))
        for row, chain, figure in zip(rows[start:], chains, part, strict=False):
            before = standing.get(chain)
            kind = _kind(said.get(chain), figure)
            seen[str(chain)] = -1 if before is None else before.revision
            counts[kind] += 1
            totals.add(figure, said.get(chain))
            if len(first) < _FIRST:
                first.append(_line(kind, row, figure, before))
    return seen, {"counts": counts, "first": first, "totals": totals.lines()}


def _standing(chains: Sequence[UUID]) -> dict[UUID, Entry]:
    """Find the entry of each chain that everybody reads, without its words."""
    known = Entry.objects.filter(PUBLISHED, chain__in=chains).order_by("revision")
    return {entry.chain: entry for entry in known}


def _kind(before: Indicator | None, after: Indicator) -> str:
    if before is None:
        return "new"
    return "unchanged" if content_of(before) == content_of(after) else "changed"


def _line(
    kind: str, row: int, figure: Indicator, before: Entry | None
) -> dict[str, Any]:
    quantity = figure.quantity
    bounds = None if quantity is None else quantity.bounds()
    return {
        "kind": kind,
        "row": row,
        "territory": figure.territory.name,
        "nomenclature": figure.sector.nomenclature,
        "sector": figure.sector.code,
        "substance": figure.definition.name,
        "year": figure.period.start.year,
        "state": figure.state.value,
        "value": None if quantity is None else quantity.value,
        "low": None if bounds is None else bounds[0],
        "high": None if bounds is None else bounds[1],
        "unit": figure.definition.unit if quantity is None else quantity.unit,
        "before": None if before is None else before.value,
        "before_state": "" if before is None else before.state,
    }


class _Totals:
    """Sums by sector and substance of what this source says, before and after.

    Only the latest year of each substance is kept: years are never added up.
    """

    def __init__(self) -> None:
        self._sums: dict[tuple[str, ...], list[float | None]] = {}
        self._cells: dict[tuple[str, ...], int] = defaultdict(int)
        self._latest: dict[str, int] = {}

    def add(self, figure: Indicator, before: Indicator | None) -> None:
        """Count a figure, and the one that it would supersede."""
        name, unit = figure.definition.name, figure.definition.unit
        year = figure.period.start.year
        key = (figure.sector.nomenclature, figure.sector.code, name, unit, str(year))
        self._latest[name] = max(year, self._latest.get(name, year))
        self._cells[key] += 1
        sums = self._sums.setdefault(key, [None, None])
        for index, one in enumerate((before, figure)):
            if one is not None and one.quantity is not None:
                sums[index] = (sums[index] or 0.0) + one.quantity.to(unit).value

    def lines(self) -> list[dict[str, Any]]:
        """Give the sums, largest first."""
        keys = [key for key in self._cells if int(key[4]) == self._latest[key[2]]]
        keys.sort(key=lambda key: (key[2], -(self._sums[key][1] or 0.0), key))
        return [
            {
                "nomenclature": key[0],
                "sector": key[1],
                "substance": key[2],
                "unit": key[3],
                "year": int(key[4]),
                "before": self._sums[key][0],
                "after": self._sums[key][1],
                "cells": self._cells[key],
            }
            for key in keys[:_MOST_TOTALS]
        ]
