import pandas as pd
import pytest

from crimekit.errors import DataError
from crimekit.loaders.compilation import compile_release
from crimekit.loaders.names import Force
from crimekit.loaders.files import Package

GWENT = {"gwent": Force("gwent", "Gwent", "W15000002", "Wales", "Gwent Police", "")}


def compiled(*rows):
    """Each row: period, code, description, count; the first stands in row 2 of sheet 2020_21."""
    frame = pd.DataFrame(
        [
            {
                "force": "gwent",
                "period": period,
                "series": code,
                "description": description,
                "group": "Group",
                "subgroup": "Subgroup",
                "value": value,
                "file": "prc.ods",
                "sheet": "2020_21",
                "row": row,
            }
            for row, (period, code, description, value) in enumerate(rows, start=2)
        ]
    ).astype({"value": object})
    return compile_release(frame, Package("prc.ods", "ab" * 32, ()), forces=GWENT, excluded={})


def counted(release):
    return release.observations[["period", "series", "value"]].to_numpy().tolist()


def test_two_descriptions_of_one_code_are_added_up():
    release = compiled(("2020-21 Q1", "28A", "Burglary", 5), ("2020-21 Q1", "28A", "Burglary (outcome only)", 0))
    assert counted(release) == [["2020-21 Q1", "28A", 5]]
    assert release.info.warnings == ()


def test_rows_of_a_merged_code_are_added_up_even_when_equal():
    """The release of 2018 lists murder, manslaughter and infanticide as rows of one code and one description."""
    merged = ("2017-18 Q1", "1/4.1/4.10/4.2", "Homicide", 1)
    release = compiled(merged, merged, ("2017-18 Q1", "1/4.1/4.10/4.2", "Homicide", 3))
    assert counted(release) == [["2017-18 Q1", "1/4.1/4.10/4.2", 5]]
    assert release.info.warnings == ()


def test_a_repeated_row_counts_once_and_is_reported():
    release = compiled(*[("2020-21 Q1", "45", "Theft", 5)] * 3)
    assert counted(release) == [["2020-21 Q1", "45", 5]]
    assert release.info.warnings == ("2 rows repeating another exactly left out",)


def test_two_counts_that_contradict_each_other():
    with pytest.raises(DataError) as refused:
        compiled(("2020-21 Q1", "45", "Theft", 5), ("2020-21 Q1", "45", "Theft", 6000))
    assert str(refused.value) == (
        "prc.ods: sheet 2020_21, row 3, Number of Offences: found 6,000 after another count for gwent, 2020-21 Q1, 45; "
        "expected one"
    )


def test_a_row_without_a_count_is_missing_and_not_nought():
    release = compiled(("2020-21 Q1", "45", "Theft", None), ("2020-21 Q1", "48", "Theft of vehicle", 0))
    assert counted(release) == [["2020-21 Q1", "48", 0]]
    assert release.info.warnings == ("1 row without a count left out",)


def test_no_count_at_all():
    with pytest.raises(DataError, match=r"prc.ods: found no counts of any police force; expected some"):
        compiled(("2020-21 Q1", "45", "Theft", None))
