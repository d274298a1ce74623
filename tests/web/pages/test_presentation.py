"""What the observatory's page says must follow from the summary, and nothing else."""

import math
from copy import deepcopy
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from trajectoire.web.observatory.presentation import periods, quality
from trajectoire.web.observatory.presentation.answer import read_balance
from trajectoire.web.observatory.presentation.curve import curve
from trajectoire.web.observatory.presentation.dots import axis_of
from trajectoire.web.observatory.presentation.drawing import drawing
from trajectoire.web.observatory.presentation.page import is_positive
from trajectoire.web.observatory.presentation.scale import Scale, places_of, ticks
from trajectoire.web.observatory.presentation.sectors import sectors
from trajectoire.web.observatory.presentation.stations import (
    is_alarming,
    stations,
    worst,
)
from trajectoire.web.observatory.presentation.zones import area, zone_rows

Summary = dict[str, Any]


def balance(prior: float, posterior: float, sd: float = 1e3) -> dict[str, float]:
    return {
        "prior": prior,
        "prior_sd": 2e3,
        "posterior": posterior,
        "posterior_sd": sd,
    }


def test_a_gap_within_the_interval_is_not_called_a_gap() -> None:
    # half-width 1.645 × 1,000 = 1,645 t: a gap of 1,500 t lies within
    assert "rien ne dit" in read_balance(balance(100e3, 101.5e3)).comparison


def test_a_gap_beyond_the_interval_is_said_with_its_sign() -> None:
    assert "de plus" in read_balance(balance(100e3, 110e3)).comparison
    less = read_balance(balance(100e3, 90e3)).comparison
    assert "10\u00a0%" in less
    assert "de moins" in less


def test_data_that_taught_nothing_are_said_to_be_silent() -> None:
    assert read_balance(balance(100e3, 100e3, sd=1.9e3)).silent
    assert not read_balance(balance(100e3, 100e3, sd=1.7e3)).silent


@given(st.floats(-1e9, 1e9), st.floats(1e-3, 1e9))
def test_ticks_frame_what_they_are_given(low: float, width: float) -> None:
    marks = ticks(low, low + width)
    assert marks[0] <= low + 1e-6 * width + 1e-9 * abs(low)
    assert marks[-1] >= low + width - 1e-6 * width - 1e-9 * abs(low)


def test_a_scale_places_both_ends_and_the_middle() -> None:
    scale = Scale(0.0, 10.0, 100.0, 0.0)
    assert (scale(0), scale(10), scale(5)) == (100.0, 0.0, 50.0)


def test_the_periods_of_a_run_are_its_months_and_days(summary: Summary) -> None:
    days = summary["daily"]["days"]
    keys = [month.key for month in periods.months(summary)]
    assert keys == sorted({day[:7] for day in days})
    assert periods.chosen(summary, days[3]).first.isoformat() == days[3]
    assert periods.chosen(summary, "2019-01") is None
    assert periods.chosen(summary, "<script>") is None


def test_each_period_finds_its_own_total(summary: Summary) -> None:
    whole, day = periods.whole(summary), periods.chosen(summary, "2026-09-02")
    found = periods.balance(summary, whole, "total")
    assert found == summary["totals"]["total"]
    at = summary["daily"]["days"].index("2026-09-02")
    daily = periods.balance(summary, day, "road")
    assert daily["prior"] == summary["daily"]["sectors"]["road"]["prior"][at]
    assert periods.balance(summary, whole, "no such sector") is None


def test_the_curve_has_zero_on_its_axis_and_a_band(summary: Summary) -> None:
    daily = summary["daily"]
    drawn = curve(daily["days"], daily["total"])
    assert drawn.amounts[0].label == "0"
    assert [line.kind for line in drawn.lines] == ["declared", "measured", "truth"]
    count = len(daily["days"])
    assert len(drawn.lines[1].points.split()) == count
    assert len(drawn.lines[1].band.split()) == 2 * count
    assert drawn.lines[2].band == ""


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_drawing_has_dots_in_its_numbers_in_every_language(
    summary: Summary, language: str
) -> None:
    daily = summary["daily"]
    with translation.override(language):
        points = curve(daily["days"], daily["total"]).lines[0].points
    assert all(point.count(",") == 1 for point in points.split())


def test_sectors_are_told_apart_from_the_living(summary: Summary) -> None:
    whole = periods.whole(summary)
    fossil = sectors(summary, whole, biosphere=False)
    living = sectors(summary, whole, biosphere=True)
    assert fossil is not None
    assert living is not None
    codes = [row.code for row in (*fossil.rows, *living.rows)]
    assert sorted(codes) == sorted(sector["code"] for sector in summary["sectors"])
    sizes = [abs(row.answer.measured.value) for row in fossil.rows]
    assert sizes == sorted(sizes, reverse=True)


