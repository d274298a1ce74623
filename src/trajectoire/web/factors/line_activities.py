"""What a line already holds of a year, and filing an activity under a detail.

Two activities of one line add up once each has a detail of its own: the one that was
entered first, for the line as a whole, is then filed under a detail too.
"""

from dataclasses import dataclass, replace

from django.db.models import Q

from trajectoire.core.errors import Fault, InputError
from trajectoire.core.indicator import CellState, Indicator
from trajectoire.core.sector import Sector
from trajectoire.instruments.inventory.gather.detail import proposed_detail
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.model.entry import Entered
from trajectoire.instruments.inventory.model.nomenclature import NATIVE
from trajectoire.web.ledger.models import Entry
from trajectoire.web.ledger.read import indicators_of, standing

FILED = "filed under a detail of the line"


@dataclass(frozen=True)
class LineActivities:
    """What stands of one line and year.

    Parameters
    ----------
    line
        Code of the line, without detail; in the BEGES, with its asset. [-]
    entries
        Everything that stands, with its words. [-]
    nomenclature
        Of the line. [-]

    """

    line: str
    entries: tuple[Entry, ...]
    nomenclature: str = NATIVE

    @property
    def emissions(self) -> tuple[Entry, ...]:
        """What was computed from an activity."""
        return tuple(one for one in self.entries if one.activity_id is not None)

    @property
    def activities(self) -> tuple[Entry, ...]:
        """One of the emissions of each activity."""
        first = {one.activity_id: one for one in reversed(self.emissions)}
        return tuple(first.values())

    @property
    def undetailed(self) -> tuple[Entry, ...]:
        """The activities of the line as a whole."""
        return tuple(one for one in self.activities if one.sector.code == self.line)

    @property
    def whole(self) -> bool:
        """Whether a figure stands for the whole line, that no activity gave."""
        origins = {one.activity_id for one in self.emissions}
        return any(
            one.sector.code == self.line
            and one.value is not None
            and one.activity_id is None
            and one.pk not in origins
            for one in self.entries
        )

    @property
    def details(self) -> frozenset[str]:
        """The details that hold an activity."""
        codes = (one.sector.code[len(self.line) + 1 :] for one in self.emissions)
        return frozenset(code for code in codes if code)

    def proposed(self, factor: str) -> tuple[str, str]:
        """Propose a detail for a new activity, and for the one of the whole line.

        Parameters
        ----------
        factor
            Name of the factor of the new one. [-]

        Returns
        -------
        new, earlier
            The second is empty where no activity was entered for the whole line. [-]

        """
        earlier = ""
        taken = self.details | set(nomenclatures().assets)  # 1.1/schools is no detail
        if self.undetailed:
            name = self.undetailed[0].factor.name
            earlier = proposed_detail(name, taken)
        return proposed_detail(factor, taken | {earlier}), earlier

    def filed(self, detail: str) -> tuple[Indicator, ...]:
        """File the activities of the whole line under a detail.

        Parameters
        ----------
        detail
            Code of the detail. [-]

        Returns
        -------
        figures
            The same under the detail, and what empties their former cells. [-]

        Raises
        ------
        InputError
            If an activity of the line has that detail already.

        """
        if detail in self.details:
            remedy = "Give it another detail: one for each activity."
            expected = "a detail that no other activity of the line has"
            raise InputError([Fault(expected, detail, remedy, column="earlier")])
        here = [one for one in self.emissions if one.sector.code == self.line]
        sector = detailed(self.line, detail, self.nomenclature)
        origins = {one.activity_id for one in here}
        kept = [one for one in self.entries if one.pk in origins]
        return (
            *(moved for one in indicators_of(here) for moved in _moved(one, sector)),
            *(_emptied(one) for one in indicators_of([*here, *kept])),
        )


def of_line(entered: Entered) -> LineActivities:
    """Read what stands of the line and year of an activity, whatever the detail.

    Parameters
    ----------
    entered
        The activity, as typed. [-]

    Returns
    -------
    activities
        Of the line; in the BEGES, of the line and asset. [-]

    """
    territory, sector, period = entered.territory, entered.sector, entered.period
    name, known = sector.nomenclature, nomenclatures()
    line = known.whole(name, sector.code)
    found = standing().filter(
        Q(sector__code=line) | Q(sector__code__startswith=f"{line}/"),
        territory__kind=territory.kind,
        territory__code=territory.code,
        sector__nomenclature=name,
        start=period.start,
        end=period.end,
    )
    words = ("definition", "sector", "source", "factor", "activity__definition")
    entries = [
        one
        for one in found.select_related(*words).order_by("pk")
        if known.whole(name, one.sector.code) == line
    ]
    return LineActivities(line, tuple(entries), name)


def detailed(line: str, detail: str, nomenclature: str = NATIVE) -> Sector:
    """Give a line with a detail.

    Parameters
    ----------
    line, detail
        Their codes; no detail when the second is empty. [-]
    nomenclature
        Of the line. [-]

    Returns
    -------
    sector
        With its English name. [-]

    """
    code = f"{line}/{detail}" if detail else line
    return Sector(nomenclature, code, nomenclatures().name(nomenclature, code, "en"))


def _moved(figure: Indicator, sector: Sector) -> tuple[Indicator, ...]:
    """Give the activity and its emission in another sector."""
    derivation = figure.derivation
    if derivation is None:
        return (replace(figure, sector=sector),)
    activity = replace(derivation.activity, sector=sector)
    derivation = replace(derivation, activity=activity)
    return activity, replace(figure, sector=sector, derivation=derivation)


def _emptied(figure: Indicator) -> Indicator:
    return replace(
        figure, quantity=None, state=CellState.MISSING, note=FILED, derivation=None
    )
