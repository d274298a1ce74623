"""City inventories by GPC reference: each tonne once, each silence kept and said."""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trajectoire.core.errors import InputError, UnitError
from trajectoire.sources.gpc_audit import REFERENCES, audit, totals
from trajectoire.sources.gpc_table import GpcRow, Notation, cities, read_gpc_table

HEAD = "City,Country,Year_calendar,gpc_refno,emissions,units,gas"
ROWS = (
    "Town,Nowhere,2019,I.1.1,1000,kg,CO2e",
    "Town,Nowhere,2019,I.1.2,200,kg,CO2e",
    "Town,Nowhere,2019,I.1.3,30,kg,CO2e",
    "Town,Nowhere,2019,III.1.2,4,kg,CO2e",
    "Town,Nowhere,2019,I.4.4,0.5,kg,CO2e",
    "Town,Nowhere,2019,VI.1,0.06,kg,CO2e",
)
Write = Callable[..., Path]


@pytest.fixture
def table(tmp_path: Path) -> Write:
    """Write a table: rows, header, encoding."""

    def write(
        rows: Sequence[str] = ROWS, head: str = HEAD, encoding: str = "utf-8"
    ) -> Path:
        path = tmp_path / "cities.csv"
        path.write_text("\n".join([head, *rows]) + "\n", encoding=encoding)
        return path

    return write


@pytest.fixture(scope="module")
def c40(shared_data: Path) -> tuple[GpcRow, ...]:
    """Inventories of the 79 cities that C40 publishes."""
    return read_gpc_table(shared_data / "territory/gpc/c40_gpc_inventories.csv")