def test_a_sector_that_the_data_do_not_see_says_so(summary: Summary) -> None:
    sheet = sectors(summary, periods.whole(summary), biosphere=False)
    blind = [row for row in sheet.rows if not row.told]
    assert blind, "the example has sectors that the air does not see"
    assert all("ne permettent pas" in row.verdict for row in blind)


def test_all_rows_of_a_sheet_share_a_unit(summary: Summary) -> None:
    sheet = sectors(summary, periods.whole(summary), biosphere=False)
    units = {level.amount.unit for row in sheet.rows for level in row.answer.levels}
    assert units == {sheet.axis.unit}


def test_an_axis_holds_zero_and_negative_amounts() -> None:
    said = read_balance(balance(-50e3, -60e3))
    axis = axis_of(said.levels, "kt")
    labels = [label for _place, label in axis.marks]
    assert "0" in labels
    assert labels[0].startswith("−")


def square(side_km: float, latitude: float) -> dict[str, Any]:
    up = side_km / 111.195
    right = up / math.cos(math.radians(latitude + up / 2))
    ring = [[0, 0], [right, 0], [right, up], [0, up], [0, 0]]
    return {
        "type": "Polygon",
        "coordinates": [[[x, y + latitude] for x, y in ring]],
    }


def test_the_area_of_a_square_of_ten_kilometres_is_a_hundred() -> None:
    assert area(square(10.0, 48.85)) == pytest.approx(100.0, rel=2e-3)


def test_a_hole_is_taken_out() -> None:
    outer, hole = square(10.0, 48.0), square(5.0, 48.0)
    pierced = {
        "type": "Polygon",
        "coordinates": [outer["coordinates"][0], hole["coordinates"][0]],
    }
    assert area(pierced) == pytest.approx(75.0, rel=5e-3)


def test_zones_without_an_outline_are_still_listed(summary: Summary) -> None:
    rows, legends = zone_rows(summary, {})
    assert len(rows) == len(summary["zones"])
    assert drawing(rows, summary, {}) is None
    assert "milliers de tonnes" in legends["posterior"].title


def test_the_city_comes_before_its_surroundings(summary: Summary) -> None:
    rows, _legends = zone_rows(summary, {})
    inside = [row.inside for row in rows]
    assert inside == sorted(inside, reverse=True)


def test_the_worst_stations_are_named_by_the_size_of_their_bias(
    summary: Summary,
) -> None:
    named = worst(summary, 3)
    biases = {s["code"]: abs(s["bias_ppm"]) for s in summary["stations"]}
    sizes = [biases[row.code] for row in named]
    flagged = [biases[s["code"]] for s in summary["stations"] if s["flagged"]]
    assert sizes == sorted(flagged, reverse=True)[:3]
    assert len(stations(summary)) == len(summary["stations"])


@pytest.mark.parametrize(
    ("value", "words", "sound"),
    [(1.0, "honnêtes", True), (1.4, "trop étroits", False), (0.6, "larges", False)],
)
def test_the_chi_square_is_put_in_words(
    summary: Summary, value: float, words: str, sound: bool
) -> None:
    changed = deepcopy(summary)
    changed["diagnostics"]["reduced_chi_square"] = value
    (check,) = [c for c in quality.checks(changed) if "Khi" in c.name]
    assert words in check.words
    assert check.sound is sound


def test_a_run_without_diagnostics_shows_none(summary: Summary) -> None:
    bare = deepcopy(summary) | {"diagnostics": {}}
    bare["stations"] = [
        {k: v for k, v in s.items() if k != "withheld"} for s in bare["stations"]
    ]
    assert quality.checks(bare) == []


def test_the_decimals_of_an_axis_tell_its_marks_apart() -> None:
    # Steps of 2.5 kt written without decimals would read 2, 5, 8, 10.
    assert [places_of(step) for step in (50.0, 5.0, 2.5, 0.5, 0.25)] == [0, 0, 1, 1, 2]


def test_a_bias_alarms_only_far_beyond_its_class() -> None:
    # A mid-cost sensor declares 1.5 ppm: three times that is 4.5 ppm.
    sensor = {"instrument_class": "mid-cost", "species": "co2", "flagged": True}
    assert not is_alarming({**sensor, "bias_ppm": -4.4})
    assert is_alarming({**sensor, "bias_ppm": -4.6})
    assert not is_alarming({**sensor, "bias_ppm": 4.6, "flagged": False})
    assert not is_alarming({**sensor, "bias_ppm": 99, "instrument_class": "other"})


def test_the_law_of_the_errors_is_said_as_it_is() -> None:
    normal = {"name": "observatory.inversion", "parameters": {"positive": False}}
    assert not is_positive(normal)
    assert is_positive(normal | {"parameters": {"positive": True}})
