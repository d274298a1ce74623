"""Are published inventories reproduced, by sector, scope and gas, and their intervals?

Real city inventories go through the product: reader, figures, rows, choice of what
counts, view of the GPC. Their sums are compared with those of a few lines of csv that
share no code with it. The file gives all gases together: gases apart are checked on the
factors of the Base Carbone, which is published by gas with its totals, and warming
potentials on masses whose total is worked out on paper. Last, the interval of a ledger
whose rows share activities and factors is compared with draws.
"""

import csv
from collections import Counter, defaultdict
from datetime import UTC, datetime
from itertools import product

import numpy as np

from benchmarks.city_rows import TABLE, city_rows, rows_of
from benchmarks.gases_by_hand import gap_to_paper
from benchmarks.verdict import conclude, cpu_seconds
from trajectoire.core.errors import TrajectoireError
from trajectoire.core.factor import Factor
from trajectoire.core.indicator import CellState, Definition, Indicator, Method
from trajectoire.core.period import Period
from trajectoire.core.quantity import Quantity
from trajectoire.core.sector import Sector
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.inputs import Amount, Row
from trajectoire.instruments.inventory.model.emission import emissions
from trajectoire.instruments.inventory.model.gases import BEGES_GASES, gas_columns
from trajectoire.instruments.inventory.model.gpc import gpc
from trajectoire.instruments.inventory.model.standing import stand
from trajectoire.instruments.inventory.model.totals import totals
from trajectoire.sources.base_carbone_shipped import SOURCE, read_shipped
from trajectoire.sources.base_carbone_value import to_factor
from trajectoire.sources.gpc_audit import audit

FIVE = ("Paris", "London", "Buenos Aires", "Madrid", "Tokyo")
ROUNDING = 1e-12  # relative: the file writes all the digits of its numbers
THREE_DIGITS = 0.005  # relative: the Base Carbone writes three
SEED, DRAWS, BAR = 20261121, 1_000_000, 0.01
Key = tuple[str, int]
Sums = dict[str, float]


def by_csv() -> dict[Key, Sums]:
    """Add the file up again: each emission once, though it is written three times."""
    with TABLE.open(encoding="utf-8-sig", newline="") as file:
        lines = {
            (row["City"], row["Year_calendar"], row["gpc_refno"]): float(
                row["emissions"]
            )
            for row in csv.DictReader(file)
        }
    sums: dict[Key, Sums] = defaultdict(lambda: defaultdict(float))
    for (city, year, reference), kilograms in lines.items():
        for name in _places(reference):
            sums[city, int(year)][name] += kilograms / 1000
    return sums


def _places(reference: str) -> list[str]:
    """Say in which sums a reference stands (GPC, chapter 4), typed from the text."""
    if reference == "II.5.3":
        return []
    sector, *rest = reference.split(".")
    if sector in ("IV", "V"):
        return [f"{sector} scope 1", "BASIC+"]
    if sector == "VI":
        return ["VI scope 3"]
    if sector == "III":
        scope = 3 if rest[1] == "2" else 1
        inside = ["BASIC", "BASIC+"] if rest[1] != "3" else []
        return [f"III scope {scope}", *inside]
    if reference == "I.4.4":
        return ["I scope 1"]
    scope = int(rest[1])
    levels = ["BASIC", "BASIC+"] if scope < 3 else ["BASIC+"]
    return [f"{sector} scope {scope}", *levels]


def by_product() -> dict[Key, Sums]:
    """Let the rows go through the ledger's rules and the view of the GPC."""
    _, rows, names = city_rows()
    inventories: dict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        inventories[names[row.territory], row.year].append(row)
    return {key: _viewed(several) for key, several in inventories.items()}


def _viewed(rows: list[Row]) -> Sums:
    table = gpc(stand(rows, nomenclatures()), nomenclatures(), "AR5")
    scopes = {
        f"{sector} scope {scope}": amount.value
        for (sector, scope), amount in table.scopes.items()
        if amount is not None
    }
    levels = {
        level: amount.value
        for level, amount in table.levels.items()
        if amount is not None and level != "TERRITORIAL"
    }
    return scopes | levels


