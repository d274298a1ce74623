"""An import in a process of its own: ``applier.py prepare | sweep N | apply N PAUSE``.

``prepare`` brings and checks a table of 3,024 figures, and says its number. ``apply``
writes them, says ``half`` once some are written, and waits for the file PAUSE.
"""

import sys
import time
from pathlib import Path

from trajectoire.web.installation import set_up

SECTORS = ("residential", "tertiary", "road", "other_transport")
SECTORS += ("agriculture", "waste", "industry", "energy")
SUBSTANCES = ("nox", "pm10", "pm2_5", "covnm", "so2", "nh3")
YEARS = range(1961, 2024)


def say(words: object) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def table() -> bytes:
    lines = ["Secteur;Substance;Année;Valeur;Unité"]
    for sector in SECTORS:
        for substance in SUBSTANCES:
            lines += [
                f"PCAET/{sector};pollutant_{substance};{year};{year % 97}.5;t"
                for year in YEARS
            ]
    return "\n".join(lines).encode()


def prepare() -> None:
    from trajectoire.core.source import Source
    from trajectoire.web.accounts.models import User
    from trajectoire.web.imports.creation import Sent, begin
    from trajectoire.web.imports.models import Import
    from trajectoire.web.imports.places import territory_of
    from trajectoire.web.imports.tasks import check_table, read_table, start_checking

    user = User.objects.create_superuser("ada@example.org", "une longue phrase")
    place, source = territory_of("38185"), Source("Observatoire", "Polluants", "LO 2.0")
    one = begin(user, place, source, Sent("polluants.csv", [table()]))
    read_table.call(str(one.pk), one.attempt, user.pk)
    one = Import.objects.get(pk=one.pk)
    start_checking(one, one.mapping, user.pk)
    check_table.call(str(one.pk), one.attempt, user.pk)
    one = Import.objects.get(pk=one.pk)
    say(f"{one.pk} {one.state} {one.preview.get('counts')}")


def apply(number: str, pause: Path) -> None:
    from trajectoire.web.imports import tasks
    from trajectoire.web.imports.models import Import
    from trajectoire.web.imports.signs import Signs

    class Waits(Signs):
        def say(self, step: str, fraction: float) -> None:
            super().say(step, fraction)
            if fraction > 0.2 and not pause.exists():
                say("half")
                while not pause.exists():
                    time.sleep(0.02)

    tasks.Signs = Waits
    one = Import.objects.get(pk=number)
    if one.stopped:
        tasks.start_again(one, one.owner_id)
    else:
        tasks.start_applying(one, one.owner_id)
    tasks.apply_table.call(number, one.attempt, one.owner_id)
    one.refresh_from_db()
    say(f"{one.state} {one.outcome}")


def sweep(number: str) -> None:
    from trajectoire.web.imports.models import Import
    from trajectoire.web.imports.steps import mark_stopped

    say(mark_stopped())
    one = Import.objects.get(pk=number)
    say(f"{one.state} {one.stopped}")


def main() -> None:
    set_up()
    what, *rest = sys.argv[1:]
    if what == "prepare":
        prepare()
    elif what == "sweep":
        sweep(rest[0])
    else:
        apply(rest[0], Path(rest[1]))


if __name__ == "__main__":
    main()
