"""Find the run that a page shows, and what it left in its folder."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.contrib.auth.models import AnonymousUser

from trajectoire.web.accounts.models import User
from trajectoire.web.accounts.permissions import Action, may
from trajectoire.web.ledger.downloads import MEDIA
from trajectoire.web.ledger.models import Run
from trajectoire.web.territories.directory import find_territory

INSTRUMENT = "observatory"
FILES = MEDIA
_SHIPPED = Path(__file__).parents[1] / "static" / "geo" / "twin.geojson"


def latest_run(code: str, user: User | AnonymousUser | None = None) -> Run | None:
    """Find the last finished run of a territory that someone may see.

    Parameters
    ----------
    code
        Code of the territory, as an address writes it. [-]
    user
        Who looks; None for the public. [-]

    Returns
    -------
    run
        Published, except for those who have a role for this territory; None where
        nothing was computed yet. [-]

    """
    spot = find_territory(code)
    if spot is None:
        return None
    runs = _finished().filter(territory__code=spot.code, territory__kind=spot.kind)
    if user is None or not may(user, Action.CONTRIBUTE, spot):
        runs = runs.filter(published=True)
    return runs.first()


def measured_codes() -> list[str]:
    """List the codes of the territories that have a published run.

    Returns
    -------
    codes
        Latest first. [-]

    """
    rows = _finished().filter(published=True, territory__isnull=False)
    return list(dict.fromkeys(rows.values_list("territory__code", flat=True)))


def demonstration() -> Run | None:
    """Find the last finished run of an invented city.

    Returns
    -------
    run
        None until the demonstration is computed. [-]

    """
    return _finished().filter(summary__twin=True, published=True).first()


def _finished() -> Any:
    done = Run.objects.filter(instrument=INSTRUMENT, status=Run.Status.DONE)
    return done.select_related("territory").order_by("-finished", "-created")


def run_file(run: Run, name: str) -> Path | None:
    """Find a file that a run left.

    Parameters
    ----------
    run
        The run. [-]
    name
        One of ``FILES``: nothing else is ever served. [-]

    Returns
    -------
    path
        None where the run did not leave it. [-]

    """
    if name not in FILES or not run.folder:
        return None
    path = Path(run.folder) / name
    return path if path.is_file() else None


def outlines(run: Run) -> dict[str, dict[str, Any]]:
    """Read the outline of each zone of a run.

    Parameters
    ----------
    run
        The run. [-]

    Returns
    -------
    geometries
        GeoJSON geometry by code of zone; empty where the run left none. [degree]

    """
    path = run_file(run, "zones.geojson")
    if path is None:
        return {}
    features = _read(str(path), path.stat().st_mtime_ns)["features"]
    return {
        feature["properties"]["code"]: feature["geometry"]
        for feature in features
        if feature.get("geometry")
    }


def rivers(summary: dict[str, Any]) -> list[list[list[float]]]:
    """Give the lines of water that help to read the map.

    Parameters
    ----------
    summary
        The summary of a run. [-]

    Returns
    -------
    lines
        The invented ones of a twin; none elsewhere yet. [degree]

    """
    if not summary.get("twin"):
        return []
    shipped = _read(str(_SHIPPED), 0)
    return [feature["geometry"]["coordinates"] for feature in shipped["features"]]


@lru_cache(maxsize=16)
def _read(path: str, _modified: int) -> dict[str, Any]:
    return json.loads(Path(path).read_text(encoding="utf-8"))
