"""One recording under way: what it meets in the ledger, and what it adds."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from trajectoire.core.indicator import Indicator
from trajectoire.web.ledger.cells import Names, number_named
from trajectoire.web.ledger.conflicts import Overtaken
from trajectoire.web.ledger.dimensions import Method
from trajectoire.web.ledger.drawing import CELL, CONTENT, METHOD, Drawing, Values
from trajectoire.web.ledger.insertion import insert, prepared
from trajectoire.web.ledger.models import Entry, Run
from trajectoire.web.ledger.standing import Held, held_of, overtaken

_NOTHING_KEPT = (
    "somebody else recorded a figure since this cell was read: nothing of this "
    "recording was kept. Compare the two figures, then record the right one."
)
_COLUMNS = (
    *("chain", "revision", "supersedes_id", "run_id", "author", "recorded"),
    *CELL,
    *CONTENT,
)

Progress = Callable[[float], None]
Wave = dict[str, Indicator]  # by the name of the chain, in the order of the cells


@dataclass(frozen=True)
class Recorded:
    """What a call to ``record`` did.

    Parameters
    ----------
    added
        Figures of cells that were empty for their source. [-]
    superseded
        Figures that correct an earlier one. [-]
    unchanged
        Figures that the ledger already held. [-]

    """

    added: int
    superseded: int
    unchanged: int

    def __add__(self, other: "Recorded") -> "Recorded":
        """Add up what two recordings did."""
        return Recorded(
            self.added + other.added,
            self.superseded + other.superseded,
            self.unchanged + other.unchanged,
        )


class Share:
    """Tells how far a recording is."""

    def __init__(self, whole: int, progress: Progress) -> None:
        self._whole, self._progress, self._done = max(whole, 1), progress, 0

    def say(self, more: int) -> None:
        """Say what is done of the figures at hand, beside those behind."""
        self._progress((self._done + more) / self._whole)

    def leave(self, done: int) -> None:
        """Put figures behind."""
        self._done += done
        self.say(0)


class Writing:
    """Writes waves of figures, each after the activities that it comes from.

    Parameters
    ----------
    run, author, expected
        As for ``record``. [-]
    share
        How far it is. [-]

    """

    def __init__(
        self,
        run: Run | None,
        author: str,
        expected: Mapping[uuid.UUID, int],
        share: Share,
    ) -> None:
        self._run, self._expected, self._share = run, expected, share
        self._number_of_run = None if run is None else prepared(Entry, "run", run.pk)
        self._signed = (author, prepared(Entry, "recorded", timezone.now()))
        self._name_of = Names()
        self.met: dict[str, int] = {}  # last revision seen where it writes

    def write(self, wave: Wave) -> Recorded:
        """Write what is new of a wave."""
        chains = {name: number_named(name) for name in wave}
        held = held_of(list(chains.values()))
        drawing = Drawing(wave.values(), self._activities(wave))
        contents = self._new(wave, chains, held, drawing)
        self._look_out([chains[name] for name in contents], held)
        rows = [
            self._row(chains[name], held, drawing.cell(wave[name]), content)
            for name, content in contents.items()
        ]
        self._share.leave(len(wave) - len(rows))
        insert(Entry, _COLUMNS, rows, self._share.say)
        self._share.leave(len(rows))
        added = sum(chains[name] not in held for name in contents)
        return Recorded(added, len(rows) - added, len(wave) - len(rows))

    def _activities(self, wave: Wave) -> dict[int, int]:
        """Give the number of the entry of each activity, by its place in memory."""
        origins = {
            id(figure.derivation.activity): number_named(
                self._name_of(figure.derivation.activity)
            )
            for figure in wave.values()
            if figure.derivation is not None
        }
        held = held_of(list(set(origins.values())))
        return {place: held[chain].number for place, chain in origins.items()}

    def _new(
        self,
        wave: Wave,
        chains: Mapping[str, str],
        held: Mapping[str, Held],
        drawing: Drawing,
    ) -> dict[str, Values]:
        """Draw what the ledger does not already say."""
        new: dict[str, Values] = {}
        methods = _same_methods(held.values())
        for name, figure in wave.items():
            content, before = drawing.content(figure), held.get(chains[name])
            if before is not None and not self._stands_alone(before):
                method = figure.method
                known = methods[before.content[METHOD]] == (method.name, method.version)
                if known and _but_method(content) == _but_method(before.content):
                    continue
            new[name] = content
        return new

    def _stands_alone(self, held: Held) -> bool:
        """Tell whether a run needs its own entry for a figure that another one gave.

        Runs that are not both published may be shown one without the other.
        """
        run = self._run
        if run is None or held.run is None or held.run == run.pk.hex:
            return held.run is not None and run is None and not held.published
        return not (run.published and held.published)

    def _look_out(self, chains: Sequence[str], held: Mapping[str, Held]) -> None:
        """Refuse to supersede unseen what somebody else recorded."""
        self.met |= {
            chain: held[chain].revision if chain in held else -1 for chain in chains
        }
        standing = overtaken(self._expected, chains) if self._expected else {}
        if standing:
            raise Overtaken(standing, _NOTHING_KEPT)

    def _row(
        self,
        chain: str,
        held: Mapping[str, Held],
        cell: Values,
        content: Values,
    ) -> Values:
        before = held.get(chain)
        place: tuple[Any, ...] = (chain, 0, None)
        if before is not None:
            place = (chain, before.revision + 1, before.number)
        return (*place, self._number_of_run, *self._signed, *cell, *content)


def _but_method(content: Sequence[Any]) -> Values:
    return (*content[:METHOD], *content[METHOD + 1 :])


def _same_methods(held: Any) -> dict[int, tuple[str, str]]:
    """Name the methods of entries, without the run that each one carries."""
    numbers = {one.content[METHOD] for one in held}
    found = Method.objects.filter(pk__in=numbers).values_list("pk", "name", "version")
    return {number: (name, version) for number, name, version in found}
