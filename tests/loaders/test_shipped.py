"""The shipped figures against numbers published elsewhere; each test names the release it holds for.

Those of Gwent's outturn report of 2019/20 are worked out again by the report that ships: tests/approved holds it.
"""

import datetime as dt

import pytest

from crimekit.loaders.population import read_population
from crimekit.loaders.store import SHIPPED, read_observations, read_offences, releases
from crimekit.parameters import read_parameters
from crimekit.periods import Quarter, quarters_between


def test_where_the_figures_come_from_and_that_national_bodies_are_left_out():
    known = releases(SHIPPED)
    assert [(info.released, info.source, info.sha256[:12]) for info in known] == [
        (dt.date(2023, 10, 19), "prc-pfa-2023-10.parquet", "c60bd4fb71c5"),
        (dt.date(2026, 4, 23), "prc-pfa-2026-04.parquet", "4970d738c80d"),
    ]
    readme = (SHIPPED / "README.md").read_text(encoding="utf-8")
    assert all(info.sha256 in readme for info in known)
    assert known[1].excluded == {  # rows of each body in the file of that release
        "Action Fraud": 55,
        "British Transport Police": 7312,
        "CIFAS": 55,
        "Financial Fraud Action UK": 21,
        "UK Finance": 34,
    }
    assert sum(path.stat().st_size for path in SHIPPED.rglob("*") if path.is_file()) < 3_000_000


@pytest.mark.parametrize(
    ("release", "last", "quarters"), [("2023-10-19", "2023-24 Q1", 45), ("2026-04-23", "2025-26 Q3", 55)]
)
def test_43_forces_no_missing_force_quarter_and_every_negative_count(release, last, quarters):
    """The files hold 426 negative counts in either release, five of them of British Transport Police."""
    rows = read_observations(SHIPPED, release=release)
    assert set(rows["force"]) == set(read_parameters().forces)
    between = quarters_between(Quarter.parse("2012-13 Q1"), Quarter.parse(last))
    assert sorted(rows["period"].unique()) == [quarter.label for quarter in between]
    assert len(rows[["force", "period"]].drop_duplicates()) == 43 * quarters
    assert not rows.duplicated(["force", "period", "series"]).any()
    negative = rows[rows["value"] < 0]
    assert len(negative) == 421
    assert (negative["period"] < "2017-18").sum() > 400


def test_codes_that_are_easily_confused_stay_apart():
    offences = read_offences(SHIPPED, release="2026-04-23")
    assert offences["4.10"].description == "Corporate manslaughter"
    assert offences["4.1"].description == "Manslaughter"
    assert offences["72"].description == "Trafficking for sexual exploitation"
    assert not [code for code in offences if len(code.partition(".")[2]) > 2 and "/" not in code]


def test_population_of_england_and_wales():
    """Office for National Statistics: 60,854,727 at mid-2023 as first published, 61,806,682 at mid-2024."""
    estimates = read_population(SHIPPED / "population.csv", read_parameters().forces)
    totals = estimates.groupby("year")["population"].sum()
    assert list(totals.index) == list(range(2011, 2025))
    assert (totals[2023], totals[2024]) == (60_854_727, 61_806_682)
    assert len(estimates) == 43 * 14
