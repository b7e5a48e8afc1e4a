"""Recorded crime by year and compared: small frames, sums done by hand."""

from dataclasses import replace

import pandas as pd
import pytest

from crimekit.periods import Quarter, financial_year_quarters
from crimekit.reports.outturn.recorded import Group, Recorded
from crimekit.reports.outturn.recorded_blocks import growth_table, projection_table, rolling_table, years_table
from crimekit.reports.outturn.spec import GrowthTable, RollingTable, YearsTable

YEARS = ("2017-18", "2018-19", "2019-20")


def group(case, key, gwent, others=100.0):
    """Three years of which each quarter holds a quarter of Gwent's total; every other force has the same each time."""
    labels = [quarter.label for year in YEARS for quarter in financial_year_quarters(year)]
    own = [float("nan") if total is None else total / 4 for total in gwent for _ in range(4)]
    counts = {force: [others] * 12 for force in case.parameters.forces} | {"gwent": own}
    return Group(key.title(), case, pd.DataFrame(counts, index=labels))


def recorded(case, *groups):
    return Recorded(case, {each.title.lower(): each for each in groups})


def test_years_with_a_computed_total(case, texts):
    show = ("change", "share", "since-first")
    spec = YearsTable(key="k", title="T", offences=("a", "b"), years=3, total="All", whole="a", show=show)
    table = years_table(spec, recorded(case, group(case, "a", (400, 600, 480)), group(case, "b", (80, 120, 120))))
    assert [column.title for column in table.columns] == [
        "Offences", *YEARS, "Change on the year before", "Share of the total", "Change since 2017-18"
    ]  # fmt: skip
    assert texts(table) == [
        ["A", "400", "600", "480", "−120 (−20.0%)", "80.0%", "+80 (+20.0%)"],
        ["B", "80", "120", "120", "No change", "20.0%", "+40 (+50.0%)"],
        ["All", "480", "720", "600", "−120 (−16.7%)", "100.0%", "+120 (+25.0%)"],
    ]
    assert table.notes == ("The total is the sum of the rows, which is not a: 480 of 400; 720 of 600; 600 of 480.",)


def test_a_missing_quarter_is_no_figure_and_no_total(case, texts):
    spec = YearsTable(key="k", title="T", offences=("a", "b"), years=3, total="All", show=("change", "monthly"))
    table = years_table(spec, recorded(case, group(case, "a", (400, None, 480)), group(case, "b", (80, 120, 120))))
    assert texts(table)[0] == ["A", "400", "Not available", "480", "Not available", "40"]
    assert texts(table)[2] == ["All", "480", "Not available", "600", "Not available", "50"]


def test_a_part_year_stands_beside_the_same_part_of_the_years_before(case, texts):
    part = replace(case, quarter=Quarter.parse("2019-20 Q2"))
    spec = YearsTable(key="k", title="T", offences=("a",), years=2, show=("change", "monthly"))
    table = years_table(spec, recorded(part, group(part, "a", (400, 600, 480))))
    assert [column.title for column in table.columns][1:3] == ["2018-19 to Q2", "2019-20 to Q2"]
    assert texts(table) == [["A", "300", "240", "−60 (−20.0%)", "40"]]


def test_twelve_months_against_twelve(case, texts):
    spec = RollingTable(key="k", title="T", offences=("a",), quarters_after=0)
    table = rolling_table(spec, recorded(case, group(case, "a", (400, 600, 480))))
    assert [column.title for column in table.columns][1:3] == ["Twelve months to March 2020", "Twelve before"]
    # Wales: three forces of 400 each and 600 falling to 480; England and Wales: 42 forces of 400
    assert texts(table) == [["A", "480", "600", "−120 (−20.0%)", "−6.7%", "−0.7%", "1st/4", "1st/42", "0"]]


