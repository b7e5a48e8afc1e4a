"""The shipped figures against numbers published elsewhere; each test names the release it holds for."""

import datetime as dt

import pytest

from crimekit.loaders.population import read_population
from crimekit.loaders.store import SHIPPED, read_observations, read_offences, releases
from crimekit.parameters import read_parameters
from crimekit.periods import Quarter, quarters_between

OCTOBER_2023, APRIL_2026 = "2023-10-19", "2026-04-23"


def total(release, force, periods, codes=None):
    rows = read_observations(SHIPPED, release=release, forces=[force], series=codes)
    return int(rows.loc[rows["period"].isin(periods), "value"].sum())


def codes_of(release, **meaning):
    offences = read_offences(SHIPPED, release=release).values()
    return [o.code for o in offences if all(getattr(o, part) == said for part, said in meaning.items())]


def labels(first, last):
    return [quarter.label for quarter in quarters_between(Quarter.parse(first), Quarter.parse(last))]


def change(now, then):
    return (now - then) / then * 100


def test_where_the_figures_come_from():
    assert [(info.released, info.source, info.sha256[:12]) for info in releases(SHIPPED)] == [
        (dt.date(2023, 10, 19), "prc-pfa-2023-10.parquet", "c60bd4fb71c5"),
        (dt.date(2026, 4, 23), "prc-pfa-2026-04.parquet", "4970d738c80d"),
    ]
    readme = (SHIPPED / "README.md").read_text(encoding="utf-8")
    assert all(info.sha256 in readme for info in releases(SHIPPED))


def test_the_store_stays_under_three_megabytes():
    assert sum(path.stat().st_size for path in SHIPPED.rglob("*") if path.is_file()) < 3_000_000


@pytest.mark.parametrize(
    ("release", "last", "quarters"), [(OCTOBER_2023, "2023-24 Q1", 45), (APRIL_2026, "2025-26 Q3", 55)]
)
def test_43_forces_and_no_missing_force_quarter(release, last, quarters):
    rows = read_observations(SHIPPED, release=release)
    assert set(rows["force"]) == set(read_parameters().forces)
    assert sorted(rows["period"].unique()) == labels("2012-13 Q1", last)
    assert len(rows[["force", "period"]].drop_duplicates()) == 43 * quarters
    assert not rows.duplicated(["force", "period", "series"]).any()


def test_codes_that_are_easily_confused_stay_apart():
    offences = read_offences(SHIPPED, release=APRIL_2026)
    assert offences["4.10"].description == "Corporate manslaughter"
    assert offences["4.1"].description == "Manslaughter"
    assert offences["72"].description == "Trafficking for sexual exploitation"
    assert not [code for code in offences if len(code.partition(".")[2]) > 2 and "/" not in code]


def test_national_bodies_are_left_out():
    """Rows of each body in the file of the 2026-04-23 release."""
    assert releases(SHIPPED)[1].excluded == {
        "Action Fraud": 55,
        "British Transport Police": 7312,
        "CIFAS": 55,
        "Financial Fraud Action UK": 21,
        "UK Finance": 34,
    }


@pytest.mark.parametrize("release", [OCTOBER_2023, APRIL_2026])
def test_negative_counts(release):
    """The files hold 426 in either release, five of them of British Transport Police."""
    rows = read_observations(SHIPPED, release=release)
    negative = rows[rows["value"] < 0]
    assert len(negative) == 421
    assert (negative["period"] < "2017-18").sum() > 400


def test_twelve_months_to_june_2020_in_the_release_of_2023():
    """Gwent's outturn report of 2019/20: total recorded crime without fraud, the 14th largest fall of 43."""
    fraud = codes_of(OCTOBER_2023, group="Fraud offences")
    rows = read_observations(SHIPPED, release=OCTOBER_2023)
    rows = rows[~rows["series"].isin(fraud)]
    now = rows[rows["period"].isin(labels("2019-20 Q2", "2020-21 Q1"))].groupby("force")["value"].sum()
    then = rows[rows["period"].isin(labels("2018-19 Q2", "2019-20 Q1"))].groupby("force")["value"].sum()
    moved = change(now, then)
    assert moved["gwent"] == pytest.approx(-6.5, abs=0.05)
    assert moved.rank()["gwent"] == 14


@pytest.mark.parametrize(
    ("meaning", "percent"),
    [
        ({"subgroup": "Rape offences"}, -15),
        ({"group": "Criminal damage and arson"}, -9),
        ({"subgroup": "Stalking and harassment"}, 10),
        ({"subgroup": "Homicide"}, 200),  # from 2 to 6
    ],
)
def test_the_year_2019_20_of_gwent_in_the_release_of_2023(meaning, percent):
    codes = codes_of(OCTOBER_2023, **meaning)
    then = total(OCTOBER_2023, "gwent", labels("2018-19 Q1", "2018-19 Q4"), codes)
    now = total(OCTOBER_2023, "gwent", labels("2019-20 Q1", "2019-20 Q4"), codes)
    assert change(now, then) == pytest.approx(percent, abs=0.5)


def test_population_of_england_and_wales():
    """Office for National Statistics: 60,854,727 at mid-2023 as first published, 61,806,682 at mid-2024."""
    estimates = read_population(SHIPPED / "population.csv", read_parameters().forces)
    totals = estimates.groupby("year")["population"].sum()
    assert list(totals.index) == list(range(2011, 2025))
    assert (totals[2023], totals[2024]) == (60_854_727, 61_806_682)
    assert len(estimates) == 43 * 14
