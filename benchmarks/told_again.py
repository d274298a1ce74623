"""Real inventories told again in every way that the accounts know: what moves?"""

from collections import Counter
from collections.abc import Callable

from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.inputs import Row
from trajectoire.instruments.inventory.model.gpc import gpc
from trajectoire.instruments.inventory.model.pcaet import SECTORS, pcaet
from trajectoire.instruments.inventory.model.standing import Standing, stand

ROUNDING = 1e-12  # relative to the sum of the sizes of the rows
WORDS = nomenclatures()


def moved(rows: list[Row], standing: Standing) -> Counter[str]:
    """Tell an inventory again in each way; count the totals that move."""
    before = totals_of(standing)
    size = sum(abs(row.value or 0.0) for row in rows) or 1.0
    found: Counter[str] = Counter()
    for name, retold in SPLIT.items():
        several, wholes = retold(rows, standing)
        found[name] = _moved(before, stand(several, WORDS, wholes=wholes), size)
    for name, told in AGAIN.items():
        again = stand([*rows, *told(rows, standing)], WORDS)
        found[name] = _moved(before, again, size)
    return found


def _moved(before: dict[str, float], again: Standing, size: float) -> int:
    after = totals_of(again)
    names = before.keys() | after.keys()
    apart = (abs(after.get(name, 0.0) - before.get(name, 0.0)) for name in names)
    return sum(each > ROUNDING * size for each in apart)


def totals_of(standing: Standing) -> dict[str, float]:
    """Give each sector of the PCAET, its sinks, and each reference of the GPC."""
    grids = pcaet(standing, WORDS, "AR5").grids
    cells = [grids["ghg"].cells, gpc(standing, WORDS, "AR5").grid.cells]
    found = {
        line: cell.amount.value
        for several in cells
        for (line, column), cell in several.items()
        if column == "total" and cell.amount is not None
    }
    removed = grids["sinks"].sums["total"]
    return found | ({"sinks": removed.value} if removed else {})


def sectors(rows: list[Row], standing: Standing) -> list[Row]:
    """Tell each sector of the PCAET once more, to the tonne."""
    return [
        _told(rows, k, "PCAET", sector, value)
        for k, (sector, value) in enumerate(_sectors(standing).items())
    ]


def total(rows: list[Row], standing: Standing) -> list[Row]:
    """Tell all the sectors together."""
    return [_told(rows, 0, "all", "total", sum(_sectors(standing).values()))]


def lines(rows: list[Row], standing: Standing) -> list[Row]:
    """Tell what is emitted here once more, to the tonne; other scopes stand beside."""
    here = Standing(
        tuple(row for row in standing.counted if _scope(row) == 1), standing.aside
    )
    return _native(rows, here, 1.0)


def few_lines(rows: list[Row], standing: Standing) -> list[Row]:
    """Tell a hundredth of each reference by one native line: a bill among many."""
    return _native(rows, standing, 0.01)


def sinks(_rows: list[Row], standing: Standing) -> list[Row]:
    """Tell what land removes as sinks, where its net emission is told."""
    return [
        row._replace(number=10**9 + k, substance="sink_total", value=-row.value)
        for k, row in enumerate(standing.counted)
        if row.sector == "V.2" and row.value is not None
    ]


def slips(_rows: list[Row], standing: Standing) -> list[Row]:
    """Tell the CO2 of each line in a wrong unit, ten times its total."""
    return [
        row._replace(number=10**9 + k, substance="emission_co2", value=10 * row.value)
        for k, row in enumerate(standing.counted)
        if row.value is not None and row.sector != "V.2"
    ]


AGAIN: dict[str, Callable[[list[Row], Standing], list[Row]]] = {
    "sectors": sectors,
    "total": total,
    "native lines": lines,
    "few native lines": few_lines,
    "sinks": sinks,
    "wrong unit": slips,
}


def former(rows: list[Row], standing: Standing) -> tuple[list[Row], dict[str, str]]:
    """Halve the inventory between former communes; that of today tells a hundredth."""
    wholes = {"F1": rows[0].territory, "F2": rows[0].territory}
    return [*_halves(rows, wholes), *_native(rows, standing, 0.01)], wholes


def members(rows: list[Row], standing: Standing) -> tuple[list[Row], dict[str, str]]:
    """Halve it between communes; their intercommunality tells one sector of its own."""
    wholes = {"C1": rows[0].territory, "C2": rows[0].territory}
    return [*_halves(rows, wholes), *sectors(rows, standing)[:1]], wholes


SPLIT: dict[str, Callable[[list[Row], Standing], tuple[list[Row], dict[str, str]]]] = {
    "former communes": former,
    "members": members,
}


def _halves(rows: list[Row], wholes: dict[str, str]) -> list[Row]:
    return [
        row._replace(
            number=2 * row.number + k,
            territory=code,
            value=None if row.value is None else row.value / 2,
        )
        for row in rows
        for k, code in enumerate(wholes)
    ]


def _native(rows: list[Row], standing: Standing, share: float) -> list[Row]:
    """Tell references of the GPC by native lines of the same sector of the PCAET."""
    found = []
    for row in standing.counted:
        line = NATIVE_LINES.get(row.sector)
        if line is not None and row.value is not None:
            value = share * row.value
            found.append(_told(rows, row.number, "accounts", line, value))
    return found


def _scope(row: Row) -> int:
    line = WORDS.line("GPC", row.sector)
    return line.scope if line else 0


def _told(rows: list[Row], k: int, nomenclature: str, code: str, value: float) -> Row:
    number = 10**9 + k
    return rows[0]._replace(
        number=number, nomenclature=nomenclature, sector=code, value=value
    )


def _native_lines() -> dict[str, str]:
    """Give a native line for each reference that lands where it does."""
    found: dict[str, str] = {}
    for code in WORDS.lines["accounts"]:
        key = "accounts", code
        reference = WORDS.landing(*key, "GPC", "emission_ghg").code
        sector = WORDS.landing(*key, "PCAET", "emission_ghg")
        if (
            reference
            and WORDS.landing("GPC", reference, "PCAET", "emission_ghg").code
            == sector.code
        ):
            found.setdefault(reference, code)
    return found


NATIVE_LINES = _native_lines()


def _sectors(standing: Standing) -> dict[str, float]:
    cells = pcaet(standing, WORDS, "AR5").grids["ghg"].cells
    amounts = {sector: cells[sector, "total"].amount for sector in SECTORS}
    return {sector: each.value for sector, each in amounts.items() if each is not None}
