"""Numbers as printed, and what messages say."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimekit import words
from crimekit.errors import DataError, ParameterError, RunError, nearest


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(2.125, 2, "2.13"), (0.5, 0, "1"), (1.5, 0, "2"), (-2.5, 0, "−3"), (1234567, 0, "1,234,567"), (-0.0, 1, "0.0")],
)
def test_halves_round_away_from_zero(value, decimals, text):
    assert words.number(value, decimals) == text


@pytest.mark.parametrize("value", [None, float("nan"), float("inf"), float("-inf")])
def test_what_is_missing_is_said_in_words(value):
    assert words.number(value) == "Not available"
    assert words.percent(value) == "Not available"


def test_what_the_words_are_of():
    assert words.change(float("nan"), 3.0) == "Not available"
    assert [words.sentence(text) for text in (" robbery fell", "Did it?", "")] == ["Robbery fell.", "Did it?", "."]
    assert [words.rate_decimals([value]) for value in (25.0, 2.5, 0.25, 0.025, 0.0025, 0.0)] == [2, 2, 2, 3, 4, 2]
    assert (words.rate_decimals([]), words.rate_decimals([None, float("nan"), 0.03])) == (2, 3)


@given(st.floats(-1e12, 1e12), st.integers(0, 6))
def test_what_is_printed_is_within_half_a_unit_of_the_number(value, decimals):
    text = words.number(value, decimals)
    assert re.fullmatch(r"−?\d{1,3}(,\d{3})*(\.\d+)?", text)
    printed = float(text.replace(",", "").replace("−", "-"))
    assert abs(printed - value) <= 0.5 * 10**-decimals * (1 + 1e-9) + abs(value) * 1e-15
    assert not re.fullmatch(r"−0(\.0*)?", text)


def test_the_nearest_spelling_is_suggested_or_the_known_ones_are_named():
    assert nearest("GWNET", ["Gwent", "kent", "dorset"]) == "; did you mean 'Gwent'?"  # case does not matter
    many = [f"force-{number:02d}" for number in range(43)]
    assert nearest("zzz", many).endswith("force-11 and 31 more")
    assert nearest("zzz", []) == ""


def test_jupyter_shows_one_line_in_place_of_a_traceback(capsys):
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell()
    shell.run_cell("import crimekit as ck; ck.read_parameters(); ck.measure_section('x', force='gwnet', quarter='y')")
    shown = capsys.readouterr().out.strip().splitlines()
    assert shown == ["ParameterError: force: no 'gwnet'; did you mean 'gwent'?"]


def test_a_value_is_cut_at_sixty_letters_a_path_from_its_beginning_and_a_message_at_a_screen():
    assert str(RunError(f"force: no '{'k' * 61}'; known: kent")) == f"force: no '{'k' * 59}…'; known: kent"
    assert str(RunError(f"force: no '{'k' * 60}'; known: kent")) == f"force: no '{'k' * 60}'; known: kent"
    assert str(RunError(f"inputs: no '/home/{'x' * 90}/figuers'")) == f"inputs: no '…{'x' * 51}/figuers'"
    assert str(RunError("the force's own, 'a', and the commissioner's " + "w" * 90)).count("…") == 0
    assert len(str(DataError("one\n" * 5_000))) == 2_000
    assert str(ParameterError("a\x1b[31m\0b\nc")) == "a [31m b\nc"
