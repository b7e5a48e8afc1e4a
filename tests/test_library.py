"""The library as an analyst calls it: files, frames and series in, tidy frames and results out."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

import crimekit as ck
from crimekit.errors import DataError, ParameterError

ROOT = Path(__file__).parents[1]
GWENT = ROOT / "tests" / "data" / "recorded-crime-2017-18-gwent.csv"  # four quarters as the Home Office has them
ROBBERY = ["34A", "34B"]
CASE = {"force": "gwent", "quarter": "2023-24 Q1", "release": "2023-10-19"}


@pytest.fixture(scope="module")
def crime():
    return ck.read_recorded_crime(release=pd.Timestamp("2023-10-19"))


@pytest.fixture(scope="module")
def rates(crime):
    return ck.rate(ck.count(crime, "vehicle-crime"))


@pytest.fixture
def quarters():
    """Two years of one's own by quarter."""
    return pd.Series([100.0, 95, 105, 100, 130, 125, 135, 128], pd.period_range("2021-04", periods=8, freq="Q"))


def published():
    """The published file by pandas alone."""
    given = pd.read_csv(GWENT, dtype=str)
    counts = given["Number of Offences"].str.strip().replace({"-00": "0", "-": "0"}).str.replace(",", "").astype(int)
    return given.assign(count=counts)


@pytest.mark.parametrize("source", [GWENT, str(GWENT), pd.read_csv(GWENT, dtype=str)], ids=["Path", "str", "frame"])
def test_recorded_crime_is_read_from_a_path_a_text_or_a_frame(source):
    found = ck.read_recorded_crime(source)
    assert list(found.columns) == ["force", "period", "start", "offence", "count"]
    assert set(found["force"]) == {"gwent"}
    assert found["count"].sum() == published()["count"].sum()
    assert sorted(found["start"].unique()) == list(pd.date_range("2017-04-01", periods=4, freq="QS"))
    assert found.attrs["unit"] == "offences"
    assert found.attrs["file"] == ("frame.csv" if isinstance(source, pd.DataFrame) else GWENT.name)
    assert len(found.attrs["sha256"]) == 64


def test_the_other_readers_take_frames_too():
    people = pd.DataFrame({"code": ["W15000002"], "year": [2022], "population": [591504]})
    assert ck.read_population(people)[["force", "year", "population"]].values.tolist() == [["gwent", 2022, 591504]]
    assert ck.read_population().attrs["file"] == "population.csv"
    own = ck.read_local()
    assert {"avon-and-somerset", "gwent"} <= set(own["force"])
    assert own.loc[own["period"] == "2023-24 Q1", "start"].eq(pd.Timestamp("2023-04-01")).all()
    asked = {"force": "Gwent", "question": "safe", "period": "2023-24 Q1", "source": "Survey"}
    wave = ck.survey(ck.read_survey(pd.DataFrame(asked | {"answer": ["yes"] * 246 + ["no"] * 66})))
    low, high = proportion_confint(246, 312, method="wilson")
    assert wave[["lower", "upper"]].iloc[0].tolist() == pytest.approx([100 * low, 100 * high])
    assert (wave["missing"].item(), wave["base"].item()) == ("", 312)
    assert (ck.survey(246, 312).lower, ck.survey(246, 312).upper) == pytest.approx((low, high))


def test_a_measure_or_its_codes_are_counted_from_anyones_file():
    given = published()
    own = given[given["Offence Code"].isin(ROBBERY)].groupby("Financial Quarter")["count"].sum()
    for measure in ("robbery", ROBBERY):
        found = ck.count(ck.read_recorded_crime(GWENT), measure)
        assert found["count"].tolist() == own.tolist()
        assert list(found.columns) == ["force", "period", "start", "count", "missing"]


@pytest.mark.parametrize("how", ["no row", "no number"])
def test_a_sum_with_a_missing_part_is_missing_and_says_which(crime, how):
    one = crime.query("force == 'gwent' and period >= '2022-23 Q4'")
    gone = (one["offence"] == "48") & (one["period"] == "2023-24 Q1")
    given = one[~gone] if how == "no row" else one.assign(count=one["count"].where(~gone))
    found = ck.count(given, "vehicle-crime").set_index("period")
    assert found["count"].isna().tolist() == [False, True]
    assert found["missing"].tolist() == ["", "48"]
    assert ck.rate(found.reset_index())["missing"].tolist() == ["", "48"]


def test_the_lines_of_the_readme_run():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    exec(text.partition("## Exploring in JupyterLab")[2].partition("```python")[2].partition("```")[0], {})  # noqa: S102