@pytest.mark.parametrize(
    ("quarter", "after", "end"),
    [("2019-20 Q4", 1, "June 2020"), ("2019-20 Q2", 1, "September 2019"), ("2022-23 Q4", 2, "March 2023")],
)
def test_only_a_whole_year_looks_beyond_its_end(case, quarter, after, end):
    spec = RollingTable(key="k", title="T", offences=("a",), quarters_after=after)
    then = replace(case, quarter=Quarter.parse(quarter))
    table = rolling_table(spec, recorded(then, group(then, "a", (400, 600, 480))))
    assert table.columns[1].title == f"Twelve months to {end}"


def test_without_a_group_no_place_in_it(case, texts):
    alone = replace(case, peers=None)
    spec = RollingTable(key="k", title="T", offences=("a",))
    table = rolling_table(spec, recorded(alone, group(alone, "a", (400, 600, None))))
    assert "No group of similar forces is configured for this run." in table.notes
    assert texts(table)[0][1:4] == ["Not available", "600", "Not available"]
    assert texts(table)[0][-2:] == ["Not available", "Not available"]


def test_growth_is_compound(case, texts):
    spec = GrowthTable(key="k", title="T", offences=("a",), years=3, notes=("Counted anew.",))
    table = growth_table(spec, recorded(case, group(case, "a", (400, 999, 484))))
    assert table.notes[-1] == "Counted anew."
    assert texts(table) == [["A", "400", "484", "+10.0%", "532"]]
    assert table.columns[-1].title == "2020-21, if that went on"


@pytest.mark.parametrize("totals", [(0, 5, 10), (None, 5, 10), (10, 5, None)])
def test_no_growth_from_nothing(case, texts, totals):
    spec = GrowthTable(key="k", title="T", offences=("a",), years=3)
    table = growth_table(spec, recorded(case, group(case, "a", totals)))
    assert texts(table)[0][3:] == ["Not available", "Not available"]


def test_a_year_that_has_not_ended_is_projected(case, texts):
    part = replace(case, quarter=Quarter.parse("2019-20 Q2"))
    spec = GrowthTable(key="k", title="T", offences=("a",))
    table = projection_table(spec, recorded(part, group(part, "a", (4000, 4000, 4000))))
    assert (table.caption, texts(table)[0][:3], texts(table)[0][-1]) == (
        "Projected outturn of 2019-20", ["A", "2,000", "4,000"], "4,000"
    )  # fmt: skip
    low, high = texts(table)[0][3].split(" to ")
    assert low < "4,000" < high


def test_the_shipped_figures_add_up_to_all_recorded_crime(case):
    parts = Recorded(case)
    # Home Office, police recorded crime, release of 19 October 2023: the sheet of 2019-20, Gwent, fraud left out
    assert parts.group("recorded-crime-without-fraud").total(financial_year_quarters("2019-20")) == 56674
    assert parts.group("homicide").total(financial_year_quarters("2019-20")) == 6


def test_a_projection_leaves_the_years_of_the_pandemic_out(case):
    """Four alike years and a tenth of one in 2020-21: with it, the last year's total would be 400."""
    years = ("2016-17", "2017-18", "2018-19", "2020-21", "2021-22")
    labels = [quarter.label for year in years for quarter in financial_year_quarters(year)]
    counts = pd.DataFrame({"gwent": [1000.0] * 12 + [100.0] * 4 + [1000.0] * 4}, index=labels)
    found = Group("A", case, counts).projection(Quarter.parse("2021-22 Q2"))
    assert (found.outturn, found.df) == (4000, 6)


def test_a_projection_follows_the_thresholds_of_the_parameters(case):
    settings = replace(case.settings, outturn_drift=0.5)
    loose = replace(case, parameters=replace(case.parameters, settings=settings))
    last = Quarter.parse("2019-20 Q2")
    strict_group, loose_group = (group(each, "a", (4000, 4400, 4000)) for each in (case, loose))
    assert loose_group.projection(last).variance > 10 * strict_group.projection(last).variance
