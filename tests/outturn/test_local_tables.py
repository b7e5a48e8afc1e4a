"""The tables of a force's own figures."""

from dataclasses import replace

import pytest

from crimekit.parameters import read_parameters
from crimekit.reports.outturn.figures import LocalTable
from crimekit.reports.outturn.printing import current, local_table
from crimekit.reports.outturn.section import open_section


def drawn(case, figures, **spec):
    """The table that these figures give, and its texts."""
    chosen = LocalTable(title="Hate crime", **spec)
    table = local_table(chosen, current(chosen, figures, case), case)
    return table, [[cell.text for cell in row] for row in table.rows]


def test_a_total_is_missing_where_a_row_is(case, figures_of):
    counts = (("Racial,2018-19", 623), ("Disability,2018-19", 185), ("Racial,2019-20", 551))
    figures = figures_of(*(f"gwent,hate,{row},{count},count,,,,s," for row, count in counts))
    nothing = ["Not available", "Not available"]
    _, texts = drawn(case, figures, key="hate", total="All")
    assert texts[1:] == [["Disability", "185", *nothing], ["All", "808", *nothing]]


def test_with_people_asked_the_change_is_tested(case, figures_of):
    rows = (f"gwent,c,Reliable,{year},percent,1,1000,,s," for year in ("2018-19,50", "2019-20,60"))
    table, texts = drawn(case, figures_of(*rows), key="c")
    assert texts == [["Reliable", "50%", "60%", "1,000", "+10 points"]]
    assert table.rows[0][-1].note == "Stat Sig increase"


@pytest.mark.parametrize(
    ("period", "years_old", "shown"),
    [
        *((within, 0, True) for within in ("2019-20", "year ending December 2019", "November 2019 to March 2020")),
        *((month, 0, True) for month in ("April 2019", "June 2020")),  # three months after the year's end
        *((other, 0, False) for other in ("March 2019", "July 2020", "2018", "2018-19", "1999-00")),
        *(("2018-19", 1, True), ("2020-21", 5, False)),
    ],
)
def test_a_figure_is_printed_in_the_report_of_its_year(case, figures_of, period, years_old, shown):
    figures = figures_of(f"gwent,n,All,{period},14491,count,,,,s,")
    assert bool(current(LocalTable(key="n", title="N", years_old=years_old), figures, case)) is shown


SMALL = (("Theft", "2018-19", 4), ("Theft", "2019-20", 30), ("Fraud", "2018-19", 20), ("Fraud", "2019-20", 0))


def test_a_small_count_is_hidden_with_all_that_needs_it_and_with_its_remark(case, tmp_path, changed, figures_of):
    changed("outturn.yml", "{key: cyber,", "{key: cyber, hide_below: 5, total: All,")
    (tmp_path / "outturn").mkdir()
    rows = (f"gwent,cyber,{row},{year},{value},count,,,,s,{value} of them." for row, year, value in SMALL)
    figures_of(*rows, folder=tmp_path / "outturn")
    opened = replace(case, parameters=read_parameters())
    section = open_section(opened.report.section("crime-prevention"), opened, str(tmp_path))
    (table,) = (table for table in section.local_tables if table.key == "cyber")
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["Theft", "Hidden", "30", "Not available"],
        ["Fraud", "20", "0", "−20"],
        ["All", "Not available", "30", "Not available"],
    ]
    assert "A count from 1 to 4 is hidden." in table.notes
    assert not [note for note in table.notes if note.endswith("4 of them.")]
