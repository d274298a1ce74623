"""Two people on one cell, and imports killed in the middle: ``make show-concurrency``.

On both databases: two processes that read the same revision record at the same moment;
imports end by SIGKILL at several moments, then are done again.
"""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg

from benchmarks.two_databases import installations
from benchmarks.verdict import conclude

ROUNDS, COUNT = 200, 40_000
SHARES = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)  # of an import, when it is killed
CELL = "SELECT revision, value FROM ledger_entry WHERE source_id = (SELECT id FROM "
CELL += "ledger_source WHERE title = 'Saisie') ORDER BY revision"
WHOLE = "SELECT count(*), count(DISTINCT chain) FROM ledger_entry"
MUST_SAY = ("nothing of this recording was kept", "Grenoble (38185)", "tCO2e on")
PEOPLE = ("Ada Exemple", "Bob Exemple")  # accounts 1 and 2
Environment = dict[str, str]
Writer = subprocess.Popen[str]


def ask(environment: Environment, question: str) -> list[tuple[float, ...]]:
    """Ask the database itself."""
    address = environment.get("TRAJECTOIRE_DATABASE")
    if address:
        with psycopg.connect(address) as server:
            return list(server.execute(question).fetchall())
    path = Path(environment["TRAJECTOIRE_HOME"]) / "trajectoire.sqlite3"
    with closing(sqlite3.connect(path)) as file:
        return list(file.execute(question).fetchall())


def writer(environment: Environment, *words: object) -> Writer:
    """Start a writer, and wait until it is ready."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.ledger_writer", *map(str, words)],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def told(process: Writer) -> str:
    """Read what a writer was answered."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def race(pair: list[Writer], number: int) -> list[tuple[float, str]]:
    """Let two people correct the same revision at once; give what each was told."""
    values = [1000.0 + 2 * number, 1001.0 + 2 * number]
    for value, process in zip(values, pair, strict=True):
        assert process.stdin is not None
        process.stdin.write(f"{value} {number - 1}\n")
        process.stdin.flush()
    return [(value, told(process)) for value, process in zip(values, pair, strict=True)]


def is_clear(words: str) -> bool:
    """Whether a refusal says who recorded what, where, and what became of it."""
    named = any(f"{name} recorded" in words for name in PEOPLE)
    return named and all(part in words for part in MUST_SAY)


def races(environment: Environment) -> tuple[int, int, str]:
    """Count the updates lost and the refusals that do not say what they must."""
    pair = [writer(environment, "cells", account) for account in (1, 2)]
    lost = unclear = 0
    example = ""
    for number in range(ROUNDS):
        answers = race(pair, number)
        kept = [value for value, words in answers if "Recorded(" in words]
        refused = [words for _, words in answers if words.startswith("refused")]
        stands = ask(environment, CELL)
        whole = len(kept) == len(refused) == 1 and len(stands) == number + 1
        lost += not (whole and stands[-1] == (number, kept[0]))
        unclear += sum(not is_clear(words) for words in refused)
        example = refused[-1] if refused else example
    for process in pair:
        process.communicate()
    return lost, unclear, example


def kills(environment: Environment) -> tuple[int, int]:
    """Count the imports killed, and those that left something behind them."""
    before = ask(environment, WHOLE)
    dirty = killed = 0
    for share in SHARES:
        process = writer(environment, "import", COUNT, share)
        assert process.stdout is not None
        assert process.stdout.readline() == "there\n"
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        killed += process.returncode == -signal.SIGKILL
        dirty += ask(environment, WHOLE) != before
    again = writer(environment, "import", COUNT, 2)
    answer = again.communicate(timeout=300)[0]
    ((entries, chains),) = ask(environment, WHOLE)
    ((known, cells),) = before
    whole = (entries - known, chains - cells) == (COUNT, COUNT)
    return killed, dirty + (not whole or f"added={COUNT}" not in answer)


def main() -> None:
    migrate = [sys.executable, "-c", _PREPARE]
    lost = unclear = dirty = killed = 0
    with installations() as environments:
        for engine, environment in environments.items():
            subprocess.run(migrate, env=environment, check=True)
            more, dark, example = races(environment)
            ended, left = kills(environment)
            print(f"{engine}: {ROUNDS} races of two on one cell, {more} updates lost")
            print(f"  the second was told: {example}")
            print(f"  {ended} imports of {COUNT} figures killed, {left} left a trace")
            lost, unclear = lost + more, unclear + dark
            killed, dirty = killed + ended, dirty + left
    conclude(
        "concurrency",
        f"{2 * ROUNDS} races, {lost} updates lost, {unclear} unclear refusals; "
        f"{killed} kills, {dirty} half-written",
        f"0 lost, 0 unclear, {2 * len(SHARES)} kills, 0 half-written",
        holds=not lost and not unclear and not dirty and killed == 2 * len(SHARES),
    )


_PREPARE = """
from trajectoire.web.installation import prepare, set_up
set_up()
prepare()
from trajectoire.web.accounts.models import User
for name in ("Ada", "Bob"):
    address = f"{name.lower()}@example.org"
    User.objects.create_user(address, "x", first_name=name, last_name="Exemple")
"""

if __name__ == "__main__":
    main()
