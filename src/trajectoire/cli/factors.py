"""The commands of emission factors: load a newer table, list what is there."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    help="Facteurs d'émission\u00a0: charger une version, voir celles qui sont là.",
    no_args_is_help=True,
)

File = Annotated[
    Path, typer.Argument(help="CSV de la Base Carbone, tel que l'ADEME le publie.")
]
Version = Annotated[
    str, typer.Option(help="Version, si le nom du fichier ne la dit pas\u00a0: 23.0.")
]
Potentials = Annotated[
    str,
    typer.Option(help="AR4, AR5 ou AR6, si les facteurs ne le laissent pas voir."),
]
Demo = Annotated[bool, typer.Option("--demo", help="Pour le site de démonstration.")]


@app.command("load")
def load_table(
    file: File, version: Version = "", potentials: Potentials = "", demo: Demo = False
) -> None:
    """Charge une version de la Base Carbone à côté des autres.

    Rien de ce qui est employé ne change : un inventaire ancien garde ses facteurs.
    """
    from dataclasses import asdict

    from trajectoire.cli.words import fault_words
    from trajectoire.sources.base_carbone import read_base_carbone

    table = read_base_carbone(file, version)
    _set_up(demo)
    from trajectoire.web.factors.loading import load

    loaded = load(table, potentials=potentials)
    for fault in loaded.refused:
        print(f"Refusé : {fault_words(asdict(fault))}")
    print(
        f"{loaded.edition.title} ({loaded.edition.potentials}) : "
        f"{loaded.added} lignes ajoutées, {loaded.unchanged} déjà là, "
        f"{len(table.refused)} refusées à la lecture."
    )


@app.command("list")
def list_editions(demo: Demo = False) -> None:
    """Dit quelles versions sont là, et combien de lignes."""
    _set_up(demo)
    from trajectoire.web.factors.models import Edition

    for edition in Edition.objects.all():
        count = edition.lines.count()
        print(f"{edition.title} : {count} lignes, {edition.potentials}")


def _set_up(demo: bool) -> None:
    import os

    from trajectoire.web import installation
    from trajectoire.web.environment import read_environment

    home = read_environment(os.environ).home / "demo" if demo else None
    installation.set_up(home, embedded=demo)
    installation.prepare()
