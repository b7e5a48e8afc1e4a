"""Notes below a table name what they are about, and say what all measures share once."""

from dataclasses import replace

import pytest

from crimekit.reports.cases.assessment import LocalFigure, assess
from crimekit.reports.tables.notes import caveats


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
