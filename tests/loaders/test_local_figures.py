import math
from pathlib import Path

import pandas as pd
import pytest

from crimekit.errors import DataError
from crimekit.loaders.local import figures_by_quarter, local_files, read_local_figures
from crimekit.loaders.names import Force

HEADER = "force,measure,period,value,base,stated,source,note\n"
FORCES = {"gwent": Force("gwent", "Gwent", "W15000002", "Wales", "Gwent Police", "")}


def read(tmp_path, rows, header=HEADER):
    (tmp_path / "local.csv").write_text(header + rows, encoding="utf-8")
    return read_local_figures(tmp_path / "local.csv", FORCES)


def test_a_figure_and_a_statement_in_words(tmp_path):
    found = read(
        tmp_path,
        "gwent,satisfaction,2023-24 q1,59.5,312,,Report of 2023,\n".replace("q1", "Q1")
        + "Gwent,cyber-fraud,2023-24 Q1,,,Stable,Report of 2023,No figure.\n"
        + "gwent,county-lines,2021-11,N/a,,,Own system,Not collected.\n"
        + "gwent,disruptions,Quarter ending november 2021,0,,,Own system,\n",
    )
    by_measure = found.set_index("measure")
    assert list(found.columns) == [
        "force",
        "period",
        "measure",
        "value",
        "base",
        "effective",
        "stated",
        "source",
        "note",
    ]
    assert set(found["force"]) == {"gwent"}
    assert (by_measure.at["satisfaction", "value"], by_measure.at["satisfaction", "base"]) == (59.5, 312)
    assert math.isnan(by_measure.at["cyber-fraud", "value"])
    assert by_measure.at["cyber-fraud", "stated"] == "Stable"
    assert math.isnan(by_measure.at["county-lines", "value"])
    assert by_measure.at["disruptions", "value"] == 0
    assert by_measure.at["disruptions", "period"] == "quarter ending November 2021"


def test_columns_that_may_be_left_out(tmp_path):
    found = read(tmp_path, "gwent,lines,2021-11,4,S\n", "force,measure,period,value,source\n")
    assert found[["value", "stated", "note"]].to_numpy().tolist() == [[4.0, "", ""]]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("gwennt,lines,2021-11,4,,,S,", "row 2, force: found 'gwennt'; .*did you mean 'Gwent'"),
        ("gwent,,2021-11,4,,,S,", "row 2, measure: found nothing; expected the key of a measure"),
        ("gwent,lines,2021-13,4,,,S,", "row 2, period: found '2021-13'; expected a quarter .* or a month"),
        ("gwent,lines,2021-23 Q1,4,,,S,", "row 2, period: found '2021-23 Q1'; expected a quarter"),
        ("gwent,lines,2021-11,four,,,S,", "row 2, value: found 'four'; expected a number without its unit"),
        ("gwent,lines,2021-11,4%,,,S,", "row 2, value: found '4%'; expected a number without its unit"),
        ("gwent,lines,2021-11,4,0,,S,", "row 2, base: found '0'; expected a number above nought"),
        ("gwent,lines,2021-11,4,,,,", "row 2, source: found nothing; expected where the figure comes from"),
        ("gwent,lines,2021-11,,,,S,", "row 2, stated: found neither a value nor words"),
        ("gwent,,,,,,,", "row 2, measure: found nothing"),
        (
            "gwent,lines,2021-11,4,,,S,\nGwent,lines,2021-11,4,,,S,",
            "row 3: found gwent, lines, 2021-11 again; expected one row for each",
        ),
    ],
)
def test_what_is_no_local_figure(tmp_path, row, message):
    with pytest.raises(DataError, match=rf"local\.csv: {message}"):
        read(tmp_path, row + "\n")


def test_wrong_columns(tmp_path):
    with pytest.raises(DataError, match=r"found the columns .*'amount'.*expected also 'value'"):
        read(tmp_path, "gwent,lines,2021-11,4,S\n", "force,measure,period,amount,source\n")


