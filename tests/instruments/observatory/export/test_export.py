"""What a run leaves: files that others open, with the figures of the posterior."""

import csv
import io
import json
from dataclasses import replace

import netCDF4
import numpy as np
import pytest
import xarray

from trajectoire.core.indicator import Method
from trajectoire.instruments.observatory.export import folder as folder_module
from trajectoire.instruments.observatory.export.folder import (
    FILES,
    write_folder,
    write_text,
)
from trajectoire.instruments.observatory.export.summary import summary
from trajectoire.instruments.observatory.indicators import indicators
from trajectoire.instruments.observatory.inputs import Zones
from trajectoire.instruments.observatory.model.inversion import estimate
from trajectoire.instruments.observatory.model.results import WHOLE, results
from trajectoire.instruments.observatory.model.totals import cell_emissions
from trajectoire.instruments.observatory.model.withheld import keep, withheld_station

METHOD = Method("observatory.inversion", "1", "abc")
NAMES = {"s0": ("Routes", "Roads"), "s1": ("Arbres", "Trees")}
SQUARE = {"type": "Polygon", "coordinates": [[[2, 48], [3, 48], [3, 49], [2, 48]]]}


@pytest.fixture(scope="module")
def inputs(town):
    """A twin over the turn of a month: a road sector, trees, a rim, a formula."""
    made = town(days=4, sectors=2, zones=3, rim=1, sensors=2)
    named = replace(made.sensors[0].station, name='=cmd|" /C calc"!A0')
    zones = made.zones
    return replace(
        made,
        sectors=(made.sectors[0], replace(made.sectors[1], biosphere=True)),
        sensors=(replace(made.sensors[0], station=named), made.sensors[1]),
        zones=Zones(
            *(zones.code, zones.name, zones.inside, zones.latitude, zones.longitude),
            (SQUARE,) * 3,
        ),
        truth=1.2 * made.emission,
        notes=("something was left out",),
    )


@pytest.fixture(scope="module")
def found(inputs):
    answer = estimate(inputs)
    return results(answer, {"S0": withheld_station(answer, "S0")})


@pytest.fixture(scope="module")
def summed(found):
    return summary(found, METHOD, NAMES, {})


@pytest.fixture(scope="module")
def out(found, summed, tmp_path_factory):
    folder = tmp_path_factory.mktemp("run") / "deep" / "out"
    write_folder(folder, found, METHOD, summed)
    return folder


def test_the_netcdf_opens_with_xarray_and_holds_the_posterior(out, found, inputs):
    mean, deviation = cell_emissions(found.estimate)
    with xarray.open_dataset(out / "posterior.nc") as data:
        assert data["emission_posterior"].dims == ("time", "sector", "zone")
        assert data["emission_posterior"].values == pytest.approx(mean)
        spread = data["emission_posterior_standard_error"].values
        assert spread == pytest.approx(deviation)
        assert data["emission_prior"].values == pytest.approx(inputs.emission)
        assert data["emission_truth"].values == pytest.approx(inputs.truth)
        days = data["time"].values.astype("datetime64[D]").astype(str)
        assert days.tolist() == ["2025-01-30", "2025-01-31", "2025-02-01", "2025-02-02"]
        assert data["sector"].values.tolist() == ["s0", "s1"]
        assert data["zone"].values.tolist() == ["z0", "z1", "z2"]
        assert data["inside"].values.tolist() == [1, 1, 0]
        one = data["emission_posterior"].sel(sector="s1", zone="z2")
        assert one.values == pytest.approx(mean[:, 1, 2])
        assert one["latitude"].item() == pytest.approx(48.9)
        posterior, block = found.estimate.posterior, found.estimate.layout.bias
        assert data["bias"].values == pytest.approx(posterior.mean[:, block])
        assert data["bias_standard_error"].values == pytest.approx(
            posterior.deviation[:, block]
        )
        assert data["sensor_unit"].values.tolist() == ["ppm", "ppm"]


