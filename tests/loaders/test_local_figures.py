"""A force's own figures: by measure and period, or an answer a row."""

import pandas as pd
import pytest

from crimekit.errors import DataError
from crimekit.loaders.local import COLUMNS, figures_by_quarter, read_local_figures
from crimekit.parameters import read_parameters
from crimekit.reports.cases.assessing import assess
from crimekit.reports.cases.case import open_case

FORCES = read_parameters().forces
HEADER = "force,measure,period,value,base,stated,source,note"
ANSWERS = "force,measure,period,answer,weight,source"


def read(folder, *rows, header=HEADER, name="local.csv"):
    (folder / name).write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return read_local_figures(folder / name, FORCES)


def test_figures_and_statements_in_words(tmp_path):
    found = read(
        tmp_path,
        "Gwent Police,satisfaction,2023-24 Q1,59.5 %,312,,Report of 2023,",
        "gwent,cyber-fraud,2023-24 Q1,,,Stable,Report of 2023,No figure.",
        "gwent,county-lines,2021-11,N/a,,,Own system,Not collected.",
        "gwent,disruptions,Quarter ending november 2021,0,,,Own system,",
    )
    assert list(found.columns) == [*COLUMNS, "file", "sheet", "row"]
    assert found["row"].tolist() == [4, 3, 5, 2]
    found = found[list(COLUMNS)]
    assert found.astype(object).where(found.notna(), None).to_numpy().tolist() == [
        ["gwent", "2021-11", "county-lines", None, None, None, "", "Own system", "Not collected."],
        ["gwent", "2023-24 Q1", "cyber-fraud", None, None, None, "Stable", "Report of 2023", "No figure."],
        ["gwent", "quarter ending November 2021", "disruptions", 0, None, None, "", "Own system", ""],
        ["gwent", "2023-24 Q1", "satisfaction", 59.5, 312, None, "", "Report of 2023", ""],
    ]
    fewer = read(tmp_path, "gwent,lines,2021-11,79%,S,312,#REF!", header="force,measure,period,value,source,base,other")
    assert fewer[["value", "stated", "note"]].to_numpy().tolist() == [[79.0, "", ""]]


def test_a_folder_is_read_as_one_table(tmp_path):
    (tmp_path / "notes.txt").write_text("not a table", encoding="utf-8")
    with pytest.raises(DataError, match=r"found no table of local figures; expected one of .csv"):
        read_local_figures(tmp_path, FORCES)
    for name, month in (("b.csv", "2021-10"), ("a.csv", "2021-09")):
        read(tmp_path, f"gwent,lines,{month},4,,,S,", name=name)
    answers = [f"gwent,happy,2023-24 Q1,{answer},1,Own survey" for answer in ("yes", "no", "yes", "")]
    read(tmp_path, *answers, header=ANSWERS, name="respondents-2023.csv")
    found = read_local_figures(tmp_path, FORCES)
    assert (found["measure"] + " " + found["period"]).tolist() == ["happy 2023-24 Q1", "lines 2021-09", "lines 2021-10"]
    assert found["effective"].isna().tolist() == [False, True, True]
    read(tmp_path, "gwent,lines,2021-09,4,,,S,", name="c.csv")
    with pytest.raises(DataError, match=r"c.csv: row 2: found gwent, lines, 2021-09 again"):
        read_local_figures(tmp_path, FORCES)


def months(*rows):
    return pd.DataFrame([["gwent", *row, None, "", "Own system", ""] for row in rows], columns=list(COLUMNS))


def test_months_are_added_up_and_a_whole_quarter_stands():
    given = months(
        *((f"2021-{month:02d}", "lines", value, None) for month, value in ((7, 1.0), (8, 2.0), (9, 4.0), (10, None))),
        *((f"2021-{month:02d}", "visits", 1.0, None) for month in (7, 8, 9)),
        ("2021-22 Q2", "visits", 5.0, None),
        ("2021-22 Q1", "happy", 84.3, 22.0),
    )
    assert figures_by_quarter(given)[["measure", "period", "value", "source"]].to_numpy().tolist() == [
        ["happy", "2021-22 Q1", 84.3, "Own system"],
        ["lines", "2021-22 Q2", 7.0, "Own system"],
        ["visits", "2021-22 Q2", 5.0, "Own system"],
    ]


WHOLE = "found %s for gwent, lines, %s; expected a whole number from nought, as every count is"
SHARE = "found a percentage for gwent, happy, 2021-07; months are added up, and percentages cannot be; expected"
PERIODS = ("2021-07", "2021-22 Q2")


@pytest.mark.parametrize(
    ("row", "shares", "message"),
    [
        *(((at, "lines", 12.5, None), False, WHOLE % ("12.5", at)) for at in PERIODS),
        *(((at, "lines", -5.0, None), False, WHOLE % ("-5", at)) for at in PERIODS),
        (("2021-07", "happy", 84.3, 22.0), False, SHARE),
        (("2021-07", "happy", 84.3, None), True, SHARE),
    ],
)
def test_a_count_is_whole_and_not_below_nought_and_monthly_percentages_are_not_added_up(row, shares, message):
    with pytest.raises(DataError, match=message):
        figures_by_quarter(months(row), shares=shares)
    assert figures_by_quarter(months(("2021-22 Q2", "happy", 12.5, None)), shares=True)["value"].tolist() == [12.5]


@pytest.mark.parametrize(
    ("header", "rows", "found"),
    [
        # weights 3 and 1: (3 + 1)² / (9 + 1) = 1.6 respondents (Kish 1965); 3 of 4 said yes
        (ANSWERS, ["Yes,3,S", "no,1,S"], (75.0, 2.0, 1.6, "Weighted by the weights of the survey.")),
        ("force,measure,period,answer,source", ["1,S", "1,S", "1,S", "0,S"], (75.0, 4.0, 4.0, "")),
        (ANSWERS, [",1,S", "yes,0,S", "no,2,S"], (0.0, 1.0, 1.0, "")),
    ],
    ids=["weighted", "without weights everybody counts once", "no answer and no weight are left out"],
)
def test_respondents(tmp_path, header, rows, found):
    lines = [f"Gwent,happy,2023-24 Q1,{row}" for row in rows]
    (row,) = read(tmp_path, *lines, header=header, name="respondents.csv").to_dict("records")
    assert (row["value"], row["base"], row["effective"], row["note"]) == found
    assert (row["force"], row["measure"], row["period"], row["source"]) == ("gwent", "happy", "2023-24 Q1", "S")


def test_weights_widen_the_interval_of_a_report(tmp_path):
    """40 people, half of them with three times the weight of the others: worth (20 × 3 + 20)² / (20 × 9 + 20) = 32.

    The limits are those of statsmodels, proportion_confint(28, 32, method="wilson").
    """
    (tmp_path / "local").mkdir()
    lines = [
        f"gwent,satisfaction-general-officer,2023-24 Q1,{'yes' if n % 4 else 'no'},{3 if n % 2 else 1},S"
        for n in range(40)
    ]
    read(tmp_path / "local", *lines, header=ANSWERS, name="respondents.csv")
    case = open_case(force="gwent", quarter="2023-24 Q1", report="national-measures", inputs=str(tmp_path))
    found = assess(case.parameters.measures["satisfaction-general-officer"], case).survey
    assert (found.respondents, found.effective) == (40, 32)
    assert (found.lower, found.upper) == pytest.approx((0.719317, 0.950299), abs=1e-6)
