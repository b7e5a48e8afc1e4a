from pathlib import Path

import pytest

from crimekit.errors import DataError
from crimekit.loaders.names import Force
from crimekit.loaders.population import read_population

DATA = Path(__file__).parents[1] / "data"
FORCES = {
    "gwent": Force("gwent", "Gwent", "W15000002", "Wales", "Gwent Police", ""),
    "kent": Force("kent", "Kent", "E23000032", "England", "Kent Police", ""),
}


def read(tmp_path, written):
    (tmp_path / "population.csv").write_text(written, encoding="utf-8")
    return read_population(tmp_path / "population.csv", FORCES)


def test_estimates_are_joined_on_ons_codes(tmp_path):
    found = read(
        tmp_path,
        'pfa_code,PFA,mid_year,population,source\nE23000032,Anything,2023,"1,900,000",ONS\nW15000002,,2022,591504,ONS\n',
    )
    assert found.to_dict("list") == {
        "force": ["gwent", "kent"],
        "year": [2022, 2023],
        "population": [591_504, 1_900_000],
        "source": ["ONS", "ONS"],
    }


def test_without_a_source_the_file_is_the_source(tmp_path):
    assert list(read(tmp_path, "code,year,population\nW15000002,2022,591504\n")["source"]) == ["population.csv"]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("W15000003,2022,5", "row 2, code: found 'W15000003'; expected the ONS code .*did you mean 'W15000002'"),
        ("W15000002,22,5", "row 2, year: found '22'; expected the year of a mid-year estimate"),
        ("W15000002,2022,0", "row 2, population: found '0'; expected a number of residents above nought"),
        ("W15000002,2022,N/a", "row 2, population: found 'N/a'; expected a number of residents"),
        ("W15000002,2022,about 5", "row 2, population: found 'about 5'; expected a whole number"),
        ("W15000002,2022,5\nW15000002,2022,5", "row 3: found gwent, 2022 again; expected one row for each"),
    ],
)
def test_what_is_no_estimate(tmp_path, row, message):
    with pytest.raises(DataError, match=message):
        read(tmp_path, f"code,year,population\n{row}\n")


def test_wrong_columns_and_no_rows(tmp_path):
    with pytest.raises(DataError, match=r"found the columns .*expected also 'population'"):
        read(tmp_path, "code,year,residents\nW15000002,2022,5\n")
    with pytest.raises(DataError, match=r"population.csv: found no estimates; expected some"):
        read(tmp_path, "code,year,population\n")


DEVON = Force("devon-and-cornwall", "Devon and Cornwall", "E23000035", "England", "", "")


def test_a_workbook_with_a_column_for_each_year():
    found = read_population(DATA / "population-wide.xlsx", {**FORCES, "devon-and-cornwall": DEVON})
    assert found[["force", "year", "population"]].to_numpy().tolist() == [
        ["devon-and-cornwall", 2022, 1_804_298],
        ["devon-and-cornwall", 2023, 1_823_400],
        ["gwent", 2022, 590_051],
        ["gwent", 2023, 594_164],
    ]
    assert set(found["source"]) == {"population-wide.xlsx"}


def test_years_across_and_an_area_that_is_no_force(tmp_path):
    found = read(tmp_path, "code,2022,2023\nE92000001,56000000,57000000\nW15000002,590051,594164\n")
    assert found["population"].tolist() == [590_051, 594_164]
    with pytest.raises(DataError, match="row 2, code: found 'W15000009'; expected the ONS code"):
        read(tmp_path, "code,2022,2023\nW15000009,590051,594164\n")
    with pytest.raises(DataError, match="row 2, population: found ''; expected a number of residents"):
        read(tmp_path, "code,2022,2023\nW15000002,590051,\n")