def test_the_netcdf_says_what_it_is_in_the_words_of_cf(out):
    with netCDF4.Dataset(out / "posterior.nc") as file:
        assert file.Conventions == "CF-1.11"
        assert file.source == "observatory.inversion 1, run abc"
        assert "identical twin" in file.comment
        assert "Town, Inventory" in file.references
        assert file["time"].units == "days since 2025-01-30 00:00:00"
        assert file["time"].bounds == "time_bounds"
        assert file["time_bounds"][:].tolist() == [[0, 1], [1, 2], [2, 3], [3, 4]]
        for name in ("emission_prior", "emission_posterior", "emission_truth"):
            assert file[name].units == "t d-1"
            assert file[name].coordinates == "latitude longitude"
            assert file[name].long_name
        assert file["latitude"].units == "degrees_north"
        assert file["latitude"].standard_name == "latitude"


def test_a_netcdf_of_real_data_has_no_truth_and_is_no_twin(inputs, tmp_path):
    real = results(estimate(replace(inputs, truth=None)), {})
    write_folder(tmp_path, real, METHOD, summary(real, METHOD, NAMES, {}))
    with netCDF4.Dataset(tmp_path / "posterior.nc") as file:
        assert "emission_truth" not in file.variables
        assert "twin" not in file.comment


def test_the_summary_has_the_keys_that_the_pages_read(summed):
    assert set(summed) == {
        *("title", "twin", "notes", "territory", "period", "unit", "sectors", "zones"),
        *("stations", "diagnostics", "daily", "months", "totals", "method", "sources"),
        *("licence",),
    }
    assert summed["twin"] is True
    assert summed["unit"] == "tCO2e"
    assert summed["period"] == {"start": "2025-01-30", "end": "2025-02-03", "days": 4}
    assert set(summed["totals"]) == {"total", "s0", "s1"}
    figures = {"prior", "prior_sd", "posterior", "posterior_sd", "truth"}
    assert set(summed["totals"]["s0"]) == figures
    assert set(summed["daily"]["sectors"]["s1"]) == figures
    assert [m["month"] for m in summed["months"]] == ["2025-01", "2025-02"]
    assert summed["method"]["run"] == "abc"
    assert summed["notes"] == ["something was left out"]
    for key in ("reduced_chi_square", "degrees_of_freedom_signal", "gain_total"):
        assert np.isfinite(summed["diagnostics"][key])


def test_the_summary_says_what_the_posterior_says(summed, found):
    whole = found.sectors[WHOLE]
    for row, code in enumerate(("total", "s0", "s1")):
        told = summed["totals"][code]
        assert told["prior"] == pytest.approx(whole.prior[row], abs=0.05)
        assert told["posterior"] == pytest.approx(whole.posterior[row], abs=0.05)
        spread = whole.posterior_deviation[row]
        assert told["posterior_sd"] == pytest.approx(spread, abs=0.05)
        assert told["truth"] == pytest.approx(1.2 * told["prior"], abs=0.2)
    daily = summed["daily"]["total"]
    assert len(daily["posterior"]) == 4
    assert sum(daily["posterior"]) == pytest.approx(whole.posterior[0], abs=0.2)
    zone = summed["zones"][2]
    assert (zone["code"], zone["inside"]) == ("z2", False)
    assert zone["posterior_t"] == pytest.approx(
        found.zones[WHOLE].posterior[2], abs=0.05
    )


def test_the_words_of_a_verdict_follow_its_numbers(summed):
    for sector in summed["sectors"]:
        words = sector["verdict_en"]
        if not sector["informed"]:
            assert words == "The data do not allow us to say."
        elif sector["separable"]:
            assert words == "The data tell it from the other sectors."
        else:
            assert NAMES[sector["confused_with"]][1].lower() in words
    assert [s["name_fr"] for s in summed["sectors"]] == ["Routes", "Arbres"]


def test_a_station_withheld_says_how_it_went_and_the_others_do_not(summed):
    first, second = summed["stations"]
    assert set(first["withheld"]) == {"rmse_ppm", "rmse_prior_ppm", "coverage_90"}
    assert "withheld" not in second
    assert first["observations"] == 8


