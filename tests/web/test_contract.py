"""The API does what its own description says, whatever it is sent."""

from datetime import date
from pathlib import Path

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from trajectoire.core.indicator import CellState, Definition, Indicator, Method
from trajectoire.core.period import Period
from trajectoire.core.quantity import Quantity
from trajectoire.core.sector import TOTAL
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.web.accounts.limits import Limit
from trajectoire.web.accounts.models import User
from trajectoire.web.accounts.tokens import create_token
from trajectoire.web.api import api
from trajectoire.web.imports.creation import Sent, begin
from trajectoire.web.imports.models import Import
from trajectoire.web.imports.places import territory_of
from trajectoire.web.ledger.record import record
from trajectoire.web.observatory.dossiers import open_dossier

EXAMPLES = 15  # of each operation: the whole takes seconds
# What a dossier holds, and which codes are in force, decide whether a well-formed
# request can be carried out.
DEPENDS = (
    "/api/v1/dossiers",
    "/api/v1/dossiers/{number}/files",
    "/api/v1/dossiers/{number}/runs",
    "/api/v1/dossiers/{number}/publish",
    "/api/v1/dossiers/{number}/withdraw",
    "/api/v1/territories/{kind}/{code}/cells",
    "/api/v1/territories/{kind}/{code}/cells/choice",
    "/api/v1/imports",
    "/api/v1/imports/{number}/mapping",
    "/api/v1/imports/{number}/apply",
    "/api/v1/imports/{number}/undo",
    "/api/v1/imports/{number}/restart",
)
BOUNDLESS = Limit("test", 10**9, 60)


OPERATIONS = [
    (path, method.upper())
    for path, methods in api.get_openapi_schema()["paths"].items()
    for method in methods
]


@pytest.fixture
def described(home: Path, db: None) -> schemathesis.BaseSchema:
    """The API as it describes itself."""
    app = get_wsgi_application()
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("API_BY_ADDRESS", "API_BY_ACCOUNT"):
        monkeypatch.setattr(f"trajectoire.web.accounts.keys.{name}", BOUNDLESS)
    monkeypatch.setattr("trajectoire.web.observatory.api.UPLOAD_BY_ACCOUNT", BOUNDLESS)
    monkeypatch.setattr("trajectoire.web.imports.creation.UPLOAD_BY_ACCOUNT", BOUNDLESS)


@pytest.fixture
def key(db: None, unhurried: None) -> str:
    """A key of whoever installs, and one figure to be read."""
    territory = Territory("99001", "city", "Ville-Témoin", 2025)
    figure = Indicator(
        Definition("emission_measured", "tCO2e", "down"),
        territory,
        TOTAL,
        Period.of_days(date(2025, 1, 1), 1),
        Quantity(100.0, "tCO2e", 10.0),
        CellState.ESTIMATED,
        Source("Observatoire", "Inversion", "Licence Ouverte 2.0"),
        Method("observatory.inversion", "1"),
    )
    record([figure])
    user = User.objects.create_superuser("ada@example.org", "une longue phrase")
    return create_token(user, "essai", ["read", "write"])[1]


def dossier_number() -> str:
    """A dossier that exists, whatever was done to the one before."""
    user = User.objects.get()
    territory = Territory("99001", "city", "Ville-Témoin", 2025)
    return str(open_dossier(user, "Essai", territory).pk)


def import_number() -> str:
    """An import that exists, whatever was done to the one before."""
    source = Source("Observatoire", "Inventaire", "Licence Ouverte 2.0")
    place, sent = territory_of("38185"), Sent("a.csv", [b"a;b\n1;2\n"])
    one = begin(User.objects.get(), place, source, sent)
    Import.objects.filter(pk=one.pk).update(state=Import.State.TO_DESCRIBE)
    return str(one.pk)


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_the_api_keeps_its_word(
    described: schemathesis.BaseSchema, key: str, path: str, method: str
) -> None:
    @given(case=described[path][method].as_strategy())
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def keeps_its_word(case: schemathesis.Case) -> None:
        if path.startswith("/api/v1/dossiers/"):
            case.path_parameters["number"] = dossier_number()
        if path.startswith("/api/v1/imports/"):
            case.path_parameters["number"] = import_number()
        if "/cells" in path and method in {"POST", "PUT"}:
            case.path_parameters |= {"kind": "city", "code": "99001"}
        case.call_and_validate(
            # The client of the tests does not unpack what travels compressed.
            headers={"Authorization": f"Bearer {key}", "Accept-Encoding": "identity"},
            excluded_checks=[positive_data_acceptance] if path in DEPENDS else [],
        )

    keeps_its_word()


def test_every_operation_describes_its_refusals() -> None:
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, operation in methods.items():
            answers = {int(status) for status in operation["responses"]}
            assert {422, 429} <= answers, (method, path)
            assert operation["description"], (method, path)
            if operation.get("security"):
                assert {401, 403} <= answers, (method, path)
            if "{" in path:
                assert 404 in answers, (method, path)
