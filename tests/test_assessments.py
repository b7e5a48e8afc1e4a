"""What the figures say of one measure, against published figures, and its cells and notes."""

from dataclasses import replace

import pandas as pd
import pytest

from crimekit.periods import Quarter
from crimekit.reports.cases.assessing import assess
from crimekit.reports.cases.case import open_case
from crimekit.reports.measures.tables import measures_table, survey_table
from crimekit.reports.tables.cells import latest_cell, three_years_cell, year_cell
from crimekit.reports.tables.notes import apart_notes, source_text


def test_a_quarter_before_the_oldest_estimate_has_a_count_and_no_rate(gwent):
    measure, estimates = gwent.parameters.measures["neighbourhood-crime"], gwent.inputs.population
    held = {first: estimates[estimates["year"] >= first] for first in (2011, 2014, 2023)}
    found = {
        first: assess(measure, replace(gwent, inputs=replace(gwent.inputs, population=frame)))
        for first, frame in held.items()
    }
    whole, later = found[2011], found[2014]
    missing = [quarter.label for quarter, rate in zip(later.quarters, later.rates, strict=True) if rate.value is None]
    assert missing == [quarter.label for quarter in whole.quarters if quarter <= Quarter.parse("2014-15 Q4")]
    assert later.counts == whole.counts
    assert later.rate_values[len(missing) :] == whole.rate_values[len(missing) :]
    assert (later.trend.year.label, later.benchmark) == (whole.trend.year.label, whole.benchmark)
    none = found[2023]  # not even the quarter reported has residents
    assert (none.count, none.rate_value, none.benchmark) == (1258, None, None)
    assert none.trend.year.change == pytest.approx(none.twelve_months.percent / 100)  # of the counts


@pytest.fixture
def with_local_rows(gwent):
    """The case of Gwent with these figures of its own: measure, period, value and base of each."""

    def opened(*rows):
        columns = ["force", "measure", "period", "value", "base", "stated", "source", "note"]
        frame = pd.DataFrame([("gwent", *row, "", "a source", "") for row in rows], columns=columns)
        return replace(gwent, inputs=replace(gwent.inputs, local_figures=frame))

    return opened


def test_two_waves_of_a_survey_are_compared(with_local_rows):
    # Newcombe 1998, Statistics in Medicine 17:873, table II: 56 of 70 against 48 of 80, 0.0524 to 0.3339.
    key = "satisfaction-general-initial-contact"
    case = with_local_rows((key, "2022-23 Q1", 60.0, 80.0), (key, "2023-24 Q1", 80.0, 70.0))
    found = assess(case.parameters.measures[key], case)
    assert found.survey.share == pytest.approx(0.8)
    assert (found.survey_change.lower, found.survey_change.upper) == pytest.approx((0.0524, 0.3339), abs=6e-5)


def test_local_counts_by_quarter_are_a_series_with_gaps(with_local_rows):
    key = "domestic-abuse-related-crime"
    case = with_local_rows((key, "2022-23 Q1", 2400.0, None), (key, "2023-24 Q1", 2520.0, None))
    found = assess(case.parameters.measures[key], case)
    assert found.same_quarter.percent == pytest.approx(5.0)
    assert found.counts[-2] is None  # not zero
    assert found.twelve_months.now is None
    assert found.trend.year.label == "Not known"


@pytest.mark.parametrize(("key", "rated"), [("domestic-abuse-related-crime", True), ("drug-disruptions", False)])
def test_a_local_count_by_quarter_has_labels_from_its_own_noise(gwent, with_local_rows, key, rated):
    counts = [2000, 2040, 1980, 2020] * 3 + [2600, 2660, 2580, 2620]
    rows = [(key, quarter.label, float(n), None) for quarter, n in zip(gwent.quarters[-16:], counts, strict=True)]
    found = assess(gwent.parameters.measures[key], with_local_rows(*rows))
    year = found.trend.year
    assert (year.label, year.now, year.then) == ("Increasing", sum(counts[-4:]), sum(counts[:4]))
    residents = [gwent.residents("gwent", quarter) for quarter in gwent.quarters[-8:]]
    grown = sum(residents[4:]) / sum(residents[:4]) if rated else 1
    assert year.change == pytest.approx(sum(counts[-4:]) / sum(counts[:4]) / grown - 1)
    assert year.confidence == 0.95  # the wider range of a series by itself
    assert found.trend.quarter.label == "As expected"
    assert found.apart is None
    assert (found.rates != (), found.drawn != found.counts, found.unit != "Disruptions") == (rated,) * 3


# The statement of Avon and Somerset for the quarter ending November 2021 gives ranks in its most similar group,
# from the group's own data to November 2021. Here: recorded crime of the twelve months to September 2021, as the
# release of 19 October 2023 has it.
# Where they differ, the stated rank lies in the range that chance leaves open.
@pytest.mark.parametrize(
    ("measure", "stated", "here"),
    [
        *(("robbery", 8, 8), ("business-robbery", 8, 8), ("burglary", 6, 6), ("vehicle-crime", 6, 6)),
        *(("serious-violence", 3, 3), ("theft-from-the-person", 5, 6), ("homicide", 3, 5), ("drug-trafficking", 8, 6)),
    ],
)
def test_ranks_agree_with_the_statement_of_november_2021(avon_and_somerset, measure, stated, here):
    found = assess(avon_and_somerset.parameters.measures[measure], avon_and_somerset).benchmark
    assert (found.rank.position, found.rank.of) == (here, 8)
    assert found.rank.low <= stated <= found.rank.high


def test_a_rate_per_more_residents_is_compared_per_as_many(gwent):
    measure = gwent.parameters.measures["homicide"]
    thousand, million = (assess(replace(measure, per=per), gwent) for per in (1000, 1_000_000))
    assert million.rate_value == pytest.approx(1000 * thousand.rate_value)
    assert million.benchmark.average == pytest.approx(1000 * thousand.benchmark.average)


def test_a_force_with_almost_no_residents_is_judged_by_its_counts():
    """City of London: the change is that of the counts, whatever its residents do."""
    case = open_case(force="city-of-london", quarter="2025-26 Q3", report="national-measures", release="2026-04-23")
    found = assess(case.parameters.measures["theft-from-the-person"], case)
    now, then = sum(found.counts[-4:]), sum(found.counts[-8:-4])
    assert found.trend.year.change == pytest.approx(now / then - 1)
    assert (found.trend.year.label, found.course) == ("Decreasing", "improving")
    low, high = found.trend.quarter.expected
    assert found.count < low < sum(found.counts[-5:-1]) / 4 < high
    assert (found.rates, found.benchmark) == ((), None)
    assert "population" not in source_text([found], case)


@pytest.mark.parametrize(
    ("base", "text", "note", "told"),
    [
        (9.0, "Not shown", "fewer than 10 respondents", "fewer than 10 respondents"),
        (40.0, "75%", "2023-24 Q1; small sample", "75% in 2023-24 Q1"),
    ],
)
def test_a_percentage_of_fewer_than_ten_answers_is_shown_nowhere(with_local_rows, base, text, note, told):
    key = "satisfaction-general-initial-contact"
    case = with_local_rows((key, "2023-24 Q1", 75.0, base))
    found = assess(case.parameters.measures[key], case)
    cell = latest_cell(found)
    assert cell.text == survey_table("t", "T", [found], case).rows[0][1].text == text
    assert cell.note.startswith(note)
    assert repr(found) == f"{found.measure.title}, gwent: {told}"
    assert ("75" in found.explain()) == (text == "75%")


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
