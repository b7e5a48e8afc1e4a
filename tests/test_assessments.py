"""What the figures say of one measure and its comparisons, against published figures or worked out by pandas alone."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

import crimekit as ck
from crimekit.periods import Quarter
from crimekit.reports.cases.assessing import assess, change_among_forces, rate_among_forces
from crimekit.reports.cases.case import open_case
from crimekit.reports.measures.sentences import sentences
from crimekit.reports.measures.tables import measures_table, survey_table
from crimekit.reports.tables.cells import latest_cell, three_years_cell, year_cell
from crimekit.reports.tables.notes import apart_notes, source_text
from crimekit.statistics.panel import noise
from crimekit.statistics.rates import year_on_year

DATA = Path(ck.__file__).parent / "data"
VEHICLES = ["45", "48", "37.2", "126"]  # theft from and of vehicles, aggravated taking, interference
OWN_MASKS = {"staffordshire", "devon-and-cornwall"}  # in the two years to June 2023: breaks.yml


def opened(force, quarter="2025-26 Q3"):
    return open_case(force=force, quarter=quarter, report="national-measures", release="2026-04-23")


def found_in(case, measure):
    return assess(case.parameters.measures[measure], case)


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
    found = found_in(case, key)
    assert found.survey.share == pytest.approx(0.8)
    assert (found.survey_change.lower, found.survey_change.upper) == pytest.approx((0.0524, 0.3339), abs=6e-5)


def test_local_counts_by_quarter_are_a_series_with_gaps(with_local_rows):
    key = "domestic-abuse-related-crime"
    case = with_local_rows((key, "2022-23 Q1", 2400.0, None), (key, "2023-24 Q1", 2520.0, None))
    found = found_in(case, key)
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
    found = found_in(avon_and_somerset, measure).benchmark
    assert (found.rank.position, found.rank.of) == (here, 8)
    assert found.rank.low <= stated <= found.rank.high


def test_a_rate_per_more_residents_is_compared_per_as_many(gwent):
    measure = gwent.parameters.measures["homicide"]
    thousand, million = (assess(replace(measure, per=per), gwent) for per in (1000, 1_000_000))
    assert million.rate_value == pytest.approx(1000 * thousand.rate_value)
    assert million.benchmark.average == pytest.approx(1000 * thousand.benchmark.average)


def test_a_force_with_almost_no_residents_is_judged_by_its_counts():
    """City of London: the change is that of the counts, whatever its residents do."""
    case = opened("city-of-london")
    found = found_in(case, "theft-from-the-person")
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
    found = found_in(case, key)
    cell = latest_cell(found)
    assert cell.text == survey_table("t", "T", [found], case).rows[0][1].text == text
    assert cell.note.startswith(note)
    assert repr(found) == f"{found.measure.title}, gwent: {told}"
    assert ("75" in found.explain()) == (text == "75%")


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


def quarterly(release, codes):
    """Counts of the 42 forces with residents: a row for each quarter."""
    table = pd.read_parquet(DATA / f"recorded-crime-{release}.parquet").query("series in @codes")
    return table.pivot_table("value", "period", "force", "sum").drop(columns="city-of-london")


def test_the_national_change_leaves_out_forces_whose_recording_is_masked(gwent):
    counts = quarterly("2023-10-19", VEHICLES)
    years = (counts.loc["2021-22 Q2":"2022-23 Q1"], counts.loc["2022-23 Q2":"2023-24 Q1"])
    then, now = (year.sum().drop(list(OWN_MASKS)) for year in years)
    found = found_in(gwent, "vehicle-crime")
    assert (found.national.now, found.national.then) == (now.sum(), then.sum())
    ranked = change_among_forces(found, gwent)
    changes = now / then - 1
    assert set(ranked.missing) == OWN_MASKS
    assert (ranked.rank.position, ranked.rank.of) == (1 + (changes < changes["gwent"]).sum(), 40)
    assert ranked.increased == (changes > 0).sum()
    ratio = np.log((now + 0.5) / (then + 0.5))
    spread = np.sqrt(1 / (now + 0.5) + 1 / (then + 0.5) + noise(found.panel).wobble ** 2 / 2)
    z = (ratio - ratio["gwent"]).drop("gwent") / np.hypot(spread, spread["gwent"]).drop("gwent")
    limit = norm.ppf(1 - (1 - gwent.settings.rank_confidence) / 2)
    assert (ranked.rank.low, ranked.rank.high) == (1 + (z < -limit).sum(), 40 - (z > limit).sum())


def test_the_rank_of_the_rate_is_among_all_forces_with_residents_and_figures(gwent):
    people = pd.read_csv(DATA / "population.csv").query("year == 2022")
    named = {force.code: key for key, force in gwent.parameters.forces.items()}
    residents = people.assign(force=people["code"].map(named)).set_index("force")["population"]
    rates = quarterly("2023-10-19", VEHICLES).loc["2022-23 Q2":"2023-24 Q1"].sum() / residents * 1000
    rates = rates.drop(["devon-and-cornwall", "city-of-london"])  # no whole year of figures; hardly any residents
    found = rate_among_forces(found_in(gwent, "vehicle-crime"), gwent)
    assert dict(found.rates) == pytest.approx(rates.to_dict())
    assert found.missing == ("devon-and-cornwall",)
    assert (found.rank.position, found.rank.of) == (1 + (rates < rates["gwent"]).sum(), 41)
    assert found.rank.low <= found.rank.position <= found.rank.high


def test_a_time_before_the_pandemic_that_does_not_compare_is_said_and_one_the_table_has_is_not(gwent):
    case = {"quarter": "2025-26 Q3", "release": "2026-04-23"}
    avon = ck.measure_section("neighbourhood-crime", force="avon-and-somerset", **case)
    said = "Not comparable with the twelve months to December 2019, the last before COVID-19 restrictions: Recording in"
    assert [item for item in avon.sentences[0].items if item.startswith(said)]
    found = found_in(gwent, "neighbourhood-crime")
    assert found.trend.three_years.then_quarters[-1] == found.quarters.index(gwent.quarter) - 16  # to June 2019
    assert "COVID" not in " ".join(sentences(found, gwent))


def test_no_record_reaches_across_a_recording_change():
    case = opened("avon-and-somerset")
    found = found_in(case, "vehicle-crime")
    counts = (*[500.0] * (len(found.quarters) - 8), *[300.0] * 7, 400.0)  # seven quarters after the step of 2024-25 Q1
    made = replace(found, counts=counts, same_quarter=year_on_year(400, 300))
    assert not [text for text in sentences(made, case) if "The count of the quarter" in text]
    unbroken = replace(made, breaks=())
    assert "The count of the quarter is the highest" not in " ".join(sentences(unbroken, case))
    rising = replace(made, counts=(*[300.0] * (len(counts) - 1), 400.0), breaks=())
    assert "The count of the quarter is the highest since at least Q1 2012-13." in sentences(rising, case)


def test_the_quarter_before_stands_with_the_change_but_not_across_a_new_level():
    case = {"force": "avon-and-somerset", "release": "2026-04-23"}
    counts = quarterly("2026-04-23", ["92A"])["avon-and-somerset"]
    for quarter, before in (("2023-24 Q4", "2023-24 Q3"), ("2024-25 Q1", None)):
        change = ck.measure_section("drug-supply", quarter=quarter, **case).key_figures[0].items[-1]
        assert ("quarter before" in change.note) is (before is not None)
        assert before is None or change.note.endswith(f"; quarter before {counts[before]:.0f}")


@pytest.mark.parametrize(
    ("force", "measure"),
    [
        *(("gwent", "county-lines-disrupted"), ("gwent", "homicide")),  # no series, no percentage
        ("city-of-london", "theft-from-the-person"),  # almost no residents
        ("devon-and-cornwall", "vehicle-crime"),  # its recording is masked
    ],
)
def test_no_percentage_no_rank(gwent, force, measure):
    case = replace(gwent, force=gwent.parameters.forces[force], peers=None)
    found = assess(gwent.parameters.measures[measure], case)
    assert change_among_forces(found, case) is None
    assert rate_among_forces(found, case) is None or force == "gwent"


def test_a_force_that_records_anew_is_not_ranked_among_the_others():
    """A new level in Avon and Somerset from 2024-25 Q1 (breaks.yml): its rise is no change of crime."""
    kent, avon = (opened(force, "2024-25 Q2") for force in ("kent", "avon-and-somerset"))
    assert change_among_forces(found_in(avon, "vehicle-crime"), avon) is None
    assert "avon-and-somerset" in change_among_forces(found_in(kent, "vehicle-crime"), kent).missing
