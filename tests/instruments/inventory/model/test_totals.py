"""Totals of rows: by hand, by laws, and against draws."""

from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trajectoire.core.indicator import CellState, Definition, Indicator, Method
from trajectoire.core.period import Period
from trajectoire.core.quantity import Quantity
from trajectoire.core.sector import Sector
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures as read
from trajectoire.instruments.inventory.model.drawn import drawn_bounds
from trajectoire.instruments.inventory.model.totals import totals

SHARED = {"activity_law": "normal", "factor": "T/1/1"}


def only(rows, nomenclatures, potentials="AR5", **more):
    (found,) = totals(rows, [0] * len(rows), nomenclatures, potentials, **more)
    return found


def test_independent_rows_add_their_variances(nomenclatures, row):
    # 100 ± 3 and 200 ± 4: 300 ± 5, and 1.645 × 5 = 8.22 on each side
    rows = [
        row(1, "accounts/road.cars", 100.0, deviation=3.0),
        row(2, "accounts/road.vans", 200.0, deviation=4.0),
    ]
    found = only(rows, nomenclatures)
    assert (found.value, found.deviation, found.rows) == (300.0, 5.0, 2)
    assert (found.low, found.high) == pytest.approx((291.776, 308.224), abs=1e-3)
    assert (found.unknown, found.fixed, found.unit) == (0.0, 1.0, "tCO2e")


def test_a_shared_factor_does_not_average_out(nomenclatures, row):
    # 10 ± 1 and 20 ± 2, both times 2 ± 0.4 (20 %): variance by hand
    # of activities 2² × 1 + 2² × 4 = 20; of the factor 30² × 0.16 = 144;
    # of both 1 × 0.16 + 4 × 0.16 = 0.8: in all 164.8, not 20.16 + 80.64 = 100.8
    rows = [
        row(
            number,
            f"accounts/road.{sector}",
            value,
            deviation=1.0,
            activity=number,
            activity_variation=0.1,
            factor_variation=0.2,
            **SHARED,
        )
        for number, sector, value in ((1, "cars", 20.0), (2, "vans", 40.0))
    ]
    found = only(rows, nomenclatures)
    assert found.value == 60.0
    assert found.deviation**2 == pytest.approx(164.8, rel=1e-12)
    apart = totals(rows, [0, 1], nomenclatures, "AR5")
    assert [each.deviation**2 for each in apart] == pytest.approx([20.16, 80.64])


def test_a_shared_activity_ties_its_gases(nomenclatures, row):
    # one activity of 10 %, two factors known exactly: 30 ± 3 goes up and down together
    rows = [
        row(
            number,
            "accounts/residential.gas",
            value,
            substance=substance,
            deviation=1.0,
            activity=7,
            activity_variation=0.1,
            factor=f"T/1/{number}",
            factor_variation=0.0,
        )
        for number, value, substance in (
            (1, 20.0, "emission_co2"),
            (2, 10.0, "emission_hfc"),
        )
    ]
    assert only(rows, nomenclatures).deviation == pytest.approx(3.0, rel=1e-12)


def test_the_set_of_potentials_is_chosen_when_read(nomenclatures, row):
    rows = [
        row(1, "accounts/waste.landfill", 10.0, substance="emission_ch4_biogenic"),
        row(2, "accounts/agriculture.soils", 1.0, substance="emission_n2o"),
        row(3, "accounts/residential.oil", 100.0),
    ]
    # AR4 250 + 298 + 100, AR5 280 + 265 + 100, AR6 270 + 273 + 100
    by_set = [only(rows, nomenclatures, chosen) for chosen in ("AR4", "AR5", "AR6")]
    assert [each.value for each in by_set] == [648.0, 645.0, 643.0]
    assert [each.fixed for each in by_set] == [100 / 648, 100 / 645, 100 / 643]


def test_the_uncertainty_of_a_mass_warms_as_the_mass_does(nomenclatures, row):
    gas = "emission_ch4_biogenic"
    rows = [
        row(1, "accounts/waste.landfill", 10.0, substance=gas, deviation=1.0),
    ]
    found = only(rows, nomenclatures)
    assert (found.value, found.deviation) == (280.0, 28.0)


