"""Numbers in words are read as digits, and quoted as words."""

import pytest

from crimekit.reports.commentary.numerals import in_digits


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("three", "3"),
        ("Nineteen", "19"),
        ("twenty-two", "22"),
        ("forty two", "42"),
        ("a hundred", "100"),
        ("two hundred and five", "205"),
        ("nine hundred and ninety-nine", "999"),
        ("There were no thefts", "There were 0 thefts"),
        ("fell by half", "fell by ≈50.0%"),
        ("three quarters of victims", "≈75.0% of victims"),
        ("one in five victims", "≈20.0% victims"),
        ("1 in 4 victims", "≈25.0% victims"),
        ("a fifth fewer", "≈20.0% fewer"),
    ],
)
def test_numbers_in_words_are_read(typed, read):
    assert in_digits(typed).text == read


@pytest.mark.parametrize(
    "typed",
    [
        "no one",
        "one of them",
        "two thousand",
        "a three-year plan",
        "the first half of the year",
        "this quarter fewer",
        "the quarter of",
        "someone often",
        "one is too many",
    ],
)
def test_what_is_no_number_stays_as_it_is(typed):
    assert in_digits(typed).text == typed


def test_a_quotation_comes_from_the_text_as_typed():
    reading = in_digits("From three to eleven, a third more than before")
    assert reading.text == "From 3 to 11, ≈33.3% more than before"
    assert reading.quote(5, 12) == "three to eleven"
    assert reading.quote(14, 25) == "a third more"
    assert reading.quote(0, len(reading.text)) == reading.typed
