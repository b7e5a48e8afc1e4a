"""What a figure is about, and what the next sentence means by “that”."""

import pytest

from crimekit.quarters import Quarter
from crimekit.reports.commentary.claim import Claim
from crimekit.reports.commentary.series import Series
from crimekit.reports.commentary.subjects import read_sentence
from crimekit.reports.commentary.vocabulary import Vocabulary

NOW = (Quarter.parse("2023-24 Q1"),)
ROBBERY, THEFT, ARSON = (Series(title, (title.casefold(),), NOW) for title in ("Robbery", "Theft", "Arson"))
KNOWN = Vocabulary((ROBBERY, THEFT), (ARSON,))


def about(text, typed, *, kind="percent", previous=()):
    start = text.index(typed)
    claim = Claim(kind, 1, start=start, end=start + len(typed))
    return [one.title for one in read_sentence(text, KNOWN, previous).about(claim)]


@pytest.mark.parametrize(
    ("text", "typed", "titles"),
    [
        ("Robbery fell by 8%.", "8%", ["Robbery"]),
        ("Robbery fell by 8%, and theft by 9%.", "9%", ["Theft"]),
        ("Robbery and theft fell by 8%.", "8%", ["Robbery", "Theft"]),
        ("Robbery, in the quarter, fell by 8%.", "8%", ["Robbery"]),
        ("With 8% fewer, robbery is down.", "8%", ["Robbery"]),
        ("Offences fell by 8%.", "8%", ["Robbery", "Theft"]),
        ("Arson rose, the offences fell by 8%.", "8%", ["Arson", "Robbery", "Theft"]),
        ("Arrests for robbery fell by 8%.", "8%", []),
        ("Arrests rose, robbery fell by 8%.", "8%", ["Robbery"]),
        ("Robbery fell by 8% in Newport.", "8%", []),
        ("Something fell by 8%.", "8%", []),
    ],
)
def test_a_figure_is_about_what_its_clause_or_the_nearest_one_names(text, typed, titles):
    assert about(text, typed) == titles


def test_a_rate_or_a_rank_may_speak_of_averages_and_residents():
    text = "Robbery is 8th of 43 forces by its rate."
    assert about(text, "8th", kind="rank") == ["Robbery"]
    assert about(text, "8th", kind="percent") == []


def test_that_is_what_the_sentence_before_was_about():
    assert about("That is 8% fewer.", "8%", previous=(ARSON,)) == ["Arson"]
    assert about("Something is 8% fewer.", "8%", previous=(ARSON,)) == []


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Arson fell.", (ARSON,)),
        ("Offences fell.", (ROBBERY, THEFT)),
        ("It rose.", (ARSON,)),
        ("Arrests for arson fell.", ()),
    ],
)
def test_the_subject_is_passed_on_unless_something_else_is_spoken_of(text, subject):
    assert read_sentence(text, KNOWN, (ARSON,)).subject == subject


def test_periods_are_seen_from_the_quarter_reported():
    (period,) = read_sentence("Robbery fell this quarter.", KNOWN).periods
    assert period.windows == ((NOW[0], 1),)
    assert read_sentence("Visits fell this quarter.", Vocabulary()).periods == ()