def test_names_in_a_frame_are_understood_and_areas_that_are_no_force_stay():
    given = {"start": pd.Timestamp("2023-05-01"), "offence": 45, "count": 3}
    found = ck.count(pd.DataFrame({"force": ["Heddlu Gwent Police", "W15000004", "Newport"]} | given), ["45"])
    assert found["force"].tolist() == ["gwent", "dyfed-powys", "Newport"]
    assert set(found["period"]) == {"2023-24 Q1"}


def test_a_rate_is_of_the_residents_of_its_year_and_where_they_are_too_few_there_is_none(rates):
    found = rates.query("force == 'gwent' and period == '2023-24 Q1'").iloc[0]
    people = ck.read_population().query("force == 'gwent' and year == 2022")["population"].item()
    assert found["population"] == people
    assert found["rate"] == pytest.approx(found["count"] / people * 1000)
    assert rates.attrs["unit"] == "vehicle crime offences per 1,000 residents"
    city = rates[rates["force"] == "city-of-london"]
    assert city["count"].notna().all()
    assert city["rate"].isna().all()
    assert set(city["missing"]) == {"too few residents for a rate"}


def test_a_series_has_a_rate_of_one_number_of_residents(quarters):
    found = ck.rate(quarters, 50_000, per=100_000)
    assert found["rate"].tolist() == pytest.approx((quarters / 50_000 * 100_000).tolist())
    assert list(found.columns) == ["period", "start", "count", "population", "rate", "lower", "upper", "missing"]
    assert ck.rate(100, 50_000, per=100_000).value == 200
    both = pd.concat([ck.rate(quarters, 1000).assign(force=name) for name in ("a", "b")])  # an index with doubles
    assert ck.rate(both, 1000)["rate"].tolist() == pytest.approx([*quarters, *quarters])


def test_months_add_up_to_quarters_as_pandas_adds_them_up():
    months = pd.Series(np.arange(24.0), pd.period_range("2021-04", periods=24, freq="M"))
    expected = months.groupby(months.index.asfreq("Q")).sum().tolist()
    by_date = months.set_axis(months.index.to_timestamp(how="end"))
    by_name = pd.DataFrame({"force": "gwent", "period": months.index.astype(str), "count": months.to_numpy()})
    for given in (months, by_date, by_name, by_name[::-1]):
        assert ck.quarterly(given)["count"].tolist() == expected
    assert ck.quarterly(by_name)["period"].iloc[[0, -1]].tolist() == ["2021-22 Q1", "2022-23 Q4"]


def test_a_month_that_lacks_makes_its_quarter_missing():
    months = pd.Series(1.0, pd.period_range("2021-04", periods=9, freq="M"))
    months.iloc[1] = np.nan
    found = ck.quarterly(months.drop(months.index[7]))
    assert found["count"].fillna(-1).tolist() == [-1, 3, -1]
    assert found["missing"].tolist() == ["2021-05", "", "2021-11"]


@pytest.mark.parametrize("judge", [ck.trend, ck.noise, ck.project], ids=lambda judge: judge.__name__)
@pytest.mark.parametrize(
    ("spoil", "remedy"),
    [
        (lambda s: s.set_axis(pd.period_range("2021-04", periods=8, freq="M")), "ck.quarterly adds months up"),
        (lambda s: s.set_axis(pd.date_range("2021-04-01", periods=8, freq="MS")), "ck.quarterly adds months up"),
        (lambda s: s.iloc[::-1], r"expected time order: .sort_values\('start'\), or .sort_index\(\) of a Series"),
        (lambda s: s.drop(s.index[3]), "'2022-23 Q1' after '2021-22 Q3'; .*give NaN where there is no figure"),
        (lambda s: pd.concat([s[:1], s]), "'2021-22 Q1' twice; expected one row a quarter"),
        (lambda s: s.astype(object).replace(95.0, "n" * 99), f"counts: found '{'n' * 59}…'; expected a number"),
        (lambda s: s[:0], "counts: found no rows; expected at least one quarter"),
        (lambda s: s.to_frame("value").assign(period=s.index), "found no column count among value, period"),
        (lambda s: s.to_frame("count"), r"found no column period \(or start\) among count"),
    ],
)
def test_a_series_that_is_not_by_quarter_in_order_and_whole_is_refused_with_the_remedy(judge, spoil, remedy, quarters):
    with pytest.raises((DataError, ParameterError), match=remedy):
        judge(spoil(quarters))


