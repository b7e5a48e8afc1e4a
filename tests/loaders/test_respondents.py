import pytest

from crimekit.errors import DataError
from crimekit.loaders.local import read_respondents
from crimekit.loaders.names import Force
from crimekit.reports.cases.assessment import assess
from crimekit.reports.cases.case import open_case

FORCES = {"gwent": Force("gwent", "Gwent", "W15000002", "Wales", "Gwent Police", "")}
HEADER = "force,measure,period,answer,weight,source\n"


def read(tmp_path, *rows, header=HEADER):
    path = tmp_path / "respondents.csv"
    path.write_text(header + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return read_respondents(path, FORCES)


def test_a_weighted_percentage_and_what_its_respondents_are_worth(tmp_path):
    """Weights 3 and 1: (3 + 1)² / (9 + 1) = 1.6 respondents (Kish 1965); 3 of 4 said yes."""
    (row,) = read(tmp_path, "Gwent,happy,2023-24 Q1,Yes,3,Survey", "Gwent,happy,2023-24 Q1,no,1,Survey").to_dict(
        "records"
    )
    assert (row["value"], row["base"], row["effective"]) == (75.0, 2.0, 1.6)
    assert (row["force"], row["measure"], row["period"], row["source"]) == ("gwent", "happy", "2023-24 Q1", "Survey")
    assert row["note"] == "Weighted by the weights of the survey."


def test_without_weights_everybody_counts_once(tmp_path):
    header = "force,measure,period,answer,source\n"
    (row,) = read(tmp_path, *["gwent,happy,2021-11,1,S"] * 3, "gwent,happy,2021-11,0,S", header=header).to_dict(
        "records"
    )
    assert (row["value"], row["base"], row["effective"], row["note"]) == (75.0, 4.0, 4.0, "")


def test_who_did_not_answer_or_weighs_nothing_is_left_out(tmp_path):
    rows = ["gwent,happy,2021-11,,1,S", "gwent,happy,2021-11,yes,0,S", "gwent,happy,2021-11,no,2,S"]
    (row,) = read(tmp_path, *rows).to_dict("records")
    assert (row["value"], row["base"]) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("gwent,happy,2021-11,maybe,1,S", r"row 2, answer: found 'maybe'; expected yes or no \(1 or 0\)"),
        ("gwent,happy,2021-11,yes,-1,S", "row 2, weight: found '-1'; expected a weight from nought"),
        ("gwent,happy,2021-11,yes,,S", "row 2, weight: found ''; expected a weight from nought"),
        ("gwent,happy,Q1,yes,1,S", "row 2, period: found 'Q1'; expected a quarter"),
        ("gwent,happy,2021-11,,1,S", "respondents.csv: found nobody who answered; expected some"),
    ],
)
def test_what_is_no_respondent(tmp_path, row, message):
    with pytest.raises(DataError, match=message):
        read(tmp_path, row)


def test_weights_widen_the_interval_of_a_report(tmp_path):
    """40 people, half of them with three times the weight of the others: worth (20 × 3 + 20)² / (20 × 9 + 20) = 32.

    The limits are those of statsmodels, proportion_confint(28, 32, method="wilson").
    """
    (tmp_path / "local").mkdir()
    lines = [
        f"gwent,satisfaction-general-officer,2023-24 Q1,{'yes' if n % 4 else 'no'},{3 if n % 2 else 1},S"
        for n in range(40)
    ]
    path = tmp_path / "local" / "respondents.csv"
    path.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    case = open_case(force="gwent", quarter="2023-24 Q1", report="national-measures", inputs=str(tmp_path))
    found = assess(case.parameters.measures["satisfaction-general-officer"], case).survey
    assert (found.respondents, found.effective) == (40, 32)
    assert (found.lower, found.upper) == pytest.approx((0.719317, 0.950299), abs=1e-6)
