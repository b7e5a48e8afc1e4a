import pandas as pd
import pytest

from crimekit.errors import DataError
from crimekit.loaders.names import Force
from crimekit.loaders.outcomes import read_outcomes

FORCES = {"gwent": Force("gwent", "Gwent", "W15000002", "Wales", "Gwent Police", "")}
HEADER = (
    "Financial Year,Financial Quarter,Force Name,Offence Description,Offence Group,Offence Code,Outcome Type,"
    "Outcome Group,Force outcomes for offences recorded in quarter\n"
)


def read(tmp_path, *rows):
    (tmp_path / "outcomes.csv").write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return read_outcomes(tmp_path / "outcomes.csv", FORCES)


def test_outcomes_by_code(tmp_path):
    found = read(
        tmp_path,
        "2024/25,1,Gwent,Rape of a female,Sexual offences,19D,1,Charged/Summonsed, 1 ",
        '2024/25,1,Gwent,Rape of a female,Sexual offences,19D,16,Evidential difficulties,"1,002"',
        "2024/25,1,British Transport Police,Rape of a female,Sexual offences,19D,16,Evidential difficulties,5",
        "2024/25,1,Gwent,Rape of a male,Sexual offences,19F,16,Evidential difficulties,N/a",
    )
    assert found.to_numpy().tolist() == [
        ["gwent", "2024-25 Q1", "19D", "Sexual offences", "Charged/Summonsed", "1", 1],
        ["gwent", "2024-25 Q1", "19D", "Sexual offences", "Evidential difficulties", "16", 1002],
    ]


def test_rows_without_a_code_are_added_up(tmp_path):
    """As the table was converted: the code was dropped and its rows were kept."""
    pd.DataFrame(
        {
            "Financial Year": ["2024/25"] * 3,
            "Financial Quarter": [1.0] * 3,
            "Force": ["Gwent", "Gwent", "Gwent"],
            "Offence Group": ["Robbery"] * 3,
            "Outcome Group": ["Charged/Summonsed"] * 2 + ["Taken into consideration"],
            "Outcome Type": [1.0, 1.0, 4.0],
            "n": [7.0, 7.0, 0.0],
        }
    ).to_parquet(tmp_path / "outcomes.parquet")
    found = read_outcomes(tmp_path / "outcomes.parquet", FORCES)
    assert found[["code", "type", "value"]].to_numpy().tolist() == [["", "1", 14], ["", "4", 0]]


def test_faults_and_nothing(tmp_path):
    row = "2024/25,1,{},Rape of a female,Sexual offences,19D,1,Charged/Summonsed,{}"
    with pytest.raises(DataError, match=r"row 2, Number of Outcomes: found 'one'; expected a whole number"):
        read(tmp_path, row.format("Gwent", "one"))
    with pytest.raises(DataError, match=r"row 2, Force Name: found 'Gwennt'.*did you mean 'Gwent'"):
        read(tmp_path, row.format("Gwennt", "1"))
    with pytest.raises(DataError, match=r"outcomes.csv: found no outcomes of any police force; expected some"):
        read(tmp_path, row.format("Action Fraud", "1"))
