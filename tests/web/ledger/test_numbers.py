"""Numbers that cannot be are refused by the ledger itself, whoever records them."""

from collections.abc import Callable

import pytest

from trajectoire.core.errors import InputError
from trajectoire.core.indicator import Definition, Indicator
from trajectoire.core.quantity import Quantity
from trajectoire.core.sector import Sector
from trajectoire.web.language.sentences import french
from trajectoire.web.ledger.models import Entry
from trajectoire.web.ledger.record import record

Figure = Callable[..., Indicator]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("quantity", "column"),
    [
        (Quantity(1e300, "tCO2e", 1.0), "value"),
        (Quantity(-1e300, "tCO2e", 1.0), "value"),
        (Quantity(1e-300, "tCO2e", 1.0), "value"),
        (Quantity(2e12, "GgCO2e", 1.0), "value"),  # 2e15 tCO2e
        (Quantity(1.0, "tCO2e", 1e160), "uncertainty"),
        (Quantity(1.0, "tCO2e", 1.0, (0.0, 1e300)), "uncertainty"),
        (Quantity(0.0, "tCO2e", 5.0, law="lognormal"), "law"),
        (Quantity(1.0, "tCO2e", 101.0, law="lognormal"), "uncertainty"),
        (Quantity(5.0, "tCO2e", 1.0, (6.0, 8.0), law="triangular"), "interval_90"),
        (Quantity(5.0, "tCO2e", 1.0, (6.0, 4.0)), "interval_90"),
    ],
)
def test_bad_number_is_refused_with_its_row_in_both_languages(
    figure: Figure, quantity: Quantity, column: str
) -> None:
    with pytest.raises(InputError) as caught:
        record([figure(quantity=quantity)])
    (fault,) = caught.value.faults
    assert (fault.row, fault.column) == (1, column)
    assert french(fault.expected)
    assert french(fault.remedy)
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "quantity",
    [
        Quantity(1e15, "tCO2e", 1e15),
        Quantity(0.0, "tCO2e", 5.0),
        Quantity(1.0, "tCO2e", 100.0, law="lognormal"),
        Quantity(-5.0, "tCO2e", 1.0, (-6.0, -4.0)),  # measured: the soil may take back
    ],
)
def test_a_number_that_can_be_is_kept(figure: Figure, quantity: Quantity) -> None:
    assert record([figure(quantity=quantity)]).added == 1


@pytest.mark.parametrize(
    ("name", "unit", "sector", "kept"),
    [
        ("emission_ghg", "tCO2e", "road", False),
        ("emission_ghg", "tCO2e", "utcatf", True),
        ("emission_co2_biogenic", "t", "road", False),
        ("energy_final", "MWh", "utcatf", False),
        ("pollutant_nox", "t", "road", False),
        ("renewable_wind", "MWh", "total", False),
        ("sink_forest", "tCO2e", "utcatf", True),
    ],
)
def test_only_land_takes_carbon_back(
    figure: Figure, name: str, unit: str, sector: str, kept: bool
) -> None:
    said = figure(
        definition=Definition(name, unit),
        sector=Sector("PCAET", sector),
        quantity=Quantity(-3.0, unit, 1.0),
    )
    if kept:
        assert record([said]).added == 1
        return
    with pytest.raises(InputError, match=r"row 1, column “value”.*at least 0"):
        record([said])
