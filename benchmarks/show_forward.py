"""Footprint times flux: the Glasgow receptor; NAME and FLEXPART against a few lines.

The few lines (xarray and numpy) are written here, and share nothing with the product.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import xarray as xr

from benchmarks.verdict import conclude
from trajectoire.core.grid import FluxField
from trajectoire.methods.convolution import boundary, enhancement, time_mean
from trajectoire.sources.curtains import read_curtains
from trajectoire.sources.fluxes import read_flux
from trajectoire.sources.footprints import read_footprint
from trajectoire.sources.release import Wishes

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "observatory"
RECEPTOR = DATA / "glasgow" / "obs_202201010800_-4.247_55.861_3.nc"
EMISSIONS = DATA / "glasgow" / "ems_2022x01x01x00.nc"
RESPIRATION = DATA / "openghg" / "co2-rtot-cardamom-2hr_TEST_2014.nc"
CURTAINS = DATA / "openghg" / "co2_TEST_201407.nc"
FOOTPRINTS = (
    "TAC-100magl_UKV_co2_TEST_201407.nc",
    "MHD-10magl_NAME_UKV_TEST_inert_PARIS-format_201301.nc",
    "MHD-10magl_FLEXPART_ECMWFHRES_TEST_inert_201809.nc",
)
NOTED = {"total": 4.22, "traffic": 0.73, "point": 2.83, "biosphere": 0.66}  # ppm
TOLERANCE = 0.01  # of each figure noted
AGREEMENT = 1e-6  # relative, since the files are in single precision
LONG_AGO = np.array(["2000-01-01"], dtype="datetime64[s]")
HOUR = np.timedelta64(1, "h")


def glasgow() -> float:
    """Compare the receptor of 1 January 2022, 08 UTC, with the figures noted."""
    footprint = read_footprint(RECEPTOR).footprint
    fields = {f.sector.code: f for f in read_flux(EMISSIONS).fields}
    computed = enhancement(footprint, [fields[code] for code in NOTED])[0]
    for code, value in zip(NOTED, computed, strict=True):
        print(f"  Glasgow, {code:10s} {value:7.4f} ppm, noted {NOTED[code]} ppm")
    return float(np.abs(computed / np.array(list(NOTED.values())) - 1).max())


def hourly() -> float:
    """Give the traffic an hour-by-hour course, and loop over hours independently."""
    footprint = read_footprint(RECEPTOR).footprint
    (traffic,) = [f for f in read_flux(EMISSIONS).fields if f.sector.code == "traffic"]
    course = 1 + np.arange(9) ** 2 / 10  # from 00 to 08 UTC
    varying = FluxField(
        traffic.grid,
        traffic.sector,
        traffic.start[0] + np.arange(9) * HOUR,
        course[:, None, None] * traffic.flux,
        traffic.source,
    )
    ours = enhancement(footprint, [varying])[0, 0]
    foot = xr.open_dataset(RECEPTOR, decode_times=False)  # its “jul” overflows xarray
    ems = xr.open_dataset(EMISSIONS)
    near = foot["foot"].sel(lat=ems["lat"], lon=ems["lon"], method="nearest")
    hours = np.rint((foot["time"].values - foot["time"].values[0]) / 3600).astype(int)
    flux = ems["flx_traffic_prior"].values * course[2 + hours][:, None, None]
    theirs = (near.values.astype(float) * flux).sum()  # the first slice is 02 UTC
    return _told("Glasgow, traffic hour by hour", np.array([ours]), np.array([theirs]))


def over_the_map(name: str) -> float:
    """Convolve an integrated footprint with the mean respiration of July 2014."""
    wishes = Wishes(allow_truncated=True, time_resolved=False)
    footprint = read_footprint(DATA / "openghg" / name, wishes).footprint
    (respiration,) = read_flux(RESPIRATION).fields
    constant = replace(time_mean(respiration), start=LONG_AGO)
    ours = enhancement(footprint, [constant])[:, 0]
    raw, rate = _plain(DATA / "openghg" / name), _plain(RESPIRATION)["flux"]
    srr = raw["srr" if "srr" in raw else "fp"].transpose("time", "lat", "lon")
    mean = rate.mean("time").transpose("lat", "lon")
    theirs = (srr.values.astype(float) * mean.values).sum(axis=(1, 2)) * 1e6
    return _told(f"{name[:33]}, map", ours, theirs)


def over_the_edges(name: str) -> float:
    """Sum the particles that left by each side over the curtains of July 2014."""
    wishes = Wishes(allow_truncated=True, time_resolved=False)
    footprint = read_footprint(DATA / "openghg" / name, wishes).footprint
    curtains = replace(read_curtains(CURTAINS).curtains, start=LONG_AGO)
    ours = boundary(footprint, curtains, accept_partial=True)
    raw, air = _plain(DATA / "openghg" / name), _plain(CURTAINS)
    theirs = np.zeros(ours.size)
    for side, along in {"n": "lon", "e": "lat", "s": "lon", "w": "lat"}.items():
        left = raw[f"particle_locations_{side}"].transpose("time", "height", along)
        met = air[f"vmr_{side}"].transpose("height", along)
        theirs += (left.values.astype(float) * met.values).sum(axis=(1, 2)) * 1e6
    return _told(f"{name[:33]}, edges", ours, theirs)


def _plain(path: Path) -> xr.Dataset:
    dataset = xr.open_dataset(path)
    names = {"latitude": "lat", "longitude": "lon"}
    return dataset.rename({k: v for k, v in names.items() if k in dataset.dims})


def _told(what: str, ours: np.ndarray, theirs: np.ndarray) -> float:
    gap = float(np.abs(ours - theirs).max() / np.abs(theirs).max())
    print(f"  {what}: {ours.max():.4g} ppm at most, relative gap {gap:.0e}")
    return gap


def main() -> None:
    """Measure, and say whether it holds."""
    if not DATA.is_dir():
        conclude("forward", "real data absent", "see CONTRIBUTING.md", holds=False)
    receptor = glasgow()
    gaps = [hourly()]
    for name in FOOTPRINTS:
        gaps += [over_the_map(name), over_the_edges(name)]
    conclude(
        "forward",
        f"Glasgow within {receptor:.2%}, {len(gaps)} other sums within {max(gaps):.0e}",
        f"Glasgow within {TOLERANCE:.0%}, other sums equal to {AGREEMENT:.0e}",
        holds=receptor <= TOLERANCE and max(gaps) <= AGREEMENT,
    )


if __name__ == "__main__":
    main()