def test_what_is_emitted_is_not_below_zero(nomenclatures, row):
    # a normal law of 10 ± 10 would say -6.4: nothing negative is among the rows
    found = only([row(1, "PCAET/waste", 10.0, deviation=10.0)], nomenclatures)
    assert 0 < found.low < 10 < found.high


def test_what_has_no_uncertainty_says_its_share(nomenclatures, row):
    rows = [
        row(1, "accounts/road.cars", 96.0, deviation=3.0),
        row(2, "accounts/road.vans", 4.0),
    ]
    found = only(rows, nomenclatures)
    assert (found.value, found.deviation, found.unknown) == (100.0, 3.0, 0.04)
    blind = only(rows[1:], nomenclatures)
    assert (blind.deviation, blind.low, blind.unknown) == (None, None, 1.0)


def test_an_interval_never_hides_what_is_not_known(nomenclatures, row):
    # 10 ± 1 beside 10,000 that states nothing: an interval of ± 1.6 would be a lie
    rows = [
        row(1, "accounts/road.cars", 10_000.0),
        row(2, "accounts/road.vans", 10.0, deviation=1.0),
    ]
    found = only(rows, nomenclatures)
    assert found.value == 10_010.0
    assert (found.deviation, found.low, found.high) == (None, None, None)
    assert found.unknown == pytest.approx(10_000 / 10_010)


@pytest.mark.parametrize(
    "rows",
    [
        [(100.0, 300.0)] * 10,  # ten rows known within a factor of several
        [(100.0, 200.0)] * 3,
        [(1000.0, 30.0), (100.0, 500.0)],
        [(1000.0, 100.0), (100.0, 100.0)],
        [(100.0, 80.0)] * 2,
        [(50.0, 150.0)] * 80,  # more than are drawn one by one
        [(100.0, 30.0)] * 10,  # where the fitted law is right
    ],
)
def test_bounds_of_wide_laws_agree_with_draws(nomenclatures, row, rows):
    found = only(
        [
            row(n, "accounts/road.cars", mean, deviation=deviation, law="lognormal")
            for n, (mean, deviation) in enumerate(rows, start=1)
        ],
        nomenclatures,
    )
    random = np.random.default_rng(7)  # drawn here without any code of ours
    total = np.zeros(400_000)
    for mean, deviation in rows:
        spread = np.sqrt(np.log1p((deviation / mean) ** 2))
        total += random.lognormal(np.log(mean) - spread**2 / 2, spread, total.size)
    low, high = np.quantile(total, [0.05, 0.95])
    # the draws of this test know a bound of these laws to 0.5 % (one standard error)
    assert found.low == pytest.approx(low, rel=0.015)
    assert found.high == pytest.approx(high, rel=0.015)


@pytest.mark.parametrize(
    ("factors", "places"), [((0.1, 0.6, 1.5), 6), ((0.8, 2.0), 30), ((1.5,), 12)]
)
def test_small_rows_go_wrong_with_the_factor_that_they_share(
    nomenclatures, row, factors, places
):
    # communes of 1, 2, 3… times a factor: the small ones carry no variance of their
    # own, but fall with the others, so that the low bound is low
    pairs = [(1.0 + place, fuel) for place in range(places) for fuel in (*factors,)]
    found = only(
        [
            row(n, "accounts/road.cars", value, deviation=value * np.hypot(0.3, fuel),
                activity=n, activity_variation=0.3, activity_law="lognormal",
                factor=f"T/1/{fuel}", factor_variation=fuel)
            for n, (value, fuel) in enumerate(pairs, start=1)
        ],
        nomenclatures,
    )  # fmt: skip
    random = np.random.default_rng(11)  # drawn here without any code of ours

    def of_mean_one(variation):
        spread = np.sqrt(np.log1p(variation**2))
        return np.exp(spread * random.standard_normal(400_000) - spread**2 / 2)

    shared = {fuel: of_mean_one(fuel) for fuel in factors}
    total = sum(value * of_mean_one(0.3) * shared[fuel] for value, fuel in pairs)
    low, high = np.quantile(total, [0.05, 0.95])
    assert found.low == pytest.approx(low, rel=0.015)
    assert found.high == pytest.approx(high, rel=0.015)


