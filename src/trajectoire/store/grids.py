"""Fluxes and footprints kept on disk as Zarr, named by their content.

A grid is written aside and renamed, so it is there whole or not at all; the same one
written twice is one. Zarr reads a lost chunk as missing values without a word: what is
read is therefore compared with its name.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from trajectoire.core.errors import Fault, InputError, MissingData
from trajectoire.core.grid import FluxField, Footprint, Grid
from trajectoire.core.sector import Sector
from trajectoire.core.series import Station
from trajectoire.core.source import Source
from trajectoire.store.disk import WAIT, aside, locked, put_in_place, sweep

SIDES = ("n", "e", "s", "w")
FLUX, FOOTPRINT = "flux", "footprint"


@dataclass(frozen=True)
class Kept:
    """A grid that is held.

    Parameters
    ----------
    name
        To read it by. [-]
    kind
        ``flux`` or ``footprint``. [-]
    subject
        Nomenclature and code of the sector, or code of the station. [-]
    title
        What its source calls it. [-]

    """

    name: str
    kind: str
    subject: str
    title: str


class GridStore:
    """Fluxes and footprints, in a folder.

    Parameters
    ----------
    folder
        Where; made at the first writing. [-]
    wait
        How long to wait while another process writes there. [s]

    """

    def __init__(self, folder: Path, wait: float = WAIT) -> None:
        self.folder = Path(folder).absolute()
        self.wait = wait

    def write(self, field: FluxField | Footprint) -> str:
        """Keep a grid.

        Parameters
        ----------
        field
            What to keep. [µmol m-2 s-1, ppm / (µmol m-2 s-1)]

        Returns
        -------
        name
            To read it by; the same for the same content. [-]

        Raises
        ------
        SourceUnavailable
            If the disk is full, or another process keeps writing.

        """
        data = _dataset(field)
        name = f"{data.attrs['kind']}-{_digest(data)}"
        with locked(self.folder, self.wait), aside(self.folder) as place:
            sweep(self.folder, keep=place)
            target = self._path(name)
            if not target.exists():
                written = place / target.name
                data.to_zarr(written, consolidated=False, zarr_format=3)
                put_in_place(written, target)
        return name

    def read(self, name: str) -> FluxField | Footprint:
        """Read a grid.

        Parameters
        ----------
        name
            What ``write`` gave. [-]

        Returns
        -------
        field
            As it was written. [µmol m-2 s-1, ppm / (µmol m-2 s-1)]

        Raises
        ------
        MissingData
            If nothing is held under that name.
        InputError
            If it was altered since it was written.

        """
        data = self._load(name)
        return _flux(data) if data.attrs["kind"] == FLUX else _footprint(data)

    def to_netcdf(self, name: str, path: Path) -> None:
        """Write a grid as a NetCDF file, for other programs.

        Parameters
        ----------
        name
            What ``write`` gave. [-]
        path
            The file to make; one that is there is replaced. [-]

        """
        data = self._load(name)
        with aside(path.parent) as place:
            written = place / path.name
            data.to_netcdf(written, engine="netcdf4")
            put_in_place(written, path)

    def inventory(self) -> tuple[Kept, ...]:
        """Say what is held.

        Returns
        -------
        kept
            In order of name. [-]

        """
        found = []
        for path in sorted(self.folder.glob("*.zarr")):
            said = json.loads((path / "zarr.json").read_text(encoding="utf-8"))
            about = said["attributes"]
            subject = json.loads(about[_SUBJECT[about["kind"]]])
            code = ":".join(
                subject[part] for part in ("nomenclature", "code") if part in subject
            )
            title = json.loads(about["source"])["title"]
            found.append(Kept(path.stem, about["kind"], code, title))
        return tuple(found)

    def _path(self, name: str) -> Path:
        return self.folder / f"{Path(name).name}.zarr"

    def _load(self, name: str) -> xr.Dataset:
        path = self._path(name)
        if not path.is_dir():
            raise MissingData(
                f"{self.folder}: no grid named {name}. Held: "
                f"{', '.join(kept.name for kept in self.inventory()[:8]) or 'nothing'}."
            )
        try:
            with xr.open_zarr(path, consolidated=False, chunks=None) as opened:
                data: xr.Dataset = opened.load()
        except Exception as error:
            raise _damaged(path, str(error) or type(error).__name__) from error
        if f"{data.attrs.get('kind')}-{_digest(data)}" != name:
            raise _damaged(path, "other values")
        return data


_SUBJECT = {FLUX: "sector", FOOTPRINT: "station"}


def _damaged(path: Path, found: str) -> InputError:
    return InputError(
        [
            Fault(
                expected="the grid as it was written",
                found=found,
                remedy="Restore this folder from a backup, or delete it and import "
                "its source again.",
                file=str(path),
            )
        ]
    )


def _digest(data: xr.Dataset) -> str:
    """Digest of the values and of what is said of them, however they are stored."""
    whole = sha256(json.dumps(data.attrs, sort_keys=True).encode())
    for name in sorted(map(str, data.variables)):
        values = np.ascontiguousarray(data[name].values)
        if values.dtype.kind == "M":
            values = values.astype("datetime64[s]").astype(np.int64)
        whole.update(f"{name}{data[name].dims}{values.shape}{values.dtype}".encode())
        whole.update(values.tobytes())
    return whole.hexdigest()[:24]


def _said(value: Station | Sector | Source) -> str:
    return json.dumps(asdict(value), default=str, sort_keys=True, ensure_ascii=False)


def _dataset(field: FluxField | Footprint) -> xr.Dataset:
    """Lay a grid out as CF does; what is not an array is JSON in an attribute."""
    coordinates = {
        "time": ("time", field.start.astype("datetime64[ns]")),
        "latitude": ("latitude", field.grid.latitude, {"units": "degrees_north"}),
        "longitude": ("longitude", field.grid.longitude, {"units": "degrees_east"}),
    }
    about: dict[str, Any] = {"Conventions": "CF-1.11", "source": _said(field.source)}
    if isinstance(field, FluxField):
        about |= {"kind": FLUX, "sector": _said(field.sector)}
        dims = ("time", "latitude", "longitude")
        units = {"units": "umol m-2 s-1"}
        return xr.Dataset({"flux": (dims, field.flux, units)}, coordinates, about)
    about |= {"kind": FOOTPRINT, "station": _said(field.station)}
    about["residual"] = int(field.residual)
    back = ("time", "back", "latitude", "longitude")
    sensitivity = {"units": "(umol mol-1) / (umol m-2 s-1)"}
    values: dict[str, Any] = {
        "sensitivity": (back, field.sensitivity, sensitivity),
        "left": (("time",), field.left, {"units": "1"}),
    }
    for side, fraction in field.exits.items():
        along = ("time", f"height_{side}", f"position_{side}")
        values[f"exits_{side}"] = (along, fraction, {"units": "1"})
    return xr.Dataset(values, coordinates, about)


def _shared(data: xr.Dataset) -> dict[str, Any]:
    said = json.loads(data.attrs["source"])
    if said["published"]:
        said["published"] = date.fromisoformat(said["published"])
    return {
        "grid": Grid(data["latitude"].values, data["longitude"].values),
        "start": data["time"].values.astype("datetime64[s]"),
        "source": Source(**said),
    }


def _flux(data: xr.Dataset) -> FluxField:
    sector = Sector(**json.loads(data.attrs["sector"]))
    return FluxField(sector=sector, flux=data["flux"].values, **_shared(data))


def _footprint(data: xr.Dataset) -> Footprint:
    sides = [side for side in SIDES if f"exits_{side}" in data]
    return Footprint(
        station=Station(**json.loads(data.attrs["station"])),
        sensitivity=data["sensitivity"].values,
        residual=bool(data.attrs["residual"]),
        left=data["left"].values,
        exits={side: data[f"exits_{side}"].values for side in sides},
        **_shared(data),
    )
