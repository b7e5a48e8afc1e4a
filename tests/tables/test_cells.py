"""What stands in the cells of a measure: the label, the change with its range, the quarter's range, every reason."""

import math
import re
from dataclasses import replace
from statistics import NormalDist

import pandas as pd
import pytest

from crimekit.reports.cases.assessment import assess
from crimekit.reports.cases.case import open_case
from crimekit.reports.tables.cells import latest_cell, three_years_cell, year_cell
from crimekit.reports.tables.measures import measures_table, survey_table
from crimekit.reports.tables.notes import apart_notes
from crimekit.statistics.labels import labels_frame
from crimekit.statistics.noise import noise

NEWEST = {"report": "national-measures", "release": "2026-04-23"}


def found_in(case, measure):
    return assess(case.parameters.measures[measure], case)


def opened(force, quarter):
    return open_case(force=force, quarter=quarter, **NEWEST)


def test_the_change_of_the_rate_stands_beside_the_label_with_its_range(gwent):
    found = found_in(gwent, "residential-burglary")
    now, then = sum(found.counts[-4:]), sum(found.counts[-8:-4])
    residents = [gwent.residents("gwent", quarter) for quarter in gwent.quarters[-8:]]
    scale = sum(residents[:4]) / sum(residents[4:])
    change = now / then * scale - 1
    error = math.sqrt(1 / (now + 0.5) + 1 / (then + 0.5) + 2 * noise(found.panel).wobble ** 2 / 4)
    reach = NormalDist().inv_cdf((1 + 0.88) / 2) * error  # 0.88: the confidence that labels.yml and the methods name
    low, high = ((now + 0.5) / (then + 0.5) * scale * math.exp(side * reach) - 1 for side in (-1, 1))
    said = f"{change:+.1%} ({low:+.1%} to {high:+.1%})".replace("-", "−")
    cell = year_cell(found)
    assert (cell.text, cell.tone, cell.arrow) == ("Decreasing", "better", "down")
    assert cell.note.startswith(f"{said}; improving")


@pytest.mark.parametrize(("force", "quarter"), [("gwent", "2023-24 Q2"), ("city-of-london", "2025-26 Q3")])
def test_the_range_expected_stands_beside_the_count_and_the_word_says_on_which_side_of_it_it_lies(force, quarter):
    case = opened(force, quarter)
    notes = []
    for measure in case.parameters.measures.values():
        if measure.source == "recorded-crime" and (note := latest_cell(assess(measure, case)).note):
            word, low, high = re.fullmatch(r"([a-z ]+) \(([\d,]+) to ([\d,]+)\)", note).groups()
            count = int(case.counts(measure)[force].iloc[-1])
            side = (count > int(high.replace(",", ""))) - (count < int(low.replace(",", "")))
            assert word.removeprefix("far ") == ("as expected", "higher than expected", "lower than expected")[side]
            notes.append(word)
    assert {"as expected", "far lower than expected", "far higher than expected"} <= set(notes)


def test_a_force_without_a_year_clear_of_the_pandemic_compares_with_the_one_before_it(avon_and_somerset):
    robbery, burglary = (found_in(avon_and_somerset, key) for key in ("robbery", "burglary"))
    at = [quarter.label for quarter in burglary.quarters].index("2019-20 Q1")
    now, then = sum(burglary.counts[-2:]), sum(burglary.counts[at : at + 2])
    assert burglary.trend.year.change == pytest.approx(now / then - 1, abs=0.02)  # residents grew by less
    for found in (robbery, burglary):
        assert " on April to September 2019, before COVID-19 restrictions; " in year_cell(found).note
        assert three_years_cell(found).text == "As the past year"  # no other year can be compared


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


def test_no_quarter_on_the_other_side_of_what_was_expected_stands_beside_good_or_bad_news():
    """Every force and measure of the newest quarter whose year and quarter both have a direction."""
    case, said = opened("gwent", "2025-26 Q3"), []
    forces = case.parameters.forces
    for measure in case.parameters.measures.values():
        if measure.source == "recorded-crime" and measure.better == "lower":
            frame = labels_frame(case.panel(measure, case.counts(measure)), [-1])
            words = frame.pivot(index="force", columns="horizon", values="label")
            both = words["year"].str.contains("creasing") & words["quarter"].str.contains("than")
            rows = [assess(measure, replace(case, force=forces[key])) for key in words.index[both]]
            said += [f"{latest_cell(found).note}: {year_cell(found).note}" for found in rows]
    assert len([text for text in said if "improving" in text or "worsening" in text]) > 30
    assert not [text for text in said if re.search("higher than.* improving|lower than.* worsening", text)]
    before = found_in(opened("avon-and-somerset", "2022-23 Q1"), "vehicle-crime")
    assert latest_cell(before).note.startswith("higher than expected")
    assert (year_cell(before).text, year_cell(before).tone) == ("Decreasing", "neutral")
    assert year_cell(before).note.endswith("but this quarter goes the other way")


@pytest.mark.parametrize(
    ("base", "text", "note", "told"),
    [
        (9.0, "Not shown", "fewer than 10 respondents", "fewer than 10 respondents"),
        (40.0, "75%", "2023-24 Q1; small sample", "75% in 2023-24 Q1"),
    ],
)
def test_a_percentage_of_fewer_than_ten_answers_is_shown_nowhere(gwent, base, text, note, told):
    key = "satisfaction-general-initial-contact"
    columns = ["force", "measure", "period", "value", "base", "stated", "source", "note"]
    rows = pd.DataFrame([("gwent", key, "2023-24 Q1", 75.0, base, "", "a survey", "")], columns=columns)
    found = found_in(replace(gwent, inputs=replace(gwent.inputs, local_figures=rows)), key)
    cell = latest_cell(found)
    assert cell.text == survey_table("t", "T", [found], gwent).rows[0][1].text == text
    assert cell.note.startswith(note)
    assert repr(found) == f"{found.measure.title}, gwent: {told}"
    assert ("75" in found.explain()) == (text == "75%")
