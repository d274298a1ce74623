"""The commands of territories: give the official files that are not shipped."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    help="Compléter les territoires avec des fichiers officiels\u00a0: contours, "
    "compétences.",
    no_args_is_help=True,
)

File = Annotated[Path, typer.Argument(help="Fichier officiel.", dir_okay=False)]
Publisher = Annotated[str, typer.Option("--publisher", help="Qui publie le fichier.")]
Licence = Annotated[str, typer.Option("--licence", help="Sous quelle licence.")]
Demo = Annotated[bool, typer.Option("--demo", help="Pour le site de démonstration.")]
_OPEN = "Licence Ouverte 2.0"


@app.command()
def outlines(
    file: File,
    publisher: Publisher = "IGN",
    licence: Licence = _OPEN,
    demo: Demo = False,
) -> None:
    """Lit des contours officiels et les garde pour les cartes des territoires.

    Communes, intercommunalités, départements ou régions : ADMIN EXPRESS (IGN) ou
    contours d'Etalab, en GeoJSON ou en GeoPackage.
    """
    from trajectoire.core.source import Source
    from trajectoire.sources.communes_kept import KeptTerritories
    from trajectoire.sources.outlines_official import read_outlines

    found = read_outlines(file, Source(publisher, file.stem, licence, None, file.name))
    home = _home(demo)
    KeptTerritories(home).keep_outlines(found.outlines)
    print(f"Contours gardés dans {home} : {len(found.outlines)}.")
    if found.joined:
        print(f"Parties réunies à la commune d'aujourd'hui : {found.joined}.")
    if found.mended:
        print(f"Contours qui se croisaient, réparés : {found.mended}.")


@app.command()
def competences(
    file: File,
    publisher: Publisher = "DGCL, BANATIC",
    licence: Licence = _OPEN,
    demo: Demo = False,
) -> None:
    """Lit l'export de BANATIC : qui exerce quelle compétence.

    Une ligne par intercommunalité et par compétence, ou une colonne de oui et de non
    par compétence ; CSV, XLSX, Parquet ou JSON.
    """
    from trajectoire.core.source import Source
    from trajectoire.sources.communes_kept import KeptTerritories
    from trajectoire.sources.competences import read_competences

    table = read_competences(file)
    source = Source(publisher, file.stem, licence, None, file.name)
    home = _home(demo)
    KeptTerritories(home).keep_competences(table.held, source)
    count = sum(len(held) for held in table.held.values())
    print(f"Compétences gardées dans {home} : {count}.")
    print(f"Groupements : {len(table.held)}.")
    if table.former:
        print("Les codes sont ceux de l'ancienne nomenclature : ils restent sans nom,")
        print("sauf ceux que le fichier nomme.")


def _home(demo: bool) -> Path:
    import os

    from trajectoire.web.environment import prepare_home, read_environment

    home: Path = read_environment(os.environ).home
    if demo:
        home = home / "demo"
    prepare_home(home)
    return home
