"""The files of a force's own annual figures, and of those that a report stated; their periods."""

import pytest

from crimekit.errors import DataError, ParameterError
from crimekit.periods import Quarter
from crimekit.reports.outturn.figures import Period, figures_folder
from crimekit.reports.outturn.reconciliation import read_statements

GOOD = "gwent,hate-crime,Racial,2019-20,551,count,,,,the report,"
HEADER = "force,year,about,stated,unit,step,relation,calculation,table,row,area,period,against,of,source,note"
STATED = "gwent,2019-20,Change in hate crime,-7,percent,1,is,percent-change,hate,total,,2019-20,2018-19,,the report,"
PERIODS = "expected '2019-20', 'year ending June 2020'"


@pytest.mark.parametrize(
    ("good", "old", "new", "message"),
    [
        (GOOD, "gwent", "dorset", "row 2, force: found 'dorset'; expected 'gwent', as the file is called"),
        (GOOD, "2019-20", "2019-21", f"row 2, period: found '2019-21'; {PERIODS}"),
        (GOOD, "551", "about 551", "row 2, value: found 'about 551'; expected a number without its unit"),
        (GOOD, "count", "counts", "row 2, unit: found 'counts'; expected count, per month, percent, seconds or pounds"),
        (GOOD, "the report", "", "row 2, source: found nothing; expected some text"),
        (GOOD, "551", "", "row 2, value: found neither a value nor words; expected one of value, stated, note"),
        (GOOD, GOOD, f"{GOOD}\n{GOOD}", "row 3: found hate-crime, Racial, 2019-20 again; expected one row for each"),
        (STATED, "-7,", ",", "row 2, stated: found nothing; expected a number"),
        (STATED, ",percent,", ",per cent,", "row 2, unit: found 'per cent'; expected count, percent, points or rank"),
        (STATED, ",is,", ",was,", "row 2, relation: found 'was'; expected is or over"),
        (STATED, "percent-change", "change", "row 2, calculation: found 'change'; expected value, total, difference"),
        (STATED, ",2018-19,", ",2018-20,", f"row 2, against: found '2018-20'; {PERIODS}"),
    ],
)
def test_message(tmp_path, figures_of, good, old, new, message):
    row = good.replace(old, new)
    (tmp_path / "gwent-stated.csv").write_text(f"{HEADER}\n{row}\n", encoding="utf-8")
    with pytest.raises(DataError) as told:
        figures_of(row) if good == GOOD else read_statements(tmp_path, "gwent", "2019-20")
    assert str(told.value).startswith(f"gwent-{'figures' if good == GOOD else 'stated'}.csv: {message}")


def test_an_analysts_own_folder_stands_before_the_shipped_one(tmp_path):
    assert figures_folder(str(tmp_path)) == figures_folder("bundled")
    (tmp_path / "outturn").mkdir()
    assert figures_folder(str(tmp_path)) == tmp_path / "outturn"


@pytest.mark.parametrize(
    ("label", "end", "months", "quarters"),
    [
        ("1999-00", (2000, 3), 12, ["1999-00 Q1", "1999-00 Q2", "1999-00 Q3", "1999-00 Q4"]),
        ("year ending June 2020", (2020, 6), 12, ["2019-20 Q2", "2019-20 Q3", "2019-20 Q4", "2020-21 Q1"]),
        ("year ending May 2020", (2020, 5), 12, []),
        ("April 2020 to June 2020", (2020, 6), 3, ["2020-21 Q1"]),
        ("November 2019 to March 2020", (2020, 3), 5, []),
        ("April 2019", (2019, 4), 1, []),
        ("Before March 2019: February 2019", (2019, 2), 1, []),
        ("2018", (2018, 12), 12, ["2017-18 Q4", "2018-19 Q1", "2018-19 Q2", "2018-19 Q3"]),
    ],
)
def test_period(label, end, months, quarters):
    found = Period.parse(label)
    assert (found.end, found.months, str(found)) == (Quarter(*end), months, label.partition(":")[0])
    assert [quarter.label for quarter in found.quarters] == quarters


REFUSED = ("2019-21", "2019-20 Q4", "year ending Mai 2019", "March 2020 to November 2019", "Smarch 2020", "0001", "")


@pytest.mark.parametrize("label", [*REFUSED, ": 2019-20", "Not dated: ", "Not dated: 2019-21"])
def test_any_other_period_is_refused(label):
    with pytest.raises(ParameterError) as told:
        Period.parse(label)
    assert str(told.value).startswith(f"period: found '{label}'; expected '2019-20', 'year ending June 2020'")
