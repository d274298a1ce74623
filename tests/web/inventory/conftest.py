"""A small town with a few figures, and people who may or may not write in them."""

from collections.abc import Callable

import pytest
from django.test import Client

from trajectoire.core.indicator import CellState, Definition, Indicator, Method
from trajectoire.core.period import Period
from trajectoire.core.quantity import Quantity
from trajectoire.core.sector import Sector
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.web.accounts.models import Membership, User
from trajectoire.web.inventory.demonstration import demonstration_accounts
from trajectoire.web.ledger.record import record

TOWN = Territory("99001", "city", "Ville-Témoin", 2026)
METER = Source("Régie", "Relevés", "Licence Ouverte 2.0")

Figure = Callable[..., Indicator]


def _figure(
    sector: str = "road.cars",
    substance: str = "emission_co2",
    value: float | None = 1000.0,
    deviation: float | None = 100.0,
    **said: object,
) -> Indicator:
    known = nomenclatures().substances[substance]
    state = CellState(str(said.get("state", "observed")))
    quantity = None
    if value is not None:
        reason = "" if deviation is not None else "non publiée"
        quantity = Quantity(value, known.unit, deviation, reason=reason)
    return Indicator(
        Definition(known.name, known.unit, known.better),
        said.get("territory", TOWN),
        Sector(str(said.get("nomenclature", "accounts")), sector),
        Period.of_year(int(said.get("year", 2023))),
        quantity,
        state,
        said.get("source", METER),
        Method("tests", "1"),
        note=str(said.get("note", "")),
    )


@pytest.fixture
def figure() -> Figure:
    """Make a figure of the town; everything else has its usual value."""
    return _figure


@pytest.fixture
def town(db: None, figure: Figure) -> Territory:
    """Cars 1,000 t, houses 3,000 t, no livestock, coal held back."""
    record(
        [
            figure(),
            figure("residential.gas", value=3000.0),
            figure(
                "agriculture.enteric",
                "emission_ch4_biogenic",
                None,
                state="not_occurring",
                note="Pas d’élevage.",
            ),
            figure("industry.coal", value=None, state="confidential", note="Secret."),
        ]
    )
    return TOWN


@pytest.fixture
def demonstration(db: None) -> None:
    """The invented accounts of the demonstration."""
    demonstration_accounts()


@pytest.fixture
def someone(db: None) -> Callable[..., Client]:
    """Open a session, with a role for a territory if one is named."""

    def enter(role: str = "", code: str = "99001", kind: str = "city") -> Client:
        count = User.objects.count()
        user = User.objects.create_user(f"agent{count}@example.org", "une phrase")
        if role:
            Membership.objects.create(
                user=user, role=role, territory_kind=kind, territory_code=code
            )
        client = Client()
        client.force_login(user)
        return client

    return enter


@pytest.fixture
def agent(someone: Callable[..., Client]) -> Client:
    """Someone who may write in the accounts of the town."""
    return someone("contributor")
