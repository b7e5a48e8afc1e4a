"""What stands in the cells of a measure and in the notes below: the label, the change, every reason."""

from dataclasses import replace

import pytest

from crimekit.reports.cases.assessment import LocalFigure, assess
from crimekit.reports.cases.case import open_case
from crimekit.reports.tables.cells import latest_cell, three_years_cell, year_cell
from crimekit.reports.tables.measures import measures_table
from crimekit.reports.tables.notes import apart_notes, caveats

NEWEST = {"report": "national-measures", "release": "2026-04-23"}


def found_in(case, measure):
    return assess(case.parameters.measures[measure], case)


def opened(force, quarter):
    return open_case(force=force, quarter=quarter, **NEWEST)


def test_a_recording_change_is_named_and_no_change_across_it_has_a_percentage():
    """A new level in Avon and Somerset from 2024-25 Q1 (breaks.yml)."""
    after = opened("avon-and-somerset", "2024-25 Q2")
    found = found_in(after, "vehicle-crime")
    assert (year_cell(found).text, three_years_cell(found).text) == ("Not known", "Not comparable")
    assert year_cell(found).note == three_years_cell(found).note
    assert year_cell(found).note == "recording change: Recording in Avon and Somerset"
    assert latest_cell(found).note == ""  # too few quarters of the new level to expect anything
    row = measures_table("t", "T", [found], after).rows[0]
    counts = [count for count in found.counts if count is not None]
    assert [cell.text for cell in row[3:5]] == [
        f"+{counts[-1] - counts[-5]:,.0f}",
        f"+{sum(counts[-2:]) - sum(counts[-6:-4]):,.0f}",
    ]
    assert (found.twelve_months.difference > 0, found.twelve_months.percent) == (True, None)
    later = found_in(opened("avon-and-somerset", "2025-26 Q1"), "vehicle-crime")
    assert later.same_quarter.percent == pytest.approx(100 * (later.counts[-1] / later.counts[-5] - 1))
    assert later.twelve_months.percent is None  # the twelve months before began before the new level


def test_a_change_far_off_the_other_forces_may_be_one_of_recording():
    case = opened("hertfordshire", "2024-25 Q3")
    found = found_in(case, "stalking-and-harassment")
    assert year_cell(found).note.endswith("; may be a change of recording")
    table = case.counts(found.measure).drop(columns="city-of-london")
    times = table.iloc[-1] / table.iloc[-5]
    own, others = times["hertfordshire"], times.drop("hertfordshire").median()
    assert (f"{own:.2f}", f"{others:.2f}") == ("1.89", "0.93")
    said = (
        "Stalking and harassment: 1.89 times the number of the same quarter of the year before, where the other forces "
        "had 0.93 times theirs (the median): this may be a change of recording, not of crime."
    )
    assert apart_notes([found]) == (said,)
    assert said in measures_table("t", "T", [found], case).notes
    assert "may be" not in year_cell(found_in(opened("kent", "2024-25 Q3"), "stalking-and-harassment")).note


@pytest.fixture
def noted(gwent):
    """Measures of a survey with the notes given, one for each."""
    plain = replace(assess(gwent.parameters.measures["satisfaction-general-initial-contact"], gwent), reason="")

    def make(*notes):
        return [
            replace(
                plain,
                measure=replace(plain.measure, key=f"q{place}", title=f"Question {place}", caveats=()),
                local=LocalFigure("2023-24 Q1", 59.0, None, "", "Survey", note),
            )
            for place, note in enumerate(notes, start=1)
        ]

    return make


@pytest.mark.parametrize(
    ("notes", "said"),
    [
        (
            ["Number not stated. A few asked", "Number not stated", "Other. Number not stated."],
            ("Number not stated.", "Question 1. A few asked.", "Question 3. Other."),
        ),
        (["Number not stated", "Number not stated", ""], ("Question 1; Question 2. Number not stated.",)),
        (["Counted by the force", "Counted by the force"], ("Question 1; Question 2. Counted by the force.",)),
        (["", "", ""], ()),
        ([], ()),
    ],
)
def test_what_three_measures_share_stands_once_and_what_fewer_share_names_them(noted, notes, said):
    assert caveats(noted(*notes)) == said
