import datetime as dt

import pandas as pd
import pytest

from crimekit.errors import DataError
from crimekit.loaders.monthly import quarters_from_months, read_monthly_crime
from crimekit.loaders.names import Force
from crimekit.quarters import Quarter

FORCES = {
    "gwent": Force("gwent", "Gwent", "W15000002", "Wales", "Gwent Police", ""),
    "kent": Force("kent", "Kent", "E23000032", "England", "Kent Police", ""),
}
HEADER = "Force,Month,Offence Code,Offence,Count\n"


def read(tmp_path, *rows):
    path = tmp_path / "recorded-crime-months.csv"
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return read_monthly_crime(path, FORCES, released=dt.date(2021, 12, 9))


def test_every_quarter_that_has_its_three_months(tmp_path):
    counts = {"2021-07": 1, "2021-08": 2, "2021-09": 4, "2021-10": 0, "2021-11": " 1,008 "}
    release = read(tmp_path, *(f'Gwent,{month},45,Theft from vehicle,"{n}"' for month, n in counts.items()))
    assert list(release.observations.itertuples(index=False, name=None)) == [
        ("gwent", "2021-22 Q2", "45", 7),
        ("gwent", "quarter ending October 2021", "45", 6),
        ("gwent", "quarter ending November 2021", "45", 1012),
    ]
    assert release.info.quarters == tuple(Quarter(2021, month) for month in (9, 10, 11))
    assert release.info.released == dt.date(2021, 12, 9)
    assert release.offences["45"].description == "Theft from vehicle"


def test_a_quarter_without_one_of_its_months_is_missing(tmp_path):
    rows = [f"Kent,2021-{month:02d},45,,5" for month in (7, 8, 9)] + ["Gwent,2021-07,45,,1", "Gwent,2021-09,45,,1"]
    assert set(read(tmp_path, *rows).observations["force"]) == {"kent"}


def test_a_cell_without_a_count_is_missing(tmp_path):
    rows = [f"Kent,2021-{month:02d},45,,{n}" for month, n in ((6, 1), (7, "N/a"), (8, 1), (9, 1), (10, 2))]
    assert [row[1:] for row in read(tmp_path, *rows).observations.to_numpy().tolist()] == [
        ["quarter ending October 2021", "45", 4]
    ]


def test_every_fault_is_named(tmp_path):
    with pytest.raises(DataError) as refused:
        read(tmp_path, "Gwennt,2021-07,45,,1", "Gwent,July 2021,45,,1", "Gwent,2021-08,45,,many")
    first, second, third = str(refused.value).splitlines()
    assert "row 2, Force Name: found 'Gwennt'" in first
    assert "row 3, Month: found 'July 2021'; expected a month such as '2021-11'" in second
    assert "row 4, Number of Offences: found 'many'; expected a whole number" in third


def test_a_month_twice(tmp_path):
    with pytest.raises(DataError, match=r"row 3: found gwent, 2021-07, 45 again; expected one row for each"):
        read(tmp_path, "Gwent,2021-07,45,,1", "Gwent,2021-07,45,,1")


def test_too_few_months(tmp_path):
    with pytest.raises(
        DataError, match=r"months.csv: found no three months in a row of any offence; expected a quarter"
    ):
        read(tmp_path, "Gwent,2021-07,45,,1", "Gwent,2021-09,45,,1")


def test_a_month_twice_is_no_third_month():
    rows = [("gwent", month, "lines", 1) for month in ("2021-07", "2021-08", "2021-08")]
    with pytest.raises(DataError, match=r"monthly figures: found gwent, 2021-08, lines twice; expected one row for"):
        quarters_from_months(pd.DataFrame(rows, columns=["force", "period", "series", "value"]))