def test_small_rows_of_one_factor_may_have_opposite_signs(row):
    # 100 of CV 2, and twenty of +6 and -4 with one factor of 20 %, activities of 10 %
    small = [6.0, -4.0] * 10
    rows = [row(1, "accounts/road.cars", 100.0, law="lognormal")] + [
        row(n, "accounts/land.forest", value, activity=n, activity_variation=0.1,
            activity_law="normal", factor="T/1/1", factor_variation=0.2)
        for n, value in enumerate(small, start=2)
    ]  # fmt: skip
    value = np.array([100.0, *small])
    derived = np.array([False, *[True] * 20])
    found = drawn_bounds(rows, value, np.abs(value) * [2.0, *[0.22] * 20], derived)
    random = np.random.default_rng(5)
    spread = np.sqrt(np.log(5.0))
    total = 100 * np.exp(spread * random.standard_normal(400_000) - spread**2 / 2)
    sums = sum(one * (1 + 0.1 * random.standard_normal(400_000)) for one in small)
    shared = np.sqrt(np.log(1.04))
    total += sums * np.exp(shared * random.standard_normal(400_000) - shared**2 / 2)
    assert found == pytest.approx(np.quantile(total, [0.05, 0.95]), rel=0.015)


def test_wide_laws_that_are_shared_do_not_average_out(nomenclatures, row):
    # one factor of CV 2 in ten rows: the total is ten times one row, of CV 2
    rows = [
        row(n, "accounts/road.cars", 10.0, deviation=20.0, activity=n,
            activity_variation=0.0, factor_variation=2.0, **SHARED)
        for n in range(1, 11)
    ]  # fmt: skip
    found = only(rows, nomenclatures)
    spread = np.sqrt(np.log(5.0))
    low, high = 100 / np.sqrt(5) * np.exp(np.array([-1, 1]) * 1.6448536 * spread)
    assert found.low == pytest.approx(low, rel=0.005)
    assert found.high == pytest.approx(high, rel=0.005)


@pytest.mark.parametrize(
    "rows",
    [
        [(100.0, 0.3, "normal"), (10.0, 1.5, "lognormal")],  # skewness below 0.9
        [(100.0, 0.3, "lognormal"), (100.0, 3.0, "lognormal")],  # all in one tail
        [(100.0, 0.3, "lognormal"), (-10.0, 1.5, "lognormal")],  # skewness cancels
        [(170.0, 0.35, "triangular")],  # no lognormal is near a triangle
    ],
)
def test_bounds_follow_the_fourth_cumulant(nomenclatures, row, rows):
    found = only(
        [
            row(n, "accounts/road.cars", mean, deviation=abs(mean) * part, law=law)
            for n, (mean, part, law) in enumerate(rows, start=1)
        ],
        nomenclatures,
    )
    random = np.random.default_rng(13)  # drawn here without any code of ours
    total = np.zeros(400_000)
    for mean, part, law in rows:
        if law == "lognormal":
            total += mean * _drawn(random, part, total.size)
        elif law == "normal":
            total += mean * (1 + part * random.standard_normal(total.size))
        else:
            half = part * np.sqrt(6)
            total += mean * random.triangular(1 - half, 1, 1 + half, total.size)
    low, high = np.quantile(total, [0.05, 0.95])
    assert found.low == pytest.approx(low, rel=0.01)
    assert found.high == pytest.approx(high, rel=0.01)


def test_an_activity_of_two_gases_stays_one(nomenclatures, row):
    # one activity of 20 % times two factors of 100 and 30 %: the small error of the
    # activity is common to both
    rows = [
        row(n, "accounts/road.cars", 50.0, deviation=50 * np.hypot(0.2, part),
            activity=1, activity_variation=0.2, activity_law="normal",
            factor=f"T/1/{n}", factor_variation=part)
        for n, part in ((1, 1.0), (2, 0.3))
    ]  # fmt: skip
    found = only(rows, nomenclatures)
    random = np.random.default_rng(17)
    activity = 1 + 0.2 * random.standard_normal(400_000)
    factors = sum(_drawn(random, part, activity.size) for part in (1.0, 0.3))
    bounds = np.quantile(50 * activity * factors, [0.05, 0.95])
    assert (found.low, found.high) == pytest.approx(tuple(bounds), rel=0.012)