def test_tables_agree_with_the_summary(out, summed):
    with (out / "sectors.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 3 * 3  # whole and two months, total and two sectors
    whole = next(r for r in rows if (r["period"], r["sector"]) == ("whole", "total"))
    assert float(whole["posterior_t"]) == summed["totals"]["total"]["posterior"]
    with (out / "daily.csv").open(encoding="utf-8", newline="") as stream:
        days = list(csv.DictReader(stream))
    assert len(days) == 4 * 3
    assert days[0]["day"] == "2025-01-30"
    drawn = json.loads((out / "zones.geojson").read_text(encoding="utf-8"))
    assert [f["properties"]["code"] for f in drawn["features"]] == ["z0", "z1", "z2"]
    assert drawn["features"][0]["geometry"] == SQUARE


@pytest.mark.bad_input("formulas in text", door="file")
def test_a_name_that_is_a_formula_is_text_for_a_spreadsheet(out):
    text = (out / "stations.csv").read_text(encoding="utf-8")
    (row, _) = csv.DictReader(io.StringIO(text))
    assert row["name"] == '\'=cmd|" /C calc"!A0'
    # a negative number stays a number
    assert float(row["longitude"]) == pytest.approx(2.3)


@pytest.mark.bad_input("full disk", door="file")
def test_a_file_is_whole_or_the_old_one_stays(tmp_path, monkeypatch):
    path = tmp_path / "summary.json"
    write_text(path, "old")

    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folder_module.os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_text(path, "new")
    assert path.read_text(encoding="utf-8") == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["summary.json"]


def test_a_folder_has_just_the_files_that_are_promised(out):
    assert sorted(p.name for p in out.iterdir()) == sorted(FILES)


def test_the_ledger_receives_each_cell_once_with_its_uncertainty(found, inputs):
    told = indicators(found, METHOD)
    cells = [(i.definition.name, i.territory, i.sector, i.period) for i in told]
    assert len(cells) == len(set(cells))
    # (whole + 2 months + 4 days) x 3 sectors + (whole + 2 months) x 3 zones, 3 figures
    assert len(cells) == 3 * (7 * 3 + 3 * 3)
    whole = found.sectors[WHOLE]
    measured = next(
        i
        for i in told
        if i.definition.name == "emission_measured"
        and (i.sector.code, i.period) == ("s1", inputs.period)
    )
    assert measured.quantity.unit == "tCO2e"
    assert measured.quantity.value == pytest.approx(whole.posterior[2])
    assert measured.quantity.uncertainty == pytest.approx(whole.posterior_deviation[2])
    zone = next(i for i in told if i.territory.kind == "zone")
    assert zone.territory.code == "TOWN-z0"


def test_a_single_observation_leaves_a_summary_without_nan(town):
    made = town(days=1, hours=(12,))
    told = summary(results(estimate(made), {}), METHOD, {}, {})
    json.dumps(told, allow_nan=False)
    assert told["diagnostics"]["innovation_correlation"] is None


def test_no_observation_leaves_a_summary_that_says_so(town):
    made = town(days=2)
    none = keep(made, np.zeros(len(made.observations), bool))
    told = summary(results(estimate(none), {}), METHOD, {}, {})
    json.dumps(told, allow_nan=False)
    assert told["diagnostics"]["observations"] == 0
    assert told["totals"]["total"]["posterior"] == told["totals"]["total"]["prior"]
    assert {s["verdict_en"] for s in told["sectors"]} == {
        "The data do not allow us to say."
    }


def test_only_what_a_killed_run_left_is_swept(found, summed, tmp_path):
    """Files of others are left alone, whatever their names."""
    for name in ("x.part", "mine.csv.12.part", "daily.csv.new.part"):
        (tmp_path / name).write_text("mine", encoding="utf-8")
    (tmp_path / "posterior.nc.12.part").write_bytes(b"half")
    write_folder(tmp_path, found, METHOD, summed)
    assert {p.name for p in tmp_path.glob("*.part")} == {
        "x.part",
        "mine.csv.12.part",
        "daily.csv.new.part",
    }
