"""A small library of factors, a town, and people with and without a role there."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from django.test import Client
from django.utils import translation

from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.sources.base_carbone_factor import (
    EmissionFactor,
    FactorTable,
    Gases,
    Item,
    Origin,
    Place,
    Quality,
    Words,
)
from trajectoire.sources.base_carbone_unit import unit_of
from trajectoire.web.accounts.models import Membership, User
from trajectoire.web.factors.loading import Loaded, load
from trajectoire.web.ledger.dimensions import Territory as LedgerTerritory

GAS = EmissionFactor(
    identifier="7",
    version="22.0",
    row=2,
    item=None,
    nature="Facteur d'émission",
    structure="",
    status="Valide générique",
    name=Words("Gaz naturel", "Natural gas"),
    attribute=Words("mix moyen", "average mix"),
    boundary=Words(),
    category=("Combustibles", "Fossiles", "Gazeux"),
    tags=Words("chauffage"),
    unit=unit_of("kgCO2e/kWh PCI"),
    unit_words=Words("kgCO2e/kWh PCI"),
    place=Place("France continentale", Words()),
    total=0.25,
    gases=Gases(0.21, 0.03, 0.0, 0.01, 0.0, (), None),
    uncertainty=5.0,
    quality=Quality(*(None,) * 8),
    origin=Origin("ADEME", "", "", "", "", "", None, None, ""),
    comment=Words("À employer pour le chauffage."),
)
BURNT = replace(GAS, row=3, total=0.21, item=Item("Combustion", Words("Chaudière")))
MEAL = replace(
    GAS,
    identifier="8",
    row=4,
    name=Words("Repas", "Meal"),
    attribute=Words("végétarien"),
    category=("Achats de biens",),
    tags=Words(),
    unit=unit_of("kgCO2e/repas"),
    total=0.5,
    gases=None,
    uncertainty=None,
)
OLD = replace(GAS, identifier="9", row=5, status="Archivé", name=Words("Houille"))
DATUM = replace(GAS, identifier="10", row=6, unit=unit_of("GJ / tonne"), gases=None)
BETON = replace(
    MEAL,
    identifier="11",
    row=7,
    name=Words("Béton armé"),
    attribute=Words(),
    place=Place("Outre-mer", Words("La Réunion")),
    unit=unit_of("kgCO2e/kg de matière brute"),
)
TABLE = FactorTable(
    (GAS, BURNT, MEAL, OLD, DATUM, BETON),
    (),
    Source("ADEME", "Base Carbone V22.0", "Licence Ouverte (Etalab)"),
    "22.0",
)


@pytest.fixture
def small() -> FactorTable:
    """Natural gas (7, item 7-3), a meal (8), an archive (9), a datum (10), concrete."""
    return TABLE


@pytest.fixture
def newer() -> Callable[..., FactorTable]:
    """Make the version after, where natural gas has changed."""

    def make(**changes: object) -> FactorTable:
        factor = replace(GAS, version="23.1", **changes)
        source = replace(TABLE.source, title="Base Carbone V23.1")
        return FactorTable((factor,), (), source, "23.1")

    return make


@pytest.fixture(autouse=True)
def in_french() -> Iterator[None]:
    with translation.override("fr"):
        yield


@pytest.fixture
def library(db: None) -> Loaded:
    """The small table, loaded."""
    return load(TABLE)


@pytest.fixture
def town(db: None) -> Territory:
    """A town of one's own, known to the ledger."""
    place = Territory("99001", "city", "Ville-Témoin", 2025)
    LedgerTerritory.written(place)
    return place


@pytest.fixture
def ada(town: Territory) -> User:
    """Contributes for the town."""
    user = User.objects.create_user("ada@example.org", "une longue phrase")
    Membership.objects.create(
        user=user,
        role=Membership.Role.CONTRIBUTOR,
        territory_kind=town.kind,
        territory_code=town.code,
    )
    return user


@pytest.fixture
def stranger(db: None) -> User:
    """Contributes elsewhere."""
    user = User.objects.create_user("eve@example.org", "une longue phrase")
    Membership.objects.create(
        user=user, role="administrator", territory_kind="city", territory_code="99002"
    )
    return user


@pytest.fixture
def visit() -> Callable[..., Client]:
    """Make a browser, of an account or of the public."""

    def make(user: User | None = None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user)
        return client

    return make