@pytest.mark.parametrize("values", [(10.0, -10.0), (10.0, -10.0, 5.0)])
def test_rows_of_one_product_may_cancel(nomenclatures, row, values):
    rows = [
        row(n, "accounts/road.cars", value, deviation=30.0, activity=1,
            activity_variation=1.5, activity_law="lognormal", factor="T/1/1",
            factor_variation=2.0)
        for n, value in enumerate(values, start=1)
    ]  # fmt: skip
    other = row(9, "accounts/road.cars", 3.0, deviation=9.0, law="lognormal")
    kept = [row._replace(value=sum(values)) for row in rows[:1] if sum(values)]
    left, right = (
        only([*rows, other], nomenclatures),
        only([*kept, other], nomenclatures),
    )
    assert (left.low, left.high) == pytest.approx((right.low, right.high), rel=1e-6)


def test_many_rows_alike_are_not_drawn(nomenclatures, row, monkeypatch):
    def refused(*_):
        raise AssertionError("drawn, where the fitted law is right")

    monkeypatch.setattr(
        "trajectoire.instruments.inventory.model.totals.drawn_bounds", refused
    )
    sizes = np.random.default_rng(1).lognormal(3, 1.5, 2000).tolist()
    rows = [
        row(n, "accounts/road.cars", size, deviation=size / 5, law="lognormal")
        for n, size in enumerate(sizes)
    ]
    found = totals(rows, [n % 50 for n in range(2000)], nomenclatures, "AR5")
    assert all(each.low < each.value < each.high for each in found)


def test_missing_is_not_zero(nomenclatures, row):
    rows = [row(1, "PCAET/road"), row(2, "PCAET/waste", 0.0)]
    missing, zero, nobody, _ = totals(rows, [0, 1], nomenclatures, "AR5") + [None] * 2
    assert missing is None
    assert nobody is None
    assert (zero.value, zero.rows, zero.unknown) == (0.0, 1, 0.0)


def test_rows_without_group_are_left_out(nomenclatures, row):
    rows = [row(1, "PCAET/road", 5.0), row(2, "PCAET/waste", 7.0)]
    assert [a.value for a in totals(rows, [-1, 0], nomenclatures, "AR5")] == [7.0]
    assert totals([], [], nomenclatures, "AR5") == []


def test_energies_are_not_added_to_emissions(nomenclatures, row):
    rows = [
        row(1, "PCAET/road", 5.0),
        row(2, "PCAET/road", 7.0, substance="energy_final"),
    ]
    with pytest.raises(ValueError, match="MWh is not added to tCO2e"):
        only(rows, nomenclatures)


def test_sinks_are_negative_emissions_where_asked(nomenclatures, row):
    rows = [
        row(1, "PCAET/agriculture", 30.0, deviation=3.0),
        row(2, "accounts/land.forest", 50.0, substance="sink_forest", deviation=4.0),
    ]
    found = only(rows, nomenclatures, removed=True)
    assert (found.value, found.deviation) == (-20.0, 5.0)
    assert found.low < -20 < found.high


def test_a_long_tail_stays_above_zero(nomenclatures, row):
    rows = [row(1, "PCAET/waste", 10.0, deviation=10.0, law="lognormal")]
    found = only(rows, nomenclatures)
    # lognormal of mean 10, deviation 10: median 10/√2, spread √ln 2
    spread = np.sqrt(np.log(2.0))
    bounds = 10 / np.sqrt(2) * np.exp(np.array([-1, 1]) * 1.6448536 * spread)
    assert (found.low, found.high) == pytest.approx(tuple(bounds), rel=1e-6)


def test_totals_agree_with_draws(nomenclatures, row):
    """Twelve communes, two fuels, three gases: factors shared, activities too."""
    draws, generator = 200_000, np.random.default_rng(20261121)
    variations = {"a": 0.15, "CO2 a": 0.05, "b": 0.3, "CO2 b": 0.2}
    gases = (("emission_co2", 1.0), ("emission_ch4", 28.0), ("emission_n2o", 265.0))
    factors = {
        fuel: _drawn(generator, variations[f"CO2 {fuel}"], draws) for fuel in "ab"
    }
    rows, drawn = [], np.zeros(draws)
    for place in range(12):
        for fuel in "ab":
            activity = _drawn(generator, variations[fuel], draws)
            for gas, warming in gases:
                mass = 10.0 * (1 + place) / warming * (0.9 if fuel == "a" else 0.4)
                variation = variations[fuel], variations[f"CO2 {fuel}"]
                rows.append(
                    row(
                        len(rows) + 1,
                        "accounts/residential.oil",
                        mass,
                        substance=gas,
                        deviation=mass,
                        activity=2 * place + (fuel == "b") + 1,
                        activity_variation=variation[0],
                        activity_law="lognormal",
                        factor=f"T/1/{fuel}",
                        factor_variation=variation[1],
                        territory=f"C{place}",
                    )
                )
                drawn += mass * warming * activity * factors[fuel]
    found = only(rows, nomenclatures)
    assert found.value == pytest.approx(drawn.mean(), rel=0.005)
    assert found.deviation == pytest.approx(drawn.std(), rel=0.01)
    bounds = np.quantile(drawn, [0.05, 0.95])
    assert (found.low, found.high) == pytest.approx(tuple(bounds), rel=0.01)


