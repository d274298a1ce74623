"""Turn a few choices about a dossier's files into the file that describes a run.

Files are named by their number in the dossier, never by a path: a choice cannot reach
outside the dossier.
"""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from trajectoire.core.errors import Fault, InputError
from trajectoire.web.ledger.models import Run
from trajectoire.web.observatory.deposited import Deposited, deposited_table
from trajectoire.web.observatory.models import Dossier, DossierFile
from trajectoire.web.observatory.upload import folder_of
from trajectoire.web.typed import Day, Number, Truth, Whole

InstrumentClass = Literal["reference", "mid-cost", "low-cost"]
_BARE = re.compile(r"[A-Za-z0-9_-]+")  # a key that TOML takes without quotes
_VARIABLE = r"^[A-Za-z0-9_]{0,80}$"


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Observations(_Closed):
    """A file of observations."""

    file: UUID
    mapping: UUID | None = None
    instrument_class: InstrumentClass = "mid-cost"


class Flux(_Closed):
    """The gridded emissions of a sector."""

    sector: str = Field(pattern=r"^[a-z0-9_-]{1,40}$")
    file: UUID
    variable: str = Field("", pattern=_VARIABLE)


class Choices(_Closed):
    """What is asked of a run; what is left out takes the instrument's defaults."""

    first_day: Day
    days: Whole = Field(ge=1, le=3660)
    zones: UUID
    emissions: UUID | None = None
    fluxes: list[Flux] = Field([], max_length=40)
    sectors: list[str] = Field([], max_length=40)
    observations: list[Observations] = Field(min_length=1, max_length=200)
    operator: Literal["plume", "footprints"] = "plume"
    weather: UUID | None = None
    footprints: list[UUID] = Field([], max_length=200)
    background: UUID | None = None
    background_ppm: Number | None = Field(None, gt=0, le=2000)
    first_hour: Number = Field(12, ge=0, lt=24)
    last_hour: Number = Field(17, gt=0, le=24)
    withhold: Truth = True


def configure(dossier: Dossier, choices: Choices | Deposited, run: Run) -> str:
    """Write the file that describes a run, and read it as the instrument will.

    Parameters
    ----------
    dossier
        Whose files are used. [-]
    choices
        What is asked, or which description of the dossier says it. [-]
    run
        The run: it keeps the fingerprint of what it was asked. [-]

    Returns
    -------
    text
        The description, as TOML. [-]

    Raises
    ------
    InputError
        With every fault: files of another dossier, files not yet readable, and all
        that the instrument finds.

    """
    from trajectoire.instruments.observatory.gather.config import PATHS, read_config

    files = {file.pk: file for file in dossier.files.all()}
    if isinstance(choices, Deposited):
        name = files[choices.file].name
        table = deposited_table(dossier, files[choices.file], PATHS)
    else:
        name = ""
        _refuse_strangers(choices, files)
        table = _described(dossier, choices, files)
    text = toml_of(table)
    path = configuration_path(run, dossier)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    try:
        read_config(path, confined=True)
    except InputError as error:
        path.unlink()
        found = [replace(fault, file=name) for fault in error.faults]
        raise InputError(found) from error
    digests = sorted(file.sha256 for file in files.values())
    run.configuration_hash = hashlib.sha256(
        "\n".join([text, *digests]).encode()
    ).hexdigest()
    return text


def configuration_path(run: Run, dossier: Dossier) -> Any:
    """Give where the description of a run is kept: beside the files that it names."""
    return folder_of(dossier) / f"run-{run.pk}.toml"


def sector_codes() -> list[str]:
    """List the sectors that the instrument knows."""
    from trajectoire.instruments.observatory.gather.tables import read_table

    return [row["code"] for row in read_table("sectors")]


def toml_of(table: dict[str, Any]) -> str:
    """Write a table as TOML.

    Parameters
    ----------
    table
        Plain values, lists of them, tables, and lists of tables. [-]

    Returns
    -------
    text
        What ``tomllib`` reads back as the same table. [-]

    """
    return "\n".join(_lines(table, "")) + "\n"


def _lines(table: dict[str, Any], name: str) -> Iterable[str]:
    nested: list[tuple[str, str, dict[str, Any]]] = []
    for given, value in table.items():
        key = given if _BARE.fullmatch(given) else _value(given)
        full = f"{name}.{key}" if name else key
        if isinstance(value, dict):
            nested.append((f"[{full}]", full, value))
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            nested += [(f"[[{full}]]", full, one) for one in value]
        elif value is not None:
            yield f"{key} = {_value(value)}"
    for header, full, inner in nested:
        yield f"\n{header}"
        yield from _lines(inner, full)


def _value(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _refuse_strangers(choices: Choices, files: dict[UUID, DossierFile]) -> None:
    faults = []
    for column, number in _named(choices):
        file = files.get(number)
        if file is None:
            expected, found = "a file of this dossier", str(number)
            remedy = "Import it in this dossier first."
        elif file.state == DossierFile.State.FAULTY:
            expected, found = "a file that could be read", file.name
            remedy = "Correct what its examination says, and import it again."
        else:
            continue
        faults.append(Fault(expected, found, remedy, column=column))
    if faults:
        raise InputError(faults)


def _named(choices: Choices) -> list[tuple[str, UUID]]:
    """List the files that choices name, with where they name them."""
    named = [
        (column, number)
        for column in ("zones", "emissions", "weather", "background")
        if (number := getattr(choices, column)) is not None
    ]
    named += [(f"fluxes.{flux.sector}", flux.file) for flux in choices.fluxes]
    named += [("footprints", number) for number in choices.footprints]
    for rank, one in enumerate(choices.observations):
        named.append((f"observations.{rank}.file", one.file))
        if one.mapping is not None:
            named.append((f"observations.{rank}.mapping", one.mapping))
    return named


def _described(
    dossier: Dossier, choices: Choices, files: dict[UUID, DossierFile]
) -> dict[str, Any]:
    def at(number: UUID | None) -> str | None:
        return None if number is None else files[number].stored

    fluxes = {flux.sector: flux for flux in choices.fluxes}
    codes = choices.sectors or [*fluxes] or sector_codes()
    sectors = [
        {"code": code, "flux": _flux(fluxes[code], files) if code in fluxes else None}
        for code in codes
    ]
    observations = [
        {
            "file": at(one.file),
            "mapping": at(one.mapping),
            "instrument_class": one.instrument_class,
        }
        for one in choices.observations
    ]
    territory = dossier.territory
    return {
        "title": dossier.title,
        "emissions": at(choices.emissions),
        "withhold": choices.withhold,
        "territory": {
            "code": territory.code,
            "kind": territory.kind,
            "name": territory.name,
            "vintage": territory.vintage,
        },
        "period": {"first_day": choices.first_day, "days": choices.days},
        "hours": {"first": choices.first_hour, "last": choices.last_hour},
        "zones": {"file": at(choices.zones)},
        "sectors": sectors,
        "observations": observations,
        "operator": {
            "kind": choices.operator,
            "weather": at(choices.weather),
            "files": [files[number].stored for number in choices.footprints],
        },
        "background": {
            "file": at(choices.background),
            "value_ppm": choices.background_ppm,
        },
    }


def _flux(flux: Flux, files: dict[UUID, DossierFile]) -> str:
    stored = files[flux.file].stored
    return f"{stored}:{flux.variable}" if flux.variable else stored
