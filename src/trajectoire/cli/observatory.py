"""The commands of the observatory: check files, run, twin."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from trajectoire.cli.words import fault_words
from trajectoire.web.language.sentences import french

app = typer.Typer(
    help="Mesurer le CO2 d'une ville à partir de capteurs, d'un inventaire et du "
    "chemin de l'air.",
    no_args_is_help=True,
)

Progress = Callable[[str, float], None]
Json = Annotated[bool, typer.Option("--json", help="Résultat en JSON, sans barre.")]
Out = Annotated[
    Path, typer.Option("--out", "-o", help="Dossier des résultats.", file_okay=False)
]


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="Fichiers à examiner.")],
    mapping: Annotated[
        Path | None,
        typer.Option(help="Description TOML des colonnes d'un tableau à vous."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Dit ce qu'est chaque fichier, sa période, ses unités et tout ce qui ne va pas.

    Exemple : `trajectoire observatory check capteurs/*.csv empreintes.nc`
    """
    from trajectoire.sources.check import check as examine
    from trajectoire.sources.column_map import read_column_map

    column_map = read_column_map(mapping) if mapping else None
    examined = [examine(path, column_map) for path in files]
    if as_json:
        print(json.dumps([one.as_dict() for one in examined], ensure_ascii=False))
    else:
        for one in examined:
            _print_examination(one.as_dict())
    if any(one.faults for one in examined):
        raise typer.Exit(1)


@app.command()
def run(
    config: Annotated[Path, typer.Argument(help="Fichier TOML du calcul.")],
    out: Out = Path("resultats"),
    record: Annotated[
        bool, typer.Option(help="Inscrire les résultats au registre.")
    ] = True,
    as_json: Json = False,
) -> None:
    """Calcule les émissions décrites par un fichier, et écrit un dossier de résultats.

    Un calcul interrompu reprend là où il en était. `trajectoire observatory example`
    écrit un exemple complet.
    """
    from trajectoire.instruments.observatory.instrument import run_folder

    with _bar(hidden=as_json) as progress:
        report = run_folder(config, out, progress)
    if record:
        _record(report, out)
    _conclude(report.diagnostics, out, as_json=as_json)


@app.command()
def twin(
    out: Out = Path("jumeau"),
    days: Annotated[int, typer.Option(min=2, max=3660, help="Jours simulés.")] = 60,
    seed: Annotated[int, typer.Option(help="Graine du tirage.")] = 2026,
    as_json: Json = False,
) -> None:
    """Calcule la ville inventée, dont la vérité est connue."""
    from trajectoire.instruments.observatory.instrument import run_twin

    with _bar(hidden=as_json) as progress:
        report = run_twin(out, progress, days=days, seed=seed)
    _conclude(report.diagnostics, out, as_json=as_json)


@app.command()
def example(
    out: Annotated[
        Path, typer.Argument(help="Dossier à créer.", file_okay=False)
    ] = Path("exemple"),
) -> None:
    """Écrit un exemple complet, à modifier : configuration, zones, capteurs, météo."""
    from trajectoire.instruments.observatory.gather.example import write_example

    config = write_example(out)
    print(f"Exemple écrit. Pour le calculer : trajectoire observatory run {config}")


@contextmanager
def _bar(*, hidden: bool) -> Iterator[Progress]:
    if hidden:
        yield lambda _step, _share: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description:<44}"), BarColumn(), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda step, share: bar.update(task, description=step, completed=share)


def _record(report: Any, out: Path) -> None:
    from trajectoire.web import installation

    installation.set_up()
    installation.prepare()
    from trajectoire.web.observatory.publication import publish_report

    publish_report(
        report,
        out.resolve(),
        asked=report.diagnostics["method"]["run"],
        author="command line",
    )


def _conclude(summed: dict[str, Any], out: Path, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(summed, ensure_ascii=False))
        return
    from trajectoire.core.quantity import Z_90

    total, span = summed["totals"]["total"], summed["period"]
    print(f"{summed['title']}, {span['start']} → {span['end']} (fin exclue)")
    for name, label in (("prior", "déclaré"), ("posterior", "mesuré")):
        low = total[name] - Z_90 * total[f"{name}_sd"]
        high = total[name] + Z_90 * total[f"{name}_sd"]
        figures = (grouped(value) for value in (total[name], low, high))
        print("  {} : {} t de CO2 ({} à {}, 90 %)".format(label, *figures))
    found = summed["diagnostics"]
    if "reduced_chi_square" in found:
        low, high = found["reduced_chi_square_interval"]
        chi = found["reduced_chi_square"]
        words = f"khi-deux réduit {chi:.3f} (attendu entre {low:.3f} et {high:.3f})"
        print(f"  {words.replace('.', ',')}")
    for note in summed["notes"]:
        print(f"  à savoir : {note}")
    print(f"  résultats dans {out}")


def grouped(value: float) -> str:
    """Write a whole number as French does, by groups of three digits."""
    return f"{value:,.0f}".replace(",", "\u202f")


def _print_examination(found: dict[str, Any]) -> None:
    print(f"{found['file']} : {french(found['kind']) or found['kind']}")
    for content in found["contents"]:
        print(
            "  "
            + ", ".join(f"{k} {v}" for k, v in content.items() if v not in ("", {}))
        )
    for note in found["notes"]:
        print(f"  note : {french(note) or note}")
    for fault in found["faults"]:
        print(f"  FAUTE : {fault_words({**fault, 'file': ''})}")
    sys.stdout.flush()
