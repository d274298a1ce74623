"""Look-alike territories: near in size, never an estimate against an estimate."""

from dataclasses import replace

import pytest

from trajectoire.core.quantity import Quantity
from trajectoire.instruments.inventory.model.lookalike import (
    Account,
    Profile,
    distance,
    look_alike,
)

HERE = Profile("1", "epci", "Ici", 10_000, 20, "Bretagne")


def account(code: str, per_inhabitant: float, *, population=10_000, **told) -> Account:
    sure = told.pop("sure", 0.01)
    profile = replace(HERE, code=code, name=code, population=population)
    amount = per_inhabitant * population
    quantity = Quantity(amount, "tCO2e", sure * amount, law="lognormal")
    return Account(profile, {"road": quantity}, **told)


def peers(*levels: float) -> list[Account]:
    return [account(f"p{rank}", level) for rank, level in enumerate(levels)]


def test_a_twin_is_at_no_distance_and_another_region_at_half():
    assert distance(HERE, HERE) == 0
    assert distance(HERE, replace(HERE, region="Corse")) == 0.5


def test_distance_by_hand():
    # twice as populated with as many communes: ln 2 in size and ln 2 in crowding
    twice = replace(HERE, population=20_000)
    assert distance(HERE, twice) == pytest.approx(2**0.5 * 0.6931, rel=1e-3)
    assert distance(HERE, twice) == distance(twice, HERE)


def test_the_nearest_are_kept_first():
    others = [account(f"p{n}", 2.0, population=n) for n in (9_000, 90_000, 11_000, 500)]
    others += peers(2.0)
    found = look_alike(account("1", 2.0), others, most=5)
    told = [one.account.profile.population for one in found.neighbours]
    assert told == [10_000, 11_000, 9_000, 90_000, 500]


def test_rank_and_median_by_hand():
    found = look_alike(account("1", 2.5), peers(1.0, 2.0, 3.0, 4.0, 5.0))
    road = next(one for one in found.standings if one.sector == "road")
    assert road.rank == pytest.approx(0.4)  # two of five emit less
    assert road.median == pytest.approx(3.0)
    assert road.value[0] == pytest.approx(2.5, rel=1e-3)
    assert "5 territoires" in found.sentence.fr


def test_a_vague_figure_has_a_vague_rank():
    levels = (1.0, 2.0, 3.0, 4.0, 5.0)
    sure = look_alike(account("1", 2.5), peers(*levels)).standings[0]
    vague = look_alike(account("1", 2.5, sure=0.6), peers(*levels)).standings[0]
    assert sure.rank_high - sure.rank_low <= 0.2
    assert vague.rank_high - vague.rank_low >= 0.6


def test_under_five_nothing_of_the_others_is_shown():
    found = look_alike(account("1", 2.5), peers(1.0, 2.0, 3.0, 4.0))
    assert found.neighbours == ()
    assert all(not one.shown for one in found.standings)
    assert all(one.median is None and one.rank is None for one in found.standings)
    assert "Trop peu" in found.sentence.fr


def test_a_first_estimate_is_never_a_term_of_comparison():
    others = peers(1.0, 2.0, 3.0, 4.0)
    others.append(account("estimated", 9.0, first_estimate=True))
    found = look_alike(account("1", 2.5), others)
    assert all(one.count == 4 for one in found.standings)
    own = look_alike(account("1", 2.5, first_estimate=True), peers(1, 2, 3, 4, 5))
    assert all(one.value is None and one.rank is None for one in own.standings)
    assert own.standings[0].median == pytest.approx(3.0)


def test_other_kinds_and_oneself_are_left_out():
    other = account("c", 2.0)
    commune = replace(other, profile=replace(other.profile, kind="commune"))
    found = look_alike(
        account("1", 2.5), [*peers(1, 2, 3, 4, 5), commune, account("1", 9)]
    )
    assert found.standings[0].count == 5


def test_a_least_amount_is_said_and_not_ranked():
    own = replace(account("1", 2.5), least=frozenset({"road"}))
    found = look_alike(own, peers(1.0, 2.0, 3.0, 4.0, 5.0))
    for one in found.standings:  # the road, and the total that holds it
        assert one.least
        assert one.value[0] == pytest.approx(2.5, rel=1e-3)
        assert one.median == pytest.approx(3.0)
        assert (one.rank, one.rank_low, one.rank_high) == (None, None, None)


def test_a_least_amount_of_another_is_no_term_of_comparison():
    others = peers(1.0, 2.0, 3.0, 4.0, 5.0, 6.0)
    others[0] = replace(others[0], least=frozenset({"road"}))
    found = look_alike(account("1", 2.5), others)
    assert [one.count for one in found.standings] == [5, 5]
    assert all(one.rank == pytest.approx(0.2) for one in found.standings)  # 2 of 2…6
    elsewhere = [replace(one, least=frozenset({"waste"})) for one in others]
    total, road = look_alike(account("1", 2.5), elsewhere[1:]).standings
    assert (total.count, road.count) == (0, 5)
