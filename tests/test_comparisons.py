"""The comparisons that readers know from others, worked out anew from the shipped tables with pandas alone."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

import crimekit as ck
from crimekit.reports.cases.assessing import LabelChange, assess, change_among_forces, rate_among_forces
from crimekit.reports.cases.case import open_case
from crimekit.reports.measures.overview import counted_once
from crimekit.reports.measures.sentences import sentences
from crimekit.statistics.panel import noise
from crimekit.statistics.rates import year_on_year
from crimekit.statistics.results import Label

DATA = Path(ck.__file__).parent / "data"
VEHICLES = ["45", "48", "37.2", "126"]  # theft from and of vehicles, aggravated taking, interference
OWN_MASKS = {"staffordshire", "devon-and-cornwall"}  # in the two years to June 2023: breaks.yml


def quarterly(release: str, codes: list[str]) -> pd.DataFrame:
    """Counts of the 42 forces with residents: a row for each quarter."""
    table = pd.read_parquet(DATA / f"recorded-crime-{release}.parquet").query("series in @codes")
    return table.pivot_table("value", "period", "force", "sum").drop(columns="city-of-london")


def test_the_national_change_leaves_out_forces_whose_recording_is_masked(gwent):
    counts = quarterly("2023-10-19", VEHICLES)
    years = (counts.loc["2021-22 Q2":"2022-23 Q1"], counts.loc["2022-23 Q2":"2023-24 Q1"])
    then, now = (year.sum().drop(list(OWN_MASKS)) for year in years)
    found = assess(gwent.parameters.measures["vehicle-crime"], gwent)
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
    found = rate_among_forces(assess(gwent.parameters.measures["vehicle-crime"], gwent), gwent)
    assert dict(found.rates) == pytest.approx(rates.to_dict())
    assert found.missing == ("devon-and-cornwall",)
    assert (found.rank.position, found.rank.of) == (1 + (rates < rates["gwent"]).sum(), 41)
    assert found.rank.low <= found.rank.position <= found.rank.high


def test_a_time_before_the_pandemic_that_does_not_compare_is_said_and_one_the_table_has_is_not(gwent):
    case = {"quarter": "2025-26 Q3", "release": "2026-04-23"}
    avon = ck.measure_section("neighbourhood-crime", force="avon-and-somerset", **case)
    said = "Not comparable with the twelve months to December 2019, the last before COVID-19 restrictions: Recording in"
    assert [item for item in avon.sentences[0].items if item.startswith(said)]
    found = assess(gwent.parameters.measures["neighbourhood-crime"], gwent)
    assert found.trend.three_years.then_quarters[-1] == found.quarters.index(gwent.quarter) - 16  # to June 2019
    assert "COVID" not in " ".join(sentences(found, gwent))


def test_no_record_reaches_across_a_recording_change():
    case = open_case(force="avon-and-somerset", quarter="2025-26 Q3", report="national-measures", release="2026-04-23")
    found = assess(case.parameters.measures["vehicle-crime"], case)
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


def test_a_sum_and_a_part_with_the_same_label_are_counted_once(gwent):
    """Neighbourhood crime is residential burglary, vehicle crime, theft from the person and personal robbery."""
    keys = ("neighbourhood-crime", "vehicle-crime", "residential-burglary", "county-lines-disrupted")
    whole, vehicles, burglary, without = (assess(gwent.parameters.measures[key], gwent) for key in keys)
    assert [found.trend.year.label for found in (whole, vehicles, burglary)] == ["Stable", "Stable", "Decreasing"]
    assert without.trend.year.reason == "no series of figures"
    assert counted_once([whole, vehicles, burglary, without]) == [vehicles, burglary]
    assert counted_once([whole, burglary]) == [whole, burglary]  # another label: each tells something
    assert counted_once([whole]) == [whole]


@pytest.mark.parametrize(
    ("before", "recomputed", "now", "cause"),
    [
        ("Stable", "Stable", "Stable", ""),
        ("Stable", "Stable", "Increasing", "new quarter"),
        ("Increasing", "Stable", "Stable", "revision"),
        ("Increasing", "Stable", "Decreasing", "new quarter and revision"),
        ("Increasing", "Stable", "Increasing", ""),  # revised, and back again: the reader sees no change
    ],
)
def test_why_a_label_differs(before, recomputed, now, cause):
    labels = (Label(word) for word in (now, recomputed, before))
    assert LabelChange(*labels, "neither").cause == cause


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
    kent, avon = (
        open_case(force=force, quarter="2024-25 Q2", report="national-measures", release="2026-04-23")
        for force in ("kent", "avon-and-somerset")
    )
    vehicles = kent.parameters.measures["vehicle-crime"]
    assert change_among_forces(assess(vehicles, avon), avon) is None
    assert "avon-and-somerset" in change_among_forces(assess(vehicles, kent), kent).missing
