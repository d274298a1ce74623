"""A whole that would tell what one of its parts hides is withheld, at every level."""

from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from trajectoire.core.factor import Factor
from trajectoire.core.indicator import (
    CellState,
    Definition,
    Derivation,
    Indicator,
    Method,
)
from trajectoire.core.period import Period
from trajectoire.core.quantity import Quantity
from trajectoire.core.sector import Sector
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.sources.communes import places
from trajectoire.web.ledger.record import record
from trajectoire.web.ledger.rows import rows_of
from trajectoire.web.territories.directory import find_territory

pytestmark = pytest.mark.django_db
METER = Source("Régie", "Relevés", "Licence Ouverte 2.0")
OTHER = Source("Autre", "Livre", "Licence Ouverte 2.0")
GROUP, ISERE, PARIS = "200040715", "dep-38", "75056"
WHOLE = 98765.5
Figure = Callable[..., Indicator]


@pytest.fixture
def told() -> Figure:
    """Give a figure of 2023; confidential without value."""

    def make(
        where: Territory | str,
        value: float | None,
        line: str = "PCAET road",
        substance: str = "emission_ghg",
        source: Source = METER,
    ) -> Indicator:
        place = find_territory(where).territory() if isinstance(where, str) else where
        unit = "tCO2e" if substance == "emission_ghg" else "t"
        return Indicator(
            Definition(substance, unit, "down"),
            place,
            Sector(*line.split(" ")),
            Period.of_year(2023),
            None if value is None else Quantity(value, unit, 1.0),
            CellState.CONFIDENTIAL if value is None else CellState.OBSERVED,
            source,
            Method("tests", "1"),
        )

    return make


def communes() -> list[str]:
    return [place.code for place in places().communes("epci", GROUP)]


def groups() -> list[str]:
    found = {place.epci for place in places().communes("departement", ISERE)}
    return sorted(found - {""})


def value_of(kind: str, code: str) -> float | None:
    """Read what the public does of the figure of a whole."""
    (own,) = (row for row in rows_of([(kind, code)]) if row.territory == code)
    return own.value


def keep(*several: Iterable[Indicator]) -> None:
    record([one for each in several for one in each])


def test_a_total_withheld_in_a_commune_is_not_told_by_its_group(told: Figure) -> None:
    """Houses of the commune: all but the gas are told, hence no total of houses."""
    secret, *others = communes()
    keep(
        [told(GROUP, WHOLE, "PCAET residential")],
        (told(code, 100.0, "PCAET residential") for code in others),
        [
            told(secret, 555.0, "PCAET residential"),
            told(secret, 55.0, "accounts residential.oil"),
            told(secret, None, "accounts residential.gas"),
        ],
    )
    assert value_of("epci", GROUP) is None


def test_what_another_source_tells_of_a_commune_hides_no_other(told: Figure) -> None:
    first, second, *others = communes()
    keep(
        [told(GROUP, WHOLE), told(first, None), told(second, None, source=OTHER)],
        (told(code, 100.0) for code in (second, *others)),
    )
    assert value_of("epci", GROUP) is None


def test_two_communes_that_hide_something_hide_each_other(told: Figure) -> None:
    first, second, *others = communes()
    keep(
        [told(GROUP, WHOLE), told(first, None), told(second, None)],
        (told(code, 100.0) for code in others),
    )
    assert value_of("epci", GROUP) == WHOLE


@pytest.mark.parametrize(
    ("whole", "part", "substance"),
    [
        ("GPC I.1.1", "accounts residential.gas", "emission_ghg"),
        ("PCAET residential", "GPC I.1.1", "emission_ghg"),
        ("accounts residential.gas", "accounts residential.gas", "emission_co2"),
    ],
)
def test_parts_of_a_figure_tell_as_well_as_the_figure(
    told: Figure, whole: str, part: str, substance: str
) -> None:
    secret, *others = communes()
    keep(
        [told(GROUP, WHOLE, whole), told(secret, None, part, substance)],
        (told(code, 100.0, part, substance) for code in others),
    )
    assert value_of("epci", GROUP) is None


def test_what_a_figure_does_not_hold_leaves_it_in_place(told: Figure) -> None:
    secret, *others = communes()
    keep(
        [told(GROUP, WHOLE), told(secret, None, "accounts residential.gas")],
        [told(code, 100.0) for code in (secret, *others)],
        (told(code, 100.0, "accounts residential.gas") for code in others),
    )
    assert value_of("epci", GROUP) == WHOLE


def test_a_departement_does_not_tell_what_one_group_hides(told: Figure) -> None:
    secret, *others = groups()
    keep([told(ISERE, WHOLE), told(secret, None)], (told(c, 9.0) for c in others))
    assert value_of("departement", ISERE) is None
    record([told(others[0], None)])
    assert value_of("departement", ISERE) == WHOLE


def test_nor_a_group_withheld_for_one_of_its_communes(told: Figure) -> None:
    secret, *others = communes()
    around = [code for code in groups() if code != GROUP]
    keep(
        [told(ISERE, WHOLE), told(GROUP, 5000.0), told(secret, None)],
        (told(code, 100.0) for code in (*others, *around)),
    )
    assert value_of("epci", GROUP) is None
    assert value_of("departement", ISERE) is None