MANY = {"Number of Offences": "many"}
SLIPS = {
    r"frame\.csv: row 2, Number of Offences: found 'many'; expected a whole number": (
        lambda _: ck.read_recorded_crime(pd.read_csv(GWENT, dtype=str).assign(**MANY))
    ),
    "crime: found gwent, 2023-24 Q1, 34B twice; expected one count": lambda at: ck.count(at.own.loc[[0, 0]], ["34B"]),
    "frame: found no column offence and": lambda at: ck.count(at.own.drop(columns=["offence", "count"]), ["34B"]),
    "frame: found no column year": lambda at: ck.rate(at.rates, pd.DataFrame({"force": ["gwent"]})),
    "frame: found no column value": lambda at: ck.survey(at.rates),
    "frame: found no column period": lambda at: ck.quarterly(at.rates.drop(columns=["period", "start"])),
    "survey: respondents: found none": lambda _: ck.survey(246),
    "counts: found no rows; expected at least one quarter": lambda at: ck.rate(at.quarters[:0]),
    "months: found no rows; expected at least one month": lambda at: ck.quarterly(at.quarters[:0]),
    "crime: found no rows": lambda at: ck.count(at.own[:0], ["34B"]),
    "frame: found a row without a force": lambda at: ck.count(at.own.assign(force=None), ["34B"]),
    "population: found 'some'; expected a number": lambda at: ck.rate(at.quarters, "some"),
    "population: found 'few'; expected a number": lambda at: ck.trend(at.quarters, population="few"),
    "value: found 'half'; expected a number": lambda _: ck.survey(pd.DataFrame({"value": ["half"], "base": [9]})),
    "rate: population: found n": lambda _: ck.rate(100),
    "rate: population: found no": lambda at: ck.rate(at.quarters),
    "months: found 2021-04 twice; expected one row a month": lambda _: ck.quarterly(pd.Series(1, ["2021-04"] * 2)),
    "counts: found 'some'; expected a number": lambda _: ck.quarterly(pd.Series(["3", "some"], ["2021-04", "2021-05"])),
    "counts: found 'a'; expected a number": lambda _: ck.trend(["a", 5]),
    "trend: found counts without quarters; expected a frame, or a Series": lambda _: ck.trend([5, 6]).figure(),
    r"counts: found avon-and-somerset, .* more; expected one series: .query\(": lambda at: ck.trend(at.rates),
    "counts: found 'many'; expected a number": lambda _: ck.rate("many", 590_000),
    "better: no 'fewer'; did you mean 'lower'": lambda at: ck.benchmark(at.rates, force="gwent", better="fewer"),
    "expected 'kent' among": lambda at: ck.benchmark(at.rates, force="kent", group="welsh-forces"),
    "did you mean 'welsh-forces'": lambda at: ck.benchmark(at.rates, force="gwent", group="welsh-force"),
    "year: found '2023'; expected a": lambda at: ck.project(at.rates.query("force == 'kent'"), year="2023"),
    "report: no 'national'; did you mean 'national-measures'": lambda _: ck.sections("national"),
    "crime: no measure 'vehicle'": lambda _: ck.measure_section("neighbourhood-crime", **CASE)["vehicle"],
}


@pytest.mark.parametrize("told", SLIPS)
def test_a_newcomers_slip_is_told_in_a_line(told, crime, rates, quarters):
    own = crime.query("force == 'gwent' and offence == '34B' and period == '2023-24 Q1'")
    at = SimpleNamespace(rates=rates, quarters=quarters, own=own.reset_index(drop=True))
    with pytest.raises((DataError, ParameterError), match=told):
        SLIPS[told](at)


def test_a_row_of_a_survey_without_a_figure_or_a_base_stays_without():
    asked = pd.DataFrame({"period": ["2023-24 Q1"] * 3, "value": [None, 50, 60], "base": [100, None, 0]})
    found = ck.survey(asked)
    assert found[["lower", "upper"]].isna().all(axis=None)
    assert found["missing"].tolist() == ["no figure", "", "fewer than 10 respondents"]


def test_a_force_alone_is_compared_with_nobody(rates):
    alone = ck.benchmark(rates.query("force == 'gwent'"), force="gwent")
    assert alone.explain() == "Not known, no other force has figures for the twelve months."
    assert (alone.average, alone.rank) == (None, None)


