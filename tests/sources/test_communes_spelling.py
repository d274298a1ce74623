"""A slip or two in a long word still lead to the place, and to no other first."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trajectoire.sources.communes import places
from trajectoire.sources.communes_spelling import Spellings, allowance, slips

WORDS = st.text("abcde", min_size=1, max_size=9)


# By hand: one letter lost, one swapped pair, one replaced, and two of them.
@pytest.mark.parametrize(
    ("typed", "known", "count"),
    [
        ("villeurbane", "villeurbanne", 1),
        ("grenobel", "grenoble", 1),
        ("strasbourd", "strasbourg", 1),
        ("marsaile", "marseille", 2),
        ("lyon", "lyon", 0),
        ("nantes", "rennes", 3),
        ("paris", "lille", 3),
    ],
)
def test_slips_are_counted_as_by_hand(typed: str, known: str, count: int) -> None:
    assert slips(typed, known, 2) == count


def by_table(one: str, other: str) -> int:
    """Fill the whole table of distances, as the textbook does."""
    table = {(-1, -1): 0}
    for row in range(len(one)):
        table[row, -1] = row + 1
    for column in range(len(other)):
        table[-1, column] = column + 1
    for row, letter in enumerate(one):
        for column, known in enumerate(other):
            best = min(
                table[row - 1, column] + 1,
                table[row, column - 1] + 1,
                table[row - 1, column - 1] + (letter != known),
            )
            pair = (letter, one[row - 1]) == (other[column - 1], known)
            if row and column and pair:
                best = min(best, table[row - 2, column - 2] + 1)
            table[row, column] = best
    return table[len(one) - 1, len(other) - 1]


# Against others: the same distance by the textbook's table.
@settings(max_examples=500)
@given(WORDS, WORDS)
def test_slips_are_those_of_the_whole_table(one: str, other: str) -> None:
    assert slips(one, other, 20) == by_table(one, other)


@given(WORDS, WORDS)
def test_slips_are_symmetric_and_zero_only_for_the_same_word(
    one: str, other: str
) -> None:
    assert slips(one, other, 9) == slips(other, one, 9)
    assert (slips(one, other, 9) == 0) == (one == other)


@given(WORDS, WORDS, st.integers(0, 3))
def test_stopping_early_changes_no_answer(one: str, other: str, most: int) -> None:
    assert slips(one, other, most) == min(slips(one, other, 20), most + 1)


# Law: setting words aside by their letters loses none that counting would keep.
@given(st.sets(WORDS, max_size=30), WORDS)
def test_no_near_word_is_set_aside(known: set[str], typed: str) -> None:
    most = allowance(typed)
    expected = {
        w: slips(typed, w, most) for w in known if slips(typed, w, most) <= most
    }
    assert Spellings(known).near(typed) == expected


def test_short_words_forgive_nothing() -> None:
    assert [allowance("a" * length) for length in (3, 4, 7, 8)] == [0, 1, 1, 2]


def mistyped(name: str) -> list[str]:
    """One slip of each kind in the middle of a name."""
    at = len(name) // 2
    lost = name[:at] + name[at + 1 :]
    doubled = name[:at] + name[at] + name[at:]
    replaced = name[:at] + ("x" if name[at] != "x" else "y") + name[at + 1 :]
    swapped = name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :]
    return [lost, doubled, replaced, swapped]


# Known truth: the sixty most populated communes whose name is one long word, mistyped.
def test_great_cities_are_found_whatever_the_slip() -> None:
    communes = (p for p in places().places if p.kind == "commune")
    longest = sorted(communes, key=lambda place: -(place.population or 0))
    names = [p.name for p in longest if p.name.isalpha() and len(p.name) >= 6][:60]
    missed = [
        (name, typed)
        for name in names
        for typed in mistyped(name)
        if name not in [m.place.name for m in places().search(typed)[:3]]
    ]
    assert len(missed) <= 0.02 * 4 * len(names), missed


@pytest.mark.parametrize("query", ["Saint Etiene", "sant etienne", "saintetienne"])
def test_a_name_of_two_words_forgives_too(query: str) -> None:
    first = places().search(query)[0]
    assert (first.place.name, first.approximate) == ("Saint-Étienne", True)


def test_an_exact_name_is_never_mixed_with_guesses() -> None:
    assert not any(match.approximate for match in places().search("grenoble"))


def test_what_is_written_so_comes_before_what_is_nearly_so() -> None:
    found = places().search("lion")
    said = [match.approximate for match in found]
    assert said == sorted(said)
    assert "Lion-sur-Mer" in [match.place.name for match in found]