def test_paris_does_not_tell_its_one_silent_arrondissement(
    told: Figure, client: Client
) -> None:
    paris = find_territory(PARIS).territory()
    parts = [
        replace(paris, code=one.code)
        for one in places().formers(PARIS)
        if one.code != PARIS
    ]
    assert len(parts) == 20
    file = f"/donnees/commune/{PARIS}/chiffres.csv"
    keep([told(PARIS, WHOLE)], (told(one, 9.0) for one in parts))
    assert b"98765" in b"".join(client.get(file))
    record([told(parts[0], None)])
    assert value_of("commune", PARIS) is None
    assert b"98765" not in b"".join(client.get(file))


# Les Avenières took in Veyrins-Thuellin in 2016 and kept its code; Thuellin had gone in
# 1973 already. All are of one group of Isère.
AVENIERES, VEYRINS, GONE = "38022", "38541", "38506"


def of_yesterday(code: str) -> Territory:
    return replace(find_territory(AVENIERES).territory(), code=code, vintage=2015)


@pytest.mark.parametrize("secret", [AVENIERES, VEYRINS])
def test_a_commune_does_not_tell_what_one_of_those_that_made_it_hides(
    told: Figure, secret: str
) -> None:
    other = {AVENIERES: VEYRINS, VEYRINS: AVENIERES}[secret]
    keep([told(AVENIERES, WHOLE), told(of_yesterday(other), 9.0)])
    assert value_of("commune", AVENIERES) == WHOLE
    keep([told(of_yesterday(secret), None, source=OTHER)])
    assert value_of("commune", AVENIERES) is None


def test_what_nobody_subtracts_from_tells_nothing(told: Figure) -> None:
    keep([told(AVENIERES, WHOLE), told(of_yesterday(VEYRINS), None)])
    assert value_of("commune", AVENIERES) == WHOLE


@pytest.mark.parametrize("secret", [AVENIERES, VEYRINS])
def test_a_group_does_not_tell_what_a_commune_of_yesterday_hides(
    told: Figure, secret: str
) -> None:
    group = find_territory(AVENIERES).place.epci
    around = [p.code for p in places().communes("epci", group) if p.code != AVENIERES]
    other = {AVENIERES: VEYRINS, VEYRINS: AVENIERES}[secret]
    keep(
        [told(group, WHOLE), told(of_yesterday(secret), None)],
        (told(code, 9.0) for code in around[1:]),
    )
    assert value_of("epci", group) == WHOLE  # the first of the others is silent
    keep([told(around[0], 9.0)])
    assert value_of("epci", group) is None
    keep([told(of_yesterday(other), 9.0)])
    assert value_of("epci", group) is None
    keep([told(of_yesterday(other), None)])
    assert value_of("epci", group) == WHOLE  # two secrets hide each other


def test_a_group_does_not_tell_a_commune_withheld_for_one_of_yesterday(
    told: Figure,
) -> None:
    group = find_territory(AVENIERES).place.epci
    around = [p.code for p in places().communes("epci", group) if p.code != AVENIERES]
    keep(
        [told(group, WHOLE), told(AVENIERES, 500.0)],
        [told(of_yesterday(AVENIERES), 9.0), told(of_yesterday(VEYRINS), None)],
        (told(code, 9.0) for code in around),
    )
    rows = rows_of([("commune", AVENIERES)])
    values = {row.territory: row.value for row in rows}
    assert values == {AVENIERES: None, f"{AVENIERES}@2015": 9.0, VEYRINS: None}
    assert value_of("epci", group) is None


@pytest.mark.parametrize("secret_first", [True, False])
def test_a_secret_counts_under_every_vintage_of_a_code(
    told: Figure, client: Client, *, secret_first: bool
) -> None:
    """The later word of a source stands, whether its code is of an older year."""
    now = find_territory("38185").territory()
    figure, secret = told(now, WHOLE), told(replace(now, vintage=2020), None)
    for one in (secret, figure) if secret_first else (figure, secret):
        record([one])
    file = b"".join(client.get("/donnees/commune/38185/chiffres.csv"))
    (row,) = rows_of([("commune", "38185")])
    assert (row.value, b"98765" in file) == (
        (WHOLE, True) if secret_first else (None, False)
    )
    record([told(replace(now, vintage=2020), 5.0)])  # told again, by its older code
    (row,) = rows_of([("commune", "38185")])
    assert row.value == (WHOLE if secret_first else 5.0)


def test_a_group_does_not_tell_an_emission_of_an_activity_held_back(
    told: Figure,
) -> None:
    """Nor does looking for it cost more statements where there are more communes."""
    secret, *others = communes()
    gas = Factor("bc", "22", "7", "Gaz", "MWh", 200.0, (), "AR5", 0.1, METER)
    line = "accounts residential.gas"
    activity = replace(
        told(secret, 400.0, line),
        definition=Definition("energy_natural_gas", "MWh", "down"),
        quantity=Quantity(400.0, "MWh", 1.0),
    )
    emission = replace(told(secret, 80.0, line), derivation=Derivation(activity, gas))
    keep(
        [told(GROUP, WHOLE, line), emission], (told(code, 9.0, line) for code in others)
    )
    assert value_of("epci", GROUP) == WHOLE
    keep([replace(activity, quantity=None, state=CellState.CONFIDENTIAL)])
    assert value_of("epci", GROUP) is None
    assert {row.value for row in rows_of([("commune", secret)])} == {None}
    every = [("commune", code) for code in communes()]
    with CaptureQueriesContext(connection) as all_of_them:
        rows_of(every)
    with CaptureQueriesContext(connection) as two:
        rows_of(every[:2])
    assert len(all_of_them) <= len(two) + 1  # one for those that others joined