@pytest.mark.parametrize(
    "dates",
    [
        pd.period_range("2021-04", periods=8, freq="Q-MAR"),
        pd.date_range("2021-04-01", periods=8, freq="QS"),
        pd.date_range("2021-06-30", periods=8, freq="QE"),
        [f"Q{n} {year}" for year in ("2021-22", "2022-23") for n in (1, 2, 3, 4)],
    ],
    ids=["periods", "starts", "ends", "names"],
)
def test_a_dated_series_has_the_trend_of_its_numbers_and_shows_it(dates, quarters):
    found, plain = ck.trend(quarters.set_axis(dates)), ck.trend(quarters.tolist())
    assert (found.quarter, found.year, found.three_years) == (plain.quarter, plain.year, plain.three_years)
    assert found.year.label == "Increasing"
    said = "Past year: Increasing: 518 offences against 400 in the same 4 quarters before, +29.5%"
    assert found.explain().startswith(said)
    assert found.to_frame()["horizon"].tolist() == ["quarter", "year", "three years"]
    (axes,) = found.figure().axes
    assert axes.get_ylabel() == "Count"
    assert [label.get_text() for label in axes.get_xticklabels()] == ["2021-22", "2022-23"]


def test_the_pandemic_is_left_out_of_a_dated_series_unless_a_mask_is_given():
    series = pd.Series([100.0] * 7 + [40.0] * 5 + [100.0] * 4, pd.period_range("2018-04", periods=16, freq="Q"))
    assert ck.trend(series).year.change == 0  # 2019-20 Q4 to 2020-21 Q4 say nothing
    assert ck.trend(series, mask=()).year.label == "Increasing"


def test_a_force_by_itself_has_its_trend_by_rates_where_the_frame_has_residents(rates):
    own = rates.query("force == 'gwent'")
    by_rate, by_count = ck.trend(own).year, ck.trend(own.drop(columns="population")).year
    now, then = own["count"].iloc[-4:].sum(), own["count"].iloc[-8:-4].sum()
    assert (by_count.now, by_count.then) == (now, then)
    assert by_count.change == pytest.approx(now / then - 1)
    assert by_rate.change != by_count.change


def test_noise_of_a_frame_is_that_of_the_measure_it_was_counted_for(rates):
    assert ck.noise(rates).equals(ck.noise("vehicle-crime", release="2023-10-19"))
    earlier = ck.noise(rates, quarter="Q2 2019-20")
    assert earlier.equals(ck.noise("vehicle-crime", release="2023-10-19", quarter=pd.Timestamp("2019-08-01")))


def test_a_force_is_placed_in_its_group_by_twelve_months(rates):
    found = ck.benchmark(rates, force="Gwent Police", group="welsh-forces")
    year = rates[rates["start"] >= "2022-07-01"].groupby("force")["count"].sum()
    people = rates[rates["period"] == "2023-24 Q1"].set_index("force")["population"]
    welsh = (year / people * 1000)[["dyfed-powys", "gwent", "north-wales", "south-wales"]]
    assert found.to_frame().set_index("force")["rate"].to_dict() == pytest.approx(welsh.to_dict())
    assert (found.average, found.rank.position) == (pytest.approx(welsh.mean()), welsh.rank()["gwent"])
    assert ck.benchmark(rates.drop(columns="population"), force="gwent", group="welsh-forces") == found
    named = ck.benchmark(rates, force="gwent", group=["Gwent", "South Wales", "North Wales", "Dyfed-Powys"])
    assert named.rank == found.rank
    assert ck.benchmark(rates, force="gwent").rank.of == 42  # all with residents
    area = rates.replace({"force": {"dyfed-powys": "Newport"}})  # no force: it keeps its name
    assert "Newport" in {text.get_text() for text in ck.benchmark(area, force="gwent").figure().axes[0].texts}
    assert "4.17 per 1,000 residents against an average of 3.02, +38.3%" in found.explain()


def test_the_quarters_of_the_pandemic_are_no_guide_to_a_year(rates):
    own = rates.query("force == 'gwent'")
    pandemic = own.assign(count=own["count"].where(~own["start"].between("2020-01-01", "2021-03-31"), 1e6))
    assert ck.project(pandemic) == ck.project(own)


def test_the_public_names_are_those_of_the_reference_each_says_what_it_is_and_none_is_that_of_a_module():
    page = (ROOT / "docs" / "reference" / "functions.md").read_text(encoding="utf-8")
    names = sorted([*re.findall(r"^\.\. auto\w+:: (\w+)$", page, re.MULTILINE), "__version__"])
    assert sorted(ck.__all__) == dir(ck) == names
    assert all(getattr(ck, name).__doc__ for name in names)
    assert not [name for name in names if importlib.util.find_spec(f"crimekit.{name}")]  # which would take its place


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("crimekit", ("pandas", "numpy", "matplotlib", "pydantic")),
        ("crimekit.reports.measures", ("matplotlib", "seaborn")),  # putting sections together draws nothing
    ],
)
def test_an_import_loads_nothing_that_it_does_not_need(module, heavy):
    code = f"import sys, {module}; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="module 'crimekit' has no attribute 'explode'"):
        _ = ck.explode