def gap(found: Sums, expected: Sums) -> float:
    """Largest relative gap between two sets of sums; a name that one lacks is a gap."""
    size = max(map(abs, expected.values()), default=1.0) or 1.0
    names = set(found) | set(expected)
    apart = [abs(found.get(n, 0.0) - expected.get(n, 0.0)) for n in names]
    missing = any(expected.get(n) and n not in found for n in names)
    return float("inf") if missing else max(apart, default=0.0) / size


def cities() -> float:
    """Compare all the inventories; print the five that the bar names."""
    expected, found = by_csv(), by_product()
    gaps = {key: gap(found.get(key, {}), sums) for key, sums in expected.items()}
    for city, year in sorted(expected):
        if city in FIVE and year == max(y for c, y in expected if c == city):
            print(f"{city} {year}: largest gap {gaps[city, year]:.1e}")
            for name, value in sorted(expected[city, year].items()):
                ours = found[city, year][name]
                print(f"  {name:14s} {value:18,.3f} tCO2e, ours {ours:18,.3f}")
    five = [worst for (city, _), worst in gaps.items() if city in FIVE]
    print(
        f"{len(five)} inventories of {len(FIVE)} cities: largest gap {max(five):.1e}; "
        f"all {len(gaps)} of {len({c for c, _ in gaps})} cities: "
        f"{max(gaps.values()):.1e}"
    )
    return max(gaps.values())


def discrepancies() -> int:
    """List everything that does not hold in the file itself."""
    published, _, _ = city_rows()
    found = audit(published)
    for each in found:
        print(f"  {each.city} {each.year} {each.reference}: {each.kind}: {each.found}")
    counted = Counter(each.kind for each in found)
    print(f"{len(found)} discrepancies of the file:", dict(counted))
    print("gases of the file:", dict(Counter(row.gas for row in published)))
    return len(found)


def by_gas() -> tuple[int, int]:
    """Send one unit of each factor through the accounts; gases and total come back."""
    there: list[tuple[Factor, list[Row]]] = []
    refused = 0
    for published in read_shipped().factors:
        try:
            factor = to_factor(published, SOURCE)
            rows = rows_of(emissions(_one(factor.unit), factor))
        except (TrajectoireError, ValueError):
            refused += 1
            continue
        if factor.gases:
            there.append((factor, rows))
    wrong = [factor.key for factor, rows in there if not _comes_back(factor, rows)]
    print(
        f"{len(there)} factors of {SOURCE.title} published by gas: {len(wrong)} whose "
        f"gases or total do not come back within {THREE_DIGITS:.1%}; {refused} rows "
        "are data and no factors"
    )
    for key in wrong[:20]:
        print(f"  {key}")
    return len(there), len(wrong)


def _one(unit: str) -> Indicator:
    return Indicator(
        definition=Definition("activity_declared", unit),
        territory=Territory("T", "city", "Ville-Témoin", 2026),
        sector=Sector("BEGES", "1.1/buildings"),
        period=Period.of_year(2022),
        quantity=Quantity(1.0, unit, 0.0),
        state=CellState.OBSERVED,
        source=Source("Ville", "Relevé", "Licence Ouverte"),
        method=Method("inventory.entered", "1"),
    )


def _comes_back(factor: Factor, rows: list[Row]) -> bool:
    """Compare gases and total with those published, in kilograms per unit."""
    expected: Sums = defaultdict(float)
    for gas, value in factor.gases:
        kind = gas.partition("_")[0]
        named = kind if kind in ("co2", "ch4", "n2o") else "other"
        expected["apart" if gas == "co2_biogenic" else named] += value
    found: Sums = defaultdict(float)
    amounts = totals(rows, list(range(len(rows))), nomenclatures(), "AR5")
    for row, amount in zip(rows, amounts, strict=True):
        column = gas_columns(row, nomenclatures(), BEGES_GASES)[0]
        named = "apart" if column == "co2_biogenic" else column
        found[named] += 1000 * _value(amount)
    same = all(
        abs(found[gas] - value) <= 1e-9 * abs(value) for gas, value in expected.items()
    )
    whole = sum(value for gas, value in found.items() if gas != "apart")
    size = abs(factor.total) + sum(abs(v) for g, v in expected.items() if g != "apart")
    return same and abs(whole - factor.total) <= THREE_DIGITS * size


