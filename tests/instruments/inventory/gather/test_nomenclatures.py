"""The tables are total: every line lands once in each framework, or says why not."""

import json
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest

from trajectoire.core.errors import InputError
from trajectoire.core.units import is_known
from trajectoire.instruments.inventory.gather.nomenclatures import (
    TABLES as FOLDER,
)
from trajectoire.instruments.inventory.gather.nomenclatures import (
    nomenclatures,
    rows_of_table,
)
from trajectoire.instruments.inventory.inputs import Framework
from trajectoire.instruments.inventory.model.nomenclature import Landing
from trajectoire.instruments.inventory.model.pcaet import CHANNELS
from trajectoire.methods.warming import has_potential
from trajectoire.sources.gpc_audit import REFERENCES

SPACED = (" :", " ;", " ?")  # French keeps them together: with a no-break space
FRAMEWORKS = get_args(Framework)
TABLES = nomenclatures()
LINES = [line for several in TABLES.lines.values() for line in several.values()]
CASES = [
    (line, framework, family)
    for line in LINES
    for framework in FRAMEWORKS
    for family in sorted(line.families)
]


def test_every_line_lands_once_in_each_framework_or_says_why_not():
    for line, framework, family in CASES:
        key = line.nomenclature, line.code, framework, family
        assert key in TABLES.landings, key
        landing = TABLES.landings[key]
        assert bool(landing.code) != bool(landing.why), key
    assert len(TABLES.landings) == len(CASES)  # and nothing lands that is no line


def test_a_landing_is_a_line_of_the_framework_that_carries_such_figures():
    for (_, _, framework, family), landing in TABLES.landings.items():
        if landing.code is not None:
            line = TABLES.lines[framework][landing.code]
            sink_in_gpc = framework == "GPC" and family == "sink"
            assert family in line.families or sink_in_gpc, (framework, landing)


def test_every_reason_is_a_sentence_in_two_languages():
    used = {landing.why for landing in TABLES.landings.values() if landing.why}
    assert used <= set(TABLES.reasons)
    for words in TABLES.reasons.values():
        assert words.fr != words.en
        assert words.fr[-1] in ".?"
        assert words.en[-1] in ".?"
        assert not set(SPACED) & {words.fr[k : k + 2] for k in range(len(words.fr))}


def test_lines_of_a_framework_land_on_themselves():
    for line, framework, family in CASES:
        if line.nomenclature == framework:
            landing = TABLES.landings[framework, line.code, framework, family]
            own = framework == "PCAET" or landing.code == line.code
            assert own, (line.code, landing)


def test_references_of_the_gpc_have_the_scopes_and_levels_of_the_audit():
    ours = {
        code: (line.scope, line.level) for code, line in TABLES.lines["GPC"].items()
    }
    assert ours == dict(REFERENCES)


@pytest.mark.real
def test_the_47_references_of_another_program_are_there_with_its_scopes(shared_data):
    path = shared_data / "territory/gpc/citycatalyst-manual-input-hierarchy.json"
    theirs = json.loads(Path(path).read_text(encoding="utf-8"))
    assert len(theirs) == 47
    ours = TABLES.lines["GPC"]
    different = {
        code: (each["scope"], ours[code].scope)
        for code, each in theirs.items()
        if int(each["scope"]) != ours[code].scope
    }
    assert different == {}
    assert set(ours) - set(theirs) == {
        *("I.4.4", "III.1.3", "III.2.3", "III.3.3", "III.4.3", "VI.1")
    }


def test_the_beges_has_22_lines_in_six_categories():
    counted = Counter(code[0] for code in TABLES.lines["BEGES"])
    assert counted == {"1": 5, "2": 2, "3": 5, "4": 5, "5": 4, "6": 1}


def test_renewables_have_the_14_channels_of_the_law_among_17():
    names = [s.name for s in TABLES.substances.values() if s.family == "renewable"]
    assert len(names) == 17 + 1  # and their total
    assert set(names) >= CHANNELS
    assert len(CHANNELS) == 14


def test_substances_have_known_units_and_gases():
    for substance in TABLES.substances.values():
        assert is_known(substance.unit)
        known = has_potential(substance.gas)
        if substance.family == "ghg":
            assert known == (substance.unit == "t"), substance.name
        assert substance.part_of in {"", *TABLES.substances}


def test_power_plants_count_at_consumption_but_their_pollutants_where_they_are():
    plants = ("accounts", "energy.power_plants", "PCAET")
    assert TABLES.landing(*plants, "emission_co2") == Landing(
        None, "counted_at_consumption"
    )
    assert TABLES.landing(*plants, "pollutant_nox") == Landing("energy")
    home = ("accounts", "residential.electricity", "PCAET")
    assert TABLES.landing(*home, "emission_co2") == Landing("residential")


@pytest.mark.parametrize(
    ("line", "substance", "why"),
    [
        (("GPC", "II.9.9"), "emission_ghg", "unknown_line"),
        (("GNFR", "F"), "emission_ghg", "unknown_line"),
        (("accounts", "road.cars"), "emission_kryptonite", "unknown_substance"),
        (("accounts", "road.cars"), "activity_distance", "not_an_emission"),
        (("PCAET", "chantiers"), "emission_ghg", "no_such_figure"),
    ],
)
def test_what_cannot_land_says_so(line, substance, why):
    assert TABLES.landing(*line, "PCAET", substance) == Landing(None, why)


def test_an_asset_follows_its_line_and_has_a_name():
    assert TABLES.landing("BEGES", "1.1/schools", "BEGES", "emission_ghg").code == "1.1"
    name = TABLES.name("BEGES", "1.1/schools", "en")
    assert name == "Stationary combustion – Schools"
    assert TABLES.name("GPC", "I.1") == "Bâtiments résidentiels"
    assert TABLES.name("substances", "sink_forest", "en") == "Sequestration of forests"
    assert TABLES.name("GPC", "unheard-of") == "unheard-of"


def test_a_row_of_another_width_is_refused_with_its_place():
    # A comma that nobody quoted: “d’ici” would be the French label.
    text = [
        "code,label_fr,label_en\n",
        "III.4.1,Eaux usées : d’ici, traitées ici,Wastewater\n",
        'III.4.2,"Eaux usées : d’ici, ailleurs",Wastewater\n',
        "III.4.3,Eaux usées\n",
    ]
    with pytest.raises(InputError) as refused:
        rows_of_table("lines.csv", text)
    told = [(f.file, f.row, f.found.count(",") + 1) for f in refused.value.faults]
    assert told == [("lines.csv", 2, 4), ("lines.csv", 4, 2)]


def test_no_shipped_table_has_a_row_of_another_width():
    for path in sorted(Path(str(FOLDER)).glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            assert rows_of_table(path.name, file)
