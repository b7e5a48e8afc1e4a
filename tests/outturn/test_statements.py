"""The file of stated figures."""

from pathlib import Path

import pytest

from crimekit.errors import DataError
from crimekit.reports.outturn.figures import read_statements

HEADER = "force,year,about,stated,unit,step,relation,calculation,table,row,area,period,against,of,source,note"
GOOD = (
    "gwent,2019-20,Change in hate crime,-7,percent,1,is,percent-change,hate-crime,total,,2019-20,2018-19,,the report,"
)


def folder(place: Path, *rows: str) -> Path:
    (place / "gwent-stated.csv").write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return place


def test_only_those_of_the_year(tmp_path):
    other = GOOD.replace("gwent,2019-20", "gwent,2018-19")
    (found,) = read_statements(folder(tmp_path, GOOD, other), "gwent", "2019-20")
    assert (found.about, found.stated, found.step, found.against.label) == (
        "Change in hate crime", -7, 1, "2018-19"
    )  # fmt: skip


def test_no_file_states_nothing(tmp_path):
    assert read_statements(tmp_path, "gwent", "2019-20") == ()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("-7,", ",", "row 2, stated: found nothing; expected a number"),
        (",percent,", ",per cent,", "row 2, unit: found 'per cent'; expected count, percent, points or rank"),
        (",is,", ",was,", "row 2, relation: found 'was'; expected is or over"),
        ("percent-change", "change", "row 2, calculation: found 'change'; expected value, total, difference"),
        (",2018-19,", ",2018-20,", "row 2, against: found '2018-20'; expected '2019-20', 'year ending June 2020'"),
        (",2019-20,2018", ",,2018", "row 2, period: found ''; expected '2019-20', 'year ending June 2020'"),
        ("gwent,2019", "kent,2019", "row 2, force: found 'kent'; expected 'gwent', as the file is called"),
    ],
)
def test_message(tmp_path, old, new, message):
    with pytest.raises(DataError) as told:
        read_statements(folder(tmp_path, GOOD.replace(old, new)), "gwent", "2019-20")
    assert message in str(told.value)
