"""The tables of a force's own figures."""

from __future__ import annotations

import pytest

from crimekit.reports.outturn.figures import read_local
from crimekit.reports.outturn.local_tables import current, local_picture, local_table
from crimekit.reports.outturn.printing import in_unit
from crimekit.reports.outturn.spec import LocalTable

HATE = (
    "gwent,hate,Racial,2018-19,623,count,,,,\"The report, section 5 (hate crime)\",",
    "gwent,hate,Disability,2018-19,185,count,,,,\"The report, section 5 (hate crime)\",",
    "gwent,hate,Racial,2019-20,551,count,,,,\"The report, section 5 (hate crime)\",A remark.",
    "gwent,hate,Disability,2019-20,200,count,,,,\"The report, section 6\",",
)  # fmt: skip


def drawn(case, figures_file, spec: LocalTable, *rows: str):
    figures = current(spec, read_local(figures_file(*rows), "gwent"), case)
    return local_table(spec, figures, case)


def texts(table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


def test_years_with_change_share_and_total(case, figures_file):
    spec = LocalTable(key="hate", title="Hate crime", total="All", show=("change", "share", "monthly", "since-first"))
    table = drawn(case, figures_file, spec, *HATE)
    assert texts(table) == [
        ["Racial", "623", "551", "−72 (−11.6%)", "73.4%", "46", "−72 (−11.6%)"],
        ["Disability", "185", "200", "+15 (+8.1%)", "26.6%", "17", "+15 (+8.1%)"],
        ["All", "808", "751", "−57 (−7.1%)", "100.0%", "63", "−57 (−7.1%)"],
    ]
    assert table.notes == ("Racial: A remark.",)
    assert table.source == "The report, section 5 (hate crime), 6"


def test_a_total_is_missing_where_a_row_is(case, figures_file):
    table = drawn(case, figures_file, LocalTable(key="hate", title="Hate crime", total="All"), *HATE[:3])
    assert texts(table)[1] == ["Disability", "185", "Not available", "Not available"]
    assert texts(table)[2] == ["All", "808", "Not available", "Not available"]


def test_percentages_change_in_points(case, figures_file):
    rows = ("gwent,c,Reliable,year ending December 2019,58.3,percent,0.1,,,s,",
            "gwent,c,Reliable,year ending March 2020,55.1,percent,0.1,,,s,")  # fmt: skip
    table = drawn(case, figures_file, LocalTable(key="c", title="Confidence"), *rows)
    assert texts(table) == [["Reliable", "58.3%", "55.1%", "−3.2 points"]]


def test_with_people_asked_the_change_is_tested(case, figures_file):
    rows = ("gwent,c,Reliable,2018-19,50,percent,1,1000,,s,", "gwent,c,Reliable,2019-20,60,percent,1,1000,,s,")
    table = drawn(case, figures_file, LocalTable(key="c", title="Confidence"), *rows)
    assert texts(table) == [["Reliable", "50%", "60%", "1,000", "+10 points"]]
    assert table.rows[0][-1].note == "Stat Sig increase"


def test_a_list_gives_each_figure_its_period(case, figures_file):
    rows = ("gwent,e,Followers,June 2019,500,count,50,,,s,", "gwent,e,Followers,June 2020,995,count,,,,s,",
            "gwent,e,Users,April 2020,58154,count,,,,s,", "gwent,e,Wait,2019-20,35,seconds,,,,s,",
            "gwent,e,Pay gap,2019-20,,percent,,,Worsened,s,")  # fmt: skip
    table = drawn(case, figures_file, LocalTable(key="e", title="Engagement", layout="list"), *rows)
    assert texts(table) == [
        ["Followers", "995", "June 2020", "500", "+495 (+99.0%)"],
        ["Users", "58,154", "April 2020", "Not given", "Not known"],
        ["Wait", "35 seconds", "2019-20", "Not given", "Not known"],
        ["Pay gap", "Worsened", "2019-20", "Not given", "Not known"],
    ]
    assert table.rows[0][3].note == "June 2019"


@pytest.mark.parametrize(("years_old", "shown"), [(0, 0), (1, 1)])
def test_older_figures_only_where_the_table_allows_them(case, figures_file, years_old, shown):
    figures = read_local(figures_file("gwent,n,All,2018-19,14491,count,,,,s,"), "gwent")
    assert len(current(LocalTable(key="n", title="N", years_old=years_old), figures, case)) == shown


def test_what_came_later_is_not_printed(case, figures_file):
    figures = read_local(
        figures_file("gwent,n,All,2020-21,1,count,,,,s,", "gwent,n,All,2019-20,2,count,,,,s,"), "gwent"
    )
    assert [figure.value for figure in current(LocalTable(key="n", title="N"), figures, case)] == [2]


def test_a_picture_of_the_newest_percentages(case, figures_file):
    rows = ("gwent,s,Kept informed,2019-20,46,percent,1,,,s,", "gwent,s,Polite,2019-20,93,percent,1,,,s,")
    spec = LocalTable(key="s", title="Satisfaction")
    picture = local_picture(spec, current(spec, read_local(figures_file(*rows), "gwent"), case), case)
    assert picture.headline == "Satisfaction: from 46% (kept informed) to 93% (polite)"
    assert [cell.text for cell in picture.data.rows[0]] == ["Kept informed", "46%"]


def test_no_picture_of_counts(case, figures_file):
    spec = LocalTable(key="hate", title="Hate crime")
    assert local_picture(spec, current(spec, read_local(figures_file(*HATE), "gwent"), case), case) is None


@pytest.mark.parametrize(
    ("value", "unit", "places", "text"),
    [(1.72, "percent", 2, "1.72%"), (120, "per month", 0, "120 a month"), (6, "seconds", 0, "6 seconds")],
)
def test_units(value, unit, places, text):
    assert in_unit(value, unit, places) == text