def refused(path: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        read_gpc_table(path)
    return [str(fault) for fault in caught.value.faults]


def test_each_scope_and_level_gets_its_references(table):
    (found,) = totals(read_gpc_table(table()))
    # Scope 1: fuel, power sold; scope 2: power bought; scope 3: losses, waste, other.
    assert found.scopes == pytest.approx((1000 + 0.5, 200, 30 + 4 + 0.06))
    assert found.basic == pytest.approx(1000 + 200 + 4)  # neither losses nor power sold
    assert found.basic_plus == pytest.approx(1000 + 200 + 4 + 30)
    assert found.everything == pytest.approx(1234.56)


def test_the_references_are_those_of_the_protocol():
    # GPC v1.1: energy 6 x 3 + I.4.4 + I.7.1 + I.8.1; transport 5 x 3 without II.5.3;
    # waste 4 x 3; industry 2; land 3; other 1.
    assert len(REFERENCES) == 21 + 14 + 12 + 2 + 3 + 1
    assert "II.5.3" not in REFERENCES
    levels = Counter(level for _, level in REFERENCES.values())
    # BASIC: energy 6 x 2 + I.7.1 + I.8.1, transport 5 x 2, waste 4 x 2.
    assert levels == {"BASIC": 32, "BASIC+": 6 + 4 + 5, "TERRITORIAL": 5, "OTHER": 1}


def test_an_emission_repeated_for_its_context_is_counted_once(table):
    head = f"{HEAD},Variable_name,Variable_value"
    rows = [
        f"{ROWS[0]},{context}"
        for context in ("Population,12", "Area,3.5", "GDP,7000", "Altitude,")
    ]
    (row,) = read_gpc_table(table(rows, head))
    assert row.value == 1000
    assert row.context == (("Population", 12.0), ("Area", 3.5), ("GDP", 7000.0))


@pytest.mark.parametrize("key", list(Notation))
def test_a_notation_key_is_kept_and_is_no_zero(table, key):
    (row,) = read_gpc_table(table([f"Town,Nowhere,2019,I.1.1,{key},kg,CO2e"]))
    assert row.notation is key
    assert row.value is None


def test_a_total_says_which_figures_exist_and_are_not_in_it(table):
    keys = {"I.1.1": "NE", "I.1.2": "C", "I.2.1": "NO", "I.2.2": "IE", "I.3.1": "7"}
    rows = [f"Town,Nowhere,2019,{r},{key},kg,CO2e" for r, key in keys.items()]
    (found,) = totals(read_gpc_table(table(rows)))
    assert found.basic == 7
    assert found.silent == ("I.1.1", "I.1.2")


def test_the_same_total_in_kilograms_and_tonnes(table):
    kilograms = totals(read_gpc_table(table(["T,N,2019,I.1.1,1500,kg,CO2e"])))
    for unit in ("t", "tonnes", "tCO2e"):
        tonnes = totals(read_gpc_table(table([f"T,N,2019,I.1.1,1.5,{unit},CO2e"])))
        assert tonnes == kilograms


def test_a_single_gas_is_read_but_not_added_as_co2_equivalent(table):
    rows = read_gpc_table(table(["T,N,2019,I.1.1,15,kg,CH4"]))
    assert (rows[0].value, rows[0].unit, rows[0].gas) == (15, "kg", "CH4")
    with pytest.raises(UnitError, match="measure different things"):
        totals(rows)


@given(st.permutations(range(len(ROWS))))
def test_totals_do_not_depend_on_the_order_of_rows(order):
    rows = [
        GpcRow(n, "T", "N", "", "", 2019, reference, "CO2e", 2.0**n, "kgCO2e")
        for n, reference in enumerate(("I.1.1", "I.1.2", "II.1.1", "V.1", "III.1.3"))
    ]
    shuffled = [rows[place] for place in order if place < len(rows)]
    assert totals(shuffled) == totals(rows)
    assert audit(shuffled) == audit(rows)


def test_oddities_are_listed_one_by_one():
    def declared(year: int, reference: str, value: float) -> GpcRow:
        return GpcRow(2, "T", "N", "", "0", year, reference, "CO2e", value, "kgCO2e")

    rows = [
        declared(2010, "I.1.1", 10.0),
        declared(2012, "I.1.1", 10.0),
        declared(2014, "I.1.1", 501.0),
        declared(2014, "II.5.3", 1.0),
        declared(2014, "I.2.1", -1.0),
        declared(2014, "V.1", -1.0),
    ]
    found = [(d.kind, d.year, d.reference) for d in audit(rows) if d.kind != "absent"]
    assert found == [
        ("boundary", 2010, ""),
        ("boundary", 2012, ""),
        ("repeated", 2012, "I.1.1"),
        ("boundary", 2014, ""),
        ("leap", 2014, "I.1.1"),  # 50.1 times
        ("negative", 2014, "I.2.1"),
        ("unknown reference", 2014, "II.5.3"),
    ]


def test_silence_about_a_compulsory_reference_is_said(table):
    given_all = [
        f"T,N,2019,{reference},NO,kg,CO2e"
        for reference, (_, level) in REFERENCES.items()
        if level == "BASIC"
    ]
    kinds = {d.kind for d in audit(read_gpc_table(table(given_all)))}
    assert kinds == {"boundary"}  # this small table has no column for it
    absent = [d for d in audit(read_gpc_table(table(given_all[1:]))) if d.found]
    assert ("absent", "I.1.1") in [(d.kind, d.found) for d in absent]


def test_missing_columns_are_all_named(table):
    faults = refused(table(["T,2019,1"], "City,Year_calendar,emissions"))
    assert len(faults) == 4
    assert all("expected a column" in fault for fault in faults)


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(table):
    plain = read_gpc_table(table())
    assert read_gpc_table(table(encoding="utf-8-sig")) == plain
    path = table()
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_gpc_table(path) == plain


def test_comma_decimals_are_understood_and_mixtures_refused(table):
    head = HEAD.replace(",", ";")
    comma = [row.replace(",", ";").replace(".5;", ",5;") for row in ROWS[4:5]]
    assert read_gpc_table(table(comma, head))[0].value == 0.5
    mixed = [*comma, ROWS[5].replace(",", ";")]
    (fault,) = refused(table(mixed, head))
    assert "row 2" in fault
    assert "“0,5”" in fault


@pytest.mark.parametrize("value", ["NaN", "inf", "", "1_000", "twelve", "NA"])
def test_what_is_no_figure_is_refused_and_never_zero(table, value):
    (fault,) = refused(table([f"Town,Nowhere,2019,I.1.1,{value},kg,CO2e"]))
    assert "row 2, column “emissions”: expected a finite number" in fault
    assert "never zero" in fault


def test_repeated_and_contradictory_rows_are_refused(table):
    (fault,) = refused(table([*ROWS, ROWS[0]]))
    assert "row 8" in fault
    assert "the row 2 again" in fault
    (fault,) = refused(table([*ROWS, ROWS[0].replace("1000", "999")]))
    assert "expected one emission, found 999, and another one in row 2" in fault


def test_the_same_context_twice_is_a_row_repeated(table):
    head = f"{HEAD},Variable_name,Variable_value"
    rows = [f"{ROWS[0]},Population,{value}" for value in (12, 13)]
    (fault,) = refused(table(rows, head))
    assert "row 3: expected each row once, found the row 2 again" in fault


def test_all_the_faults_of_a_file_come_at_once(table):
    faults = refused(
        table(
            [
                ",Nowhere,2019,I.1.1,1,kg,CO2e",
                "Town,Nowhere,19,I.1.1,1,kg,CO2e",
                "Town,Nowhere,2019,VII.1,1,kg,CO2e",
                "Town,Nowhere,2019,I.1.1,1,kWh,CO2e",
            ]
        )
    )
    assert [fault.split("“")[1].split("”")[0] for fault in faults] == [
        "City",
        "Year_calendar",
        "gpc_refno",
        "units",
    ]


@pytest.mark.real
def test_the_published_table_holds_each_emission_three_times(c40):
    # 18,801 rows in the file = 6,267 x (population, area, GDP).
    assert len(c40) * 3 == 18_801
    assert {tuple(name for name, _ in row.context) for row in c40} == {
        ("Population", "Area", "GDP")
    }
    assert len(cities(c40)) == 313
    assert len({city for city, _ in cities(c40)}) == 79


@pytest.mark.real
def test_scope_two_of_paris_is_the_sum_of_its_three_lines(c40):
    (paris,) = [t for t in totals(c40) if (t.city, t.year) == ("Paris", 2019)]
    # Typed from the lines I.1.2, I.2.2 and II.2.2 of 2019, kilograms to the hundredth:
    # 588,535,531.54 + 821,649,090.08 + 390,393,841.00 = 1,800,578,462.62
    assert paris.scopes[1] == pytest.approx(1_800_578_462.62, abs=0.01)


@pytest.mark.real
def test_paris_agrees_with_what_the_city_itself_publishes(c40):
    # City of Paris, "Report of Paris greenhouse gas emissions in 2018": local emissions
    # (buildings, traffic inside the city, waste) of 5.5 MtCO2e, which is BASIC but for
    # details; the table was compiled apart, so 2 % are allowed for the difference.
    (paris,) = [t for t in totals(c40) if (t.city, t.year) == ("Paris", 2018)]
    assert paris.basic / 1e9 == pytest.approx(5.5, rel=0.02)


@pytest.mark.real
@pytest.mark.parametrize("city", ["Paris", "London", "Tokyo", "Madrid", "Buenos Aires"])
def test_totals_are_those_of_the_lines_of_the_file(c40, shared_data, city):
    path = shared_data / "territory/gpc/c40_gpc_inventories.csv"
    summed: Counter[int] = Counter()
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith(f"{city},") and ",CO2e,Population," in line:
            cells = line.split(",")[-8:]  # some names of regions hold commas
            summed[int(cells[-7])] += float(cells[-5])
    found = {t.year: t for t in totals(c40) if t.city == city}
    assert set(found) == set(summed)
    for year, total in found.items():
        assert total.everything == pytest.approx(summed[year], rel=1e-12)
        assert sum(total.scopes) == pytest.approx(summed[year], rel=1e-12)


@pytest.mark.real
def test_the_audit_of_the_published_table(c40):
    found = audit(c40)
    unknown = {(d.city, d.year) for d in found if d.kind == "unknown reference"}
    assert unknown == {("Melbourne", 2013), ("Toronto", 2018)}  # II.5.3
    assert ("Ho Chi Minh City", 2016) in {
        (d.city, d.year) for d in found if d.kind == "boundary"
    }
    # New York's air travel: 16.0 Mt in 2014, 1,600 t in 2020.
    leaps = {(d.city, d.year, d.reference) for d in found if d.kind == "leap"}
    assert ("New York City", 2020, "II.4.3") in leaps
    assert {row.notation for row in c40} == {None}  # the table gives no notation key
    assert len([d for d in found if d.kind == "absent"]) == 313
