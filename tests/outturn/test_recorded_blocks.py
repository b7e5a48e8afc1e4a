"""Recorded crime by year and compared: small frames, sums done by hand."""

from dataclasses import replace
from functools import partial

import pandas as pd
import pytest

from crimekit.periods import Quarter, financial_year_quarters
from crimekit.reports.outturn.figures import GrowthTable, RollingTable, YearsTable
from crimekit.reports.outturn.recorded import (
    Group,
    Recorded,
    growth_table,
    projection_table,
    rolling_table,
    years_table,
)

YEARS = ("2017-18", "2018-19", "2019-20")


def group(case, key, gwent, others=100.0):
    """Three years of which each quarter holds a quarter of Gwent's total; every other force has the same each time."""
    labels = [quarter.label for year in YEARS for quarter in financial_year_quarters(year)]
    own = [float("nan") if total is None else total / 4 for total in gwent for _ in range(4)]
    counts = {force: [others] * 12 for force in case.parameters.forces} | {"gwent": own}
    return Group(key.title(), case, pd.DataFrame(counts, index=labels))


def drawn(case, make, spec, *totals):
    """A table of groups a, b with these totals, its titles and its texts."""
    groups = {key: group(case, key, given) for key, given in zip("ab", totals, strict=False)}
    table = make(spec(key="k", title="T", offences=tuple(groups)), Recorded(case, groups))
    return table, [column.title for column in table.columns], [[cell.text for cell in row] for row in table.rows]


TWO = ((400, 600, 480), (80, 120, 120))


def test_a_missing_quarter_is_no_figure_and_no_total(case):
    spec = partial(YearsTable, years=3, total="All", show=("change", "monthly"))
    _, _, texts = drawn(case, years_table, spec, (400, None, 480), TWO[1])
    assert texts[0] == ["A", "400", "Not available", "480", "Not available", "40"]
    assert texts[2] == ["All", "480", "Not available", "600", "Not available", "50"]


def test_a_part_year_stands_beside_the_same_part_of_the_years_before_and_is_projected(case):
    part = replace(case, quarter=Quarter.parse("2019-20 Q2"))
    _, titles, texts = drawn(part, years_table, partial(YearsTable, years=2, show=("change", "monthly")), TWO[0])
    assert titles[1:3] == ["2018-19 to Q2", "2019-20 to Q2"]
    assert texts == [["A", "300", "240", "−60 (−20.0%)", "40"]]
    table, _, ((*known, likely, _, before),) = drawn(part, projection_table, GrowthTable, (4000, 4000, 4000))
    assert (table.caption, known, before) == ("Projected outturn of 2019-20", ["A", "2,000", "4,000"], "4,000")
    low, high = likely.split(" to ")
    assert low < "4,000" < high


@pytest.mark.parametrize(
    ("quarter", "after", "end"), [("2019-20 Q2", 1, "September 2019"), ("2022-23 Q4", 2, "March 2023")]
)
def test_only_a_whole_year_looks_beyond_its_end(case, quarter, after, end):
    then = replace(case, quarter=Quarter.parse(quarter))
    _, titles, _ = drawn(then, rolling_table, partial(RollingTable, quarters_after=after), TWO[0])
    assert titles[1] == f"Twelve months to {end}"


def test_without_a_group_no_place_in_it(case):
    table, _, texts = drawn(replace(case, peers=None), rolling_table, RollingTable, (400, 600, None))
    assert "No group of similar forces is configured for this run." in table.notes
    assert texts[0][1:4] == ["Not available", "600", "Not available"]
    assert texts[0][-2:] == ["Not available", "Not available"]


@pytest.mark.parametrize("totals", [(0, 5, 10), (None, 5, 10), (10, 5, None)])
def test_no_growth_from_nothing(case, totals):
    _, _, texts = drawn(case, growth_table, partial(GrowthTable, years=3), totals)
    assert texts[0][3:] == ["Not available", "Not available"]


def test_a_projection_follows_the_thresholds_of_the_parameters(case):
    settings = replace(case.settings, outturn_drift=0.5)
    loose = replace(case, parameters=replace(case.parameters, settings=settings))
    last = Quarter.parse("2019-20 Q2")
    strict_group, loose_group = (group(each, "a", (4000, 4400, 4000)) for each in (case, loose))
    assert loose_group.projection(last).variance > 10 * strict_group.projection(last).variance
