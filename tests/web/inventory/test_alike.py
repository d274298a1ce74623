"""The table of ranks writes small figures, and how sure they are."""

import html
import re

from trajectoire.instruments.inventory.model.lookalike import TOTAL, Standing
from trajectoire.web.inventory.presentation.alike import figures_of

DEMO = "/territoires/JUMEAU-PARIS/mesurer/inventaire/comparer/"


def written(value, low=0.01, median=0.04, high=0.22):
    return figures_of(Standing(TOTAL, 6, True, value, low, median, high))


def test_a_figure_has_the_digits_that_its_interval_allows():
    # half-widths of 0.1, 0.025 and 0.0025: two digits of what starts with 1, 2 or 3
    assert written((3.49, 3.39, 3.59))[:2] == ("3,49", "3,39 à 3,59")
    assert written((0.30, 0.275, 0.325))[:2] == ("0,300", "0,275 à 0,325")
    assert written((0.0030, 0.001, 0.006))[:2] == ("0,0030", "0,0010 à 0,0060")


def test_what_is_small_is_not_written_as_nothing():
    assert written(None)[2:] == ("0,04", "0,01 à 0,22")
    assert written(None, 0.003, 0.04, 0.22)[2:] == ("0,040", "0,003 à 0,220")
    assert written(None, 0.00996)[2:] == ("0,04", "0,01 à 0,22")
    assert written(None, 0.0, 0.0, 0.0)[2:] == ("0,00", "0,00 à 0,00")


def test_the_table_gives_the_interval_beside_the_figure(client, demonstration):
    body = client.get(DEMO, headers={"accept-language": "fr"}).content.decode()
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', body, re.DOTALL)
    assert rows
    for name, row in rows:
        here = re.findall(r"<td.*?</td>", row, re.DOTALL)[0]
        said = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", here)).split())
        found = re.match(r"(?:au moins )?(\S+) (\S+) à (\S+)$", said)
        value, low, high = found.groups()
        numbers = [float(x.replace(",", ".")) for x in (low, value, high)]
        assert numbers == sorted(numbers), name
        assert numbers[1] > 0, name
