"""The commands of the inventory: a first estimate of any French territory."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from trajectoire.core.errors import Fault, InputError

if TYPE_CHECKING:
    from trajectoire.core.quantity import Quantity
    from trajectoire.instruments.inventory.model.estimate import Estimate, Line

app = typer.Typer(
    help="Tenir les comptes d'émissions d'un territoire.", no_args_is_help=True
)
_SUBSTANCES = {
    "emission_ghg": "Gaz à effet de serre",
    "energy_final": "Énergie finale",
    "sink_forest": "Séquestration",
}


@app.callback()
def accounts() -> None:
    """Group the commands, so that each keeps its name when it is alone."""


@app.command()
def estimate(
    code: Annotated[
        str, typer.Argument(help="Code INSEE, SIREN, dep-38, reg-84 ou FR.")
    ],
    year: Annotated[
        int | None, typer.Option(min=1, max=9998, help="Année des chiffres nationaux.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Résultat en JSON, sans tableau.")
    ] = False,
) -> None:
    """Estime ce qu'émet un territoire, avant qu'il ait la moindre donnée.

    Exemple : `trajectoire inventory estimate 200040715`
    """
    from trajectoire.core.period import Period
    from trajectoire.instruments.inventory.gather.intensities import years
    from trajectoire.instruments.inventory.instrument import Inventory
    from trajectoire.sources.communes import places

    found = places().find(code)
    if found is None:
        expected = "the code of a French commune, group, département or region"
        remedy = "Search the territory by its name on the site to find its code."
        raise InputError([Fault(expected, code, remedy)])
    period = Period.of_year(years()[-1] if year is None else year)
    gathered = Inventory().gather(found.place.territory(), period)
    if as_json:
        report = Inventory().run(gathered)
        print(json.dumps(report.diagnostics, ensure_ascii=False))
        return
    _print(gathered)


def _print(found: "Estimate") -> None:
    from trajectoire.cli.observatory import grouped

    print(
        f"{found.territory.name}, première estimation pour {found.year} : "
        f"{grouped(found.population)} habitants, communes : {grouped(found.communes)}"
    )
    names, reasons = _labels("lines"), _labels("estimate_reasons")
    if found.left_out:
        left = grouped(found.left_out)
        print(f"Communes que les chiffres nationaux ne couvrent pas : {left}")
    if not found.communes:
        print(f"Rien n'est estimé. {reasons[found.lines[0].note]}")
    for substance, title in _SUBSTANCES.items() if found.communes else ():
        print(f"\n{title} [{_unit(substance)}]")
        for line in found.lines:
            if line.substance == substance:
                print(_row(line, names, reasons))
        if substance in found.totals:
            figures = _figures(found.totals[substance])
            print(f"  {'Total des lignes estimées':<32}{figures}")
    print("\nDonnées à demander, dans l'ordre de ce qu'elles préciseraient")
    for rank, one in enumerate(found.wanted, 1):
        part = one.narrowing
        gain = "" if part is None else f" ({_percent(part)} de l'intervalle)"
        print(f"  {rank}. {one.datum.datum_fr}{gain}\n     {one.datum.where_fr}")


def _row(line: "Line", names: dict[str, str], reasons: dict[str, str]) -> str:
    name = names.get(line.sector, line.sector)
    if line.quantity is None:
        return f"  {name:<32}non renseigné : {reasons[line.note]}"
    return f"  {name:<32}{_figures(line.quantity)}"


def _figures(quantity: "Quantity") -> str:
    low, high = quantity.bounds() or (quantity.value, quantity.value)
    middle, least, most = (_rounded(x) for x in (quantity.value, low, high))
    return f"{middle:>14}  ({least} à {most}, 9 chances sur 10)"


def _rounded(value: float) -> str:
    from trajectoire.cli.observatory import grouped

    return grouped(float(f"{value:.2g}"))


def _percent(share: float) -> str:
    return "moins de 1 %" if share < 0.01 else f"{100 * share:.0f} %"


def _unit(substance: str) -> str:
    from trajectoire.instruments.inventory.model.estimate import UNITS

    return UNITS[substance]


def _labels(table: str) -> dict[str, Any]:
    from trajectoire.instruments.inventory.gather.intensities import rows

    kept = (row for row in rows(table) if row.get("nomenclature", "PCAET") == "PCAET")
    return {row["code"]: row["label_fr"] for row in kept}