def test_a_folder_is_read_as_one_table(tmp_path):
    for name, month in (("b", "2021-10"), ("a", "2021-09")):
        (tmp_path / f"{name}.csv").write_text(f"{HEADER}gwent,lines,{month},4,,,S,\n", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not a table", encoding="utf-8")
    assert [path.name for path in local_files(tmp_path)] == ["a.csv", "b.csv"]
    assert list(read_local_figures(tmp_path, FORCES)["period"]) == ["2021-09", "2021-10"]


def test_one_figure_in_two_files(tmp_path):
    for name in "ab":
        (tmp_path / f"{name}.csv").write_text(f"{HEADER}gwent,lines,2021-11,4,,,S,\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"b.csv: row 2: found gwent, lines, 2021-11 again"):
        read_local_figures(tmp_path, FORCES)


def test_a_folder_without_tables(tmp_path):
    with pytest.raises(DataError, match=r"found no table of local figures; expected one of .csv"):
        read_local_figures(tmp_path, FORCES)


def test_an_absent_file():
    with pytest.raises(DataError, match="found no such file"):
        read_local_figures(Path("absent.csv"), FORCES)


def months(*rows):
    columns = ["force", "period", "measure", "value", "base", "effective", "stated", "source", "note"]
    return pd.DataFrame([["gwent", *row, None, "", "Own system", ""] for row in rows], columns=columns)


def test_months_are_added_up_and_a_whole_quarter_stands():
    given = months(
        ("2021-07", "lines", 1.0, None),
        ("2021-08", "lines", 2.0, None),
        ("2021-09", "lines", 4.0, None),
        ("2021-10", "lines", None, None),
        ("2021-22 Q2", "visits", 5.0, None),
        ("2021-22 Q1", "happy", 84.3, 22.0),
    )
    found = figures_by_quarter(given)[["measure", "period", "value", "source"]]
    assert found.to_numpy().tolist() == [
        ["happy", "2021-22 Q1", 84.3, "Own system"],
        ["lines", "2021-22 Q2", 7.0, "Own system"],
        ["visits", "2021-22 Q2", 5.0, "Own system"],
    ]


def test_a_quarter_given_both_ways_stands_as_it_is_given():
    rows = [(f"2021-{month:02d}", "lines", 1.0, None) for month in (7, 8, 9)]
    assert figures_by_quarter(months(*rows, ("2021-22 Q2", "lines", 4.0, None)))["value"].tolist() == [4.0]


def test_monthly_percentages_are_not_added_up():
    expected = r"found a percentage for gwent, happy, 2021-07; months are added up, and percentages cannot be; expected"
    with pytest.raises(DataError, match=expected):
        figures_by_quarter(months(("2021-07", "happy", 84.3, 22.0)))
    with pytest.raises(DataError, match=expected):
        figures_by_quarter(months(("2021-07", "happy", 84.3, None)), shares=True)


def test_a_workbook_whose_months_became_dates():
    found = read_local_figures(Path(__file__).parents[1] / "data" / "local.xlsx", FORCES)
    assert found[["measure", "period", "value"]].to_numpy().tolist() == [
        ["disruptions", "2023-04", 4.0],
        ["disruptions", "2023-05", 0.0],
        ["disruptions", "2023-06", 3.0],
        ["satisfaction", "2023-24 Q1", 59.5],
    ]


def test_respondents_in_a_folder_of_figures(tmp_path):
    (tmp_path / "own.csv").write_text(HEADER + "gwent,disruptions,2023-24 Q1,4,,,Own system,\n", encoding="utf-8")
    answers = "".join(f"gwent,happy,2023-24 Q1,{answer},Own survey\n" for answer in ("yes", "no", "yes", ""))
    (tmp_path / "respondents-2023.csv").write_text(f"force,measure,period,answer,source\n{answers}", encoding="utf-8")
    found = read_local_figures(tmp_path, FORCES).set_index("measure")
    assert round(found.at["happy", "value"], 1) == 66.7
    assert (found.at["happy", "base"], found.at["happy", "effective"]) == (3, 3)
    assert math.isnan(found.at["disruptions", "effective"])
