"""Typed numbers against a section's own: those it does not print are found, and what is no figure is passed over."""

import re
import time

import pytest

import crimekit as ck
from crimekit.blocks import Cell, Column, KeyFigure, KeyFigures, Prose, Sentences, Table
from crimekit.reports.commentary.guard import not_printed, numbers, printed_by, printed_in


def found_in(text, printed):
    return [number.typed for number in not_printed(text, printed)]


@pytest.fixture(scope="module")
def crime():
    """What the section on neighbourhood crime of Gwent prints, Q1 2023-24, and its named figures."""
    section = ck.measure_section(
        "neighbourhood-crime", force="gwent", quarter="2023-24 Q1", release="2023-10-19", peer_group="welsh-forces"
    )
    blocks = [*section.key_figures, *section.sentences, *section.measures_tables, *section.trend_charts]
    return printed_by(blocks) | printed_in("; ".join(section.named_figures.values()))


@pytest.mark.parametrize(
    ("right", "wrong", "typed"),
    [
        ("There were 1,258 neighbourhood crimes.", "There were 1,259 neighbourhood crimes.", "1,259"),
        ("That is 93 more than a year before.", "That is 94 more than a year before.", "94 more"),
        ("That is 93 more than a year before.", "That is 93 fewer than a year before.", "93 fewer"),
        ("Vehicle crime rose from 602 to 722.", "Vehicle crime rose from 603 to 722.", "603"),
        ("Vehicle crime rose by 19.9%.", "Vehicle crime rose by 19.3%.", "19.3%"),
        ("Vehicle crime rose by nearly 20 per cent.", "Vehicle crime rose by nearly 30 per cent.", "30 per cent"),
        ("Vehicle crime rose by more than 19%.", "Vehicle crime rose by more than 25%.", "25%"),
        ("Vehicle crime, +19.9%, rose.", "Vehicle crime, −19.9%, fell.", "−19.9%"),
        ("Vehicle crime was 1.2 times as high.", "Vehicle crime was 1.7 times as high.", "1.7 times"),
        ("About 1,300 crimes were recorded.", "About 3,300 crimes were recorded.", "3,300"),
        ("The rate was 1.22 per 1,000 residents.", "The rate was 1.32 per 1,000 residents.", "1.32"),
        ("The force ranks 4th of 4.", "The force ranks 7th of 4.", "7th"),
        ("Vehicle crime is 38% above the average.", "Vehicle crime is 48% above the average.", "48%"),
        ("In the year 2,469 vehicle crimes.", "In the year 2,496 vehicle crimes.", "2,496"),
        ("Vehicle crime: 722", "Vehicle crime: 722%", "722%"),
    ],
)
def test_a_number_that_the_section_does_not_print_is_found(crime, right, wrong, typed):
    assert found_in(right, crime) == []
    assert found_in(wrong, crime) == [typed]


def test_any_digit_that_is_changed_in_a_count_is_found(crime):
    """But where the section prints the wrong number too, of something else."""
    for right in ("1,258", "2,469", "4,624"):
        for digit in re.finditer(r"\d", right):
            for other in set("123456789") - {digit[0]}:
                wrong = f"{right[: digit.start()]}{other}{right[digit.end() :]}"
                assert found_in(f"There were {wrong} crimes.", crime) == [wrong]


@pytest.mark.parametrize(
    "text",
    [
        "On 19 October 2023, the 3rd of May, June 12th, in 2022-23, 2022/23, Q3 2021-22, 31/12/2024, 2024-12-31.",
        "It cost £12,345.67, £3.4 million, €9 or 50 pounds.",
        "Call 101, 999, 01633 838111, (01633) 838 111, 0300 123 4567 or +44 1633 838111.",
        "5 kg of cocaine, 12 miles, 18 months, six-month, eight weeks, 24 hours, 24/7, from 9.30am, at 10:30.",
        "Section 60, class 5D, aged 18 to 24, 16-24, page 3, question 12.",
        "See [the steps](https://example.org/48/49) or www.example.org/50, mail a51@example.org.",
        "1. First\n2. Second\n\n  3) Third",
        "Both of these, the two forces, all eight questions, four of five strands, nine in ten, one case, COVID-19.",
        "5G, M4, B12, 4x4 and v1.2.3 are no numbers.",
        "{{ vehicle-crime.2019-20 }} and {{ a.12 }}",
    ],
)
def test_dates_money_telephones_and_the_like_are_no_figures(text):
    assert [number.typed for number in numbers(text)] == []


def test_what_is_spelled_out_is_read_as_far_as_twelve():
    text = "There were three homicides, two fewer; eleven arrests."
    assert found_in(text, printed_in("3 homicides")) == ["two fewer", "eleven"]


def test_numbers_are_read_from_tables_sentences_and_key_figures_and_not_from_texts():
    table = Table(
        "t", "99", "98", (Column("97"), Column("96", "number")), ((Cell("95"), Cell("1.3", 1.26, note="94")),)
    )
    blocks = [
        table,
        Sentences("s", "93", ("There were 11.",)),
        KeyFigures("k", "92", (KeyFigure("91", "12", "+13"),)),
        Prose("p", "", "There were 90."),
    ]
    assert printed_by(blocks) == {(value, "", "") for value in (1.3, 1.26, 94, 11, 12)} | {(13, "", "more")}


@pytest.mark.parametrize("text", ["a 1 1 1 ", "1,111,", "(1) ", "1 -", "\n", "[", "{{ ", "0 1", "1.", "a.", "two of "])
def test_long_hostile_text_takes_no_time(text):
    begun = time.process_time()
    list(numbers(text * (100_000 // len(text))))
    assert time.process_time() - begun < 4