def _drawn(generator, variation, draws):
    """Lognormal values of mean 1."""
    spread = np.sqrt(np.log1p(variation**2))
    return np.exp(generator.normal(-(spread**2) / 2, spread, draws))


TABLES = read()  # laws print what fails: not a fixture, which would be printed too
SIZES = st.floats(0.1, 1e6)


@settings(deadline=None)
@given(st.lists(st.tuples(SIZES, st.floats(0, 2), SIZES), min_size=1, max_size=8))
def test_splitting_a_territory_changes_no_total(row, found):
    """Each row shared between two communes keeps its activity and its factor."""
    whole, parts = [], []
    for number, (value, variation, other) in enumerate(found, 1):
        more = {
            "activity": number,
            "activity_variation": variation,
            "factor": "T/1/1",
            "factor_variation": 0.3,
            "activity_law": "lognormal",
        }
        line = "accounts/road.cars"
        share = other / (value + other)
        whole.append(row(number, line, value, deviation=value, **more))
        for place, part in (("A", share * value), ("B", (1 - share) * value)):
            sign = 1 if place == "A" else -1
            parts.append(
                row(sign * number, line, part, deviation=part, territory=place, **more)
            )
    before, after = only(whole, TABLES), only(parts, TABLES)
    numbers = ("value", "deviation", "low", "high")
    assert [getattr(after, n) for n in numbers] == pytest.approx(
        [getattr(before, n) for n in numbers], rel=1e-9
    )


@settings(deadline=None)
@given(st.permutations(range(6)), st.integers(1, 5))
def test_order_and_grouping_change_nothing(row, order, cut):
    rows = [
        row(
            number,
            "accounts/road.cars",
            10.0 * number,
            deviation=float(number),
            law="lognormal",
            activity=number % 2 + 1,
            activity_variation=0.2,
            factor=f"T/1/{number % 3}",
            factor_variation=0.1,
        )
        for number in range(1, 7)
    ]
    whole = only(rows, TABLES)
    shuffled = only([rows[k] for k in order], TABLES)
    assert astuple(shuffled)[2:5] == pytest.approx(astuple(whole)[2:5], rel=1e-9)
    group_of = [int(k >= cut) for k in range(6)]
    parts = totals(rows, group_of, TABLES, "AR5")
    assert sum(part.value for part in parts) == pytest.approx(whole.value)


@settings(deadline=None)  # the registry of units loads on first use
@given(SIZES, st.sampled_from(["kWh", "MJ", "GJ", "tep", "GWh"]))
def test_the_unit_of_entry_changes_no_total(row, megawatt_hours, unit):
    entered = Quantity(megawatt_hours, "MWh", megawatt_hours / 10).to(unit)
    indicator = Indicator(
        definition=Definition("energy_final", "MWh", "down"),
        territory=Territory("99001", "city", "Ville-Témoin", 2025),
        sector=Sector("PCAET", "road"),
        period=Period.of_year(2022),
        quantity=entered,
        state=CellState.OBSERVED,
        source=Source("Ville", "Relevé", "Licence Ouverte 2.0"),
        method=Method("inventory.declared", "1"),
    )
    kept = indicator.quantity.to(indicator.definition.unit)
    found = only(
        [
            row(
                1,
                "PCAET/road",
                kept.value,
                substance="energy_final",
                deviation=kept.uncertainty,
            )
        ],
        TABLES,
    )
    assert (found.value, found.deviation, found.unit) == (
        pytest.approx(megawatt_hours, rel=1e-12),
        pytest.approx(megawatt_hours / 10, rel=1e-12),
        "MWh",
    )
