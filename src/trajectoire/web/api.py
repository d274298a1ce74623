"""The programming interface, under ``/api/v1/``: read by all, written with a key."""

from trajectoire.web.accounts.keys import everyone
from trajectoire.web.catalogue_api import router as catalogue
from trajectoire.web.cells.api import router as cells
from trajectoire.web.factors.api import router as factors
from trajectoire.web.imports.api import router as imports
from trajectoire.web.ledger.api import router as ledger
from trajectoire.web.observatory.api import router as observatory
from trajectoire.web.parameters import refuse_unknown_parameters
from trajectoire.web.problems import ExplainingAPI, explain_problems

api = ExplainingAPI(
    title="Trajectoire",
    version="1",
    description=(
        "Figures of a territory's ecological transition: each with its unit, its "
        "uncertainty, its period, its source and its method. Reading needs no account. "
        "Periods are half-open, in UTC. An interval is the central 90 %."
    ),
    auth=everyone,
    docs_url=None,
    urls_namespace="api",
)
api.add_decorator(refuse_unknown_parameters, "view")
api.add_router("", ledger)
api.add_router("", cells)
api.add_router("", catalogue)
api.add_router("", factors)
api.add_router("/dossiers", observatory)
api.add_router("/imports", imports)
explain_problems(api)
