"""The territories for which someone may write figures."""

from trajectoire.core.territory import Territory
from trajectoire.sources.communes import places
from trajectoire.web.accounts.models import User
from trajectoire.web.ledger.dimensions import Territory as LedgerTerritory
from trajectoire.web.territories.directory import find_territory

GROUPS = ("epci", "departement", "region")
_OWN = ("city", "organisation", "country")
_MOST = 5000


def territory_of(code: str, kind: str = "") -> Territory | None:
    """Find the territory that a code names.

    Parameters
    ----------
    code
        INSEE code, SIREN, or a code of one's own. [-]
    kind
        Kind that it must have; empty for any. [-]

    Returns
    -------
    territory
        As it is today; None when nobody knows the code, or only as another kind. [-]

    """
    spot = find_territory(code)
    if spot is None or kind not in {"", spot.kind}:
        return None
    return spot.territory()


def covered(user: User) -> list[Territory]:
    """List the territories whose figures someone may bring in a table.

    Parameters
    ----------
    user
        Who asks. [-]

    Returns
    -------
    territories
        Those of ``writable``, and the communes of an intercommunality, a département
        or a région among them: it publishes figures for each of them, that stand
        beside those of the commune and replace none. [-]

    """
    own = writable(user)
    inside = [
        place.territory()
        for group in own
        if group.kind in GROUPS
        for place in places().communes(group.kind, group.code)
    ]
    return own + inside


def writable(user: User) -> list[Territory]:
    """List the territories for which someone has a role.

    Parameters
    ----------
    user
        Who asks. [-]

    Returns
    -------
    territories
        By name; for whoever installs, the territories that are not in the official
        list and that the ledger knows: those of the list need not be. [-]

    """
    roles = user.memberships.values_list("territory_code", "territory_kind")
    found = {territory_of(code, kind) for code, kind in roles}
    if user.is_superuser:
        own = LedgerTerritory.objects.filter(kind__in=_OWN).order_by("-vintage")
        found |= {row.thing() for row in own[:_MOST]}
    return sorted((one for one in found if one), key=lambda one: (one.name, one.code))