def _value(amount: Amount | None) -> float:
    return amount.value if amount else 0.0


def against_draws() -> float:
    """Compare the total of rows that share data with a million draws of the data."""
    generator = np.random.default_rng(SEED)
    activities, factors, rows = {}, {}, []
    drawn = np.zeros(DRAWS)
    for place in range(10):
        for fuel, (spread, size) in enumerate(((0.05, 9.0), (0.3, 4.0), (0.6, 1.0))):
            activities[place, fuel] = _drawn(generator, 0.1 + 0.02 * place)
            factors.setdefault(fuel, _drawn(generator, spread))
            value = size * (1 + place)
            drawn += value * activities[place, fuel] * factors[fuel]
            row = Row(
                *(len(rows) + 1, f"C{place}", "emission_co2", "accounts"),
                *(f"road.{fuel}", 2022, CellState.ESTIMATED, value, value * spread),
            )
            rows.append(
                row._replace(
                    activity=len(rows) + 1,
                    activity_variation=0.1 + 0.02 * place,
                    activity_law="lognormal",
                    factor=f"T/1/{fuel}",
                    factor_variation=spread,
                )
            )
    (amount,) = totals(rows, [0] * len(rows), nomenclatures(), "AR5")
    low, high = np.quantile(drawn, [0.05, 0.95])
    gaps = (
        abs(amount.value / drawn.mean() - 1),
        abs(amount.deviation / drawn.std() - 1),
        abs(amount.low / low - 1),
        abs(amount.high / high - 1),
    )
    print(
        f"30 rows with 3 shared factors, {DRAWS} draws, {datetime.now(UTC):%Y-%m-%d}: "
        f"gaps of mean {gaps[0]:.2%}, deviation {gaps[1]:.2%}, low {gaps[2]:.2%}, "
        f"high {gaps[3]:.2%}"
    )
    return float(max(gaps))


def speed() -> None:
    """Print what an intercommunality of forty communes costs."""
    lines = [
        line.code
        for line in nomenclatures().lines["accounts"].values()
        if "ghg" in line.families
    ]
    gases = ("emission_co2", "emission_ch4_fossil", "emission_n2o")
    rows = [
        Row(
            *(number, f"C{place}", gas, "accounts", line, 2022),
            *(CellState.ESTIMATED, 9.0, 2.0, "lognormal", 1, False),
            *(1 + number // 3, 0.1, "lognormal", f"T/1/{number % 60}", 0.17),
        )
        for number, (place, line, gas) in enumerate(product(range(40), lines, gases))
    ]
    group_of = [lines.index(row.sector) for row in rows]
    standing = cpu_seconds(lambda: stand(rows, nomenclatures()))
    added = cpu_seconds(lambda: totals(rows, group_of, nomenclatures(), "AR5"))
    print(
        f"{len(rows)} rows of 40 communes: what counts is chosen in "
        f"{1000 * standing:.0f} ms of processor, {len(lines)} totals with their "
        f"intervals in {1000 * added:.0f} ms"
    )


def _drawn(generator: np.random.Generator, variation: float) -> np.ndarray:
    spread = np.sqrt(np.log1p(variation**2))
    return np.exp(generator.normal(-(spread**2) / 2, spread, DRAWS))


def main() -> None:
    """Measure, and say whether it holds."""
    bar = "per sector, per gas, reproduced to the rounding of the source"
    if not TABLE.is_file():
        conclude("totals", "real data absent, see CONTRIBUTING.md", bar, holds=False)
    listed = discrepancies()
    worst = cities()
    factors, wrong = by_gas()
    paper = gap_to_paper()
    drawn = against_draws()
    speed()
    conclude(
        "totals",
        f"sums of {', '.join(FIVE)} and of all the others within {worst:.0e} of an "
        f"independent addition; {listed} discrepancies of the file listed; it gives no "
        f"gas apart, so gases on {factors} published factors, {wrong} wrong; masses of "
        f"gases in three sets of potentials within {paper:.0e} of the sums on paper; "
        f"interval within {drawn:.2%} of {DRAWS:.0e} draws",
        bar,
        holds=max(worst, paper) <= ROUNDING
        and not wrong
        and factors > 0
        and drawn <= BAR,
    )


if __name__ == "__main__":
    main()
