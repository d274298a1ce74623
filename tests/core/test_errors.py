"""An error says where, what was expected, what came, and what to do."""

import pytest

from trajectoire.core.errors import Fault, InputError, TrajectoireError


def test_a_fault_reads_as_one_sentence_with_its_place():
    fault = Fault(
        expected="a number in ppm",
        found="“4l0”",
        remedy="Correct the cell.",
        file="roof.csv",
        row=12,
        column="co2",
    )
    assert str(fault) == (
        "roof.csv, row 12, column “co2”: expected a number in ppm, found “4l0”. "
        "Correct the cell."
    )


def test_a_fault_about_a_whole_file_has_no_row():
    fault = Fault("a file", "a folder", "Give a file.", file="data")
    assert str(fault) == "data: expected a file, found a folder. Give a file."
    assert Fault("a", "b", "C.").place == ""


def test_a_fault_that_repeats_says_how_often():
    assert "found x (7 times)." in str(Fault("a", "x", "C.", count=7))


def test_a_huge_cell_is_cut():
    text = str(Fault("a number", "9" * 10_000_000, "Correct it."))
    assert len(text) < 200
    assert "…" in text


def test_an_input_error_lists_all_its_faults():
    error = InputError([Fault("a", "b", "C."), Fault("d", "e", "F.")])
    assert (
        str(error) == "2 faults:\n- expected a, found b. C.\n- expected d, found e. F."
    )
    assert len(error.faults) == 2


def test_an_input_error_with_one_fault_is_that_fault():
    assert str(InputError(iter([Fault("a", "b", "C.")]))) == "expected a, found b. C."


def test_an_input_error_without_fault_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="at least one fault"):
        InputError([])


def test_the_tree_drawn_at_the_top_is_the_tree():
    from trajectoire.core import errors

    drawn = {
        line.split()[1]
        for line in errors.__doc__.splitlines()
        if line.strip().startswith(("├──", "└──"))
    }
    assert drawn == {
        kind.__name__
        for kind in TrajectoireError.__subclasses__()
        if kind.__module__ == errors.__name__
    }
