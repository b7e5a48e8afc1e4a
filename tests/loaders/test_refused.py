"""What is wrong in an input file is told with its file, its place, what was found and what was expected."""

import time

import pytest

from crimekit.errors import DataError
from crimekit.loaders.local import read_local_figures
from crimekit.loaders.population import read_population
from crimekit.loaders.problems import RefusedError, problems_csv
from crimekit.loaders.recorded_crime import read_outcomes, read_recorded_crime
from crimekit.loaders.street import count_street_crime
from crimekit.parameters import read_parameters

FORCES = {key: force for key, force in read_parameters().forces.items() if key in ("gwent", "kent")}
RECORDED, MONTHS, OUTCOMES = "prc.csv", "recorded-crime-months.csv", "outcomes.csv"
POPULATION, LOCAL, RESPONDENTS, STREET = "population.csv", "local.csv", "respondents.csv", "2023-07-gwent-street.csv"
READERS = {  # and the header of each
    RECORDED: (read_recorded_crime, "FY,Quarter,Force,Offence,Offence Group,Offence Subgroup,Offence Code,n"),
    MONTHS: (read_recorded_crime, "Force,Month,Offence Code,Count"),
    OUTCOMES: (read_outcomes, "FY,Quarter,Force,Offence,Offence Group,Code,Outcome Type,Outcome Group,Outcomes"),
    POPULATION: (read_population, "code,year,population"),
    LOCAL: (read_local_figures, "force,measure,period,value,base,stated,source,note"),
    RESPONDENTS: (read_local_figures, "force,measure,period,answer,weight,source"),
    STREET: (count_street_crime, "Crime ID,Month,Falls within,Crime type"),
}


def refusal(folder, name, *rows, header=None):
    reader, known = READERS[name]
    (folder / name).write_text("\n".join([header or known, *rows, ""]), encoding="utf-8")
    with pytest.raises(DataError) as refused:
        reader(folder / name, FORCES)
    return refused.value


ROW = "2023/24,1,{},Theft,T,S,{},{}"
OUTCOME = "2024/25,1,{},Rape of a female,Sexual offences,19D,1,Charged/Summonsed,{}"
AGAIN = "row 3, Number of Offences: found %s after another count for gwent, 2023-24 Q1, 45; expected one"
TWICE = "gwent,county-lines,2021-11,4,,,S,\nGwent,County lines,2021-11,4,,,S,"
FAULTS = [
    (RECORDED, ROW.format("Gwennt", 45, 1), "row 2, Force Name: found 'Gwennt'; expected the name or the code of a"),
    (RECORDED, ROW.format("Gwent", "AF", 1), "row 2, Offence Code: found 'AF'; expected an offence code such as '28A'"),
    (RECORDED, ROW.format("Gwent", 45, "N/a"), "found no counts of any police force; expected some"),
    (RECORDED, ROW.format("Action Fraud", "AF", 20), "found no counts of any police force; expected some"),
    (RECORDED, f"{ROW.format('Gwent', 45, 5)}\n{ROW.format('Gwent', 45, 6000)}", AGAIN % "6,000"),
    (RECORDED, "2023/24,1,Gwent,Theft – all,T,S,45,50\n2023/24,1,Gwent,THEFT -  All,t,S,45,50", AGAIN % 50),
    (RECORDED, ROW.format("Gwent", 45, "1,234"), "row 2: found 9 cells below 8 columns; expected one for each"),
    (MONTHS, "Gwent,July 2021,45,1", "row 2, Month: found 'July 2021'; expected a month such as '2021-11'"),
    (MONTHS, "Gwent,2021-08,45,many", "row 2, Number of Offences: found 'many'; expected a whole number"),
    (MONTHS, "Gwent,2021-08,45,1\nGwent,2021-08,45,1", "row 3: found gwent, 2021-08, 45 again; expected one row for"),
    (MONTHS, "Gwent,2021-07,45,1\nGwent,2021-09,45,1", "found no three months in a row of any offence; expected a"),
    (OUTCOMES, OUTCOME.format("Gwent", "one"), "row 2, Number of Outcomes: found 'one'; expected a whole number"),
    (OUTCOMES, OUTCOME.format("CIFAS", 1), "found no outcomes of any police force; expected some"),
    (POPULATION, "W15000003,2022,5000", "row 2, code: found 'W15000003'; expected the name or the code of a"),
    (POPULATION, "W15000002,22,5000", "row 2, year: found '22'; expected the year of a mid-year estimate such as 2023"),
    (POPULATION, "W15000002,2022,590", "row 2, population: found '590'; expected a number of residents from 1,000"),
    (POPULATION, "W15000002,2022,5000\nW15000002,2022,5000", "row 3: found gwent, 2022 again; expected one row for"),
    (POPULATION, "", "found no estimates; expected some"),
    (LOCAL, "gwennt,lines,2021-11,4,,,S,", "row 2, force: found 'gwennt'; expected the name or the code of a police"),
    (LOCAL, "gwent,,2021-11,4,,,S,", "row 2, measure: found nothing; expected the key of a measure"),
    (LOCAL, "gwent,lines,2021-13,4,,,S,", "row 2, period: found '2021-13'; expected a quarter ('2023-24 Q1', 'quarter"),
    (LOCAL, "gwent,lines,2021-11,1,234,,S,,", "row 2: found 9 cells below 8 columns; expected one for each, and a"),
    (LOCAL, "gwent,happy,2021-22 Q1,843,200,,S,", "row 2, value: found '843'; expected a percentage from 0 to 100, as"),
    (LOCAL, f"gwent,happy,2021-22 Q1,84,{'9' * 300},,S,", f"row 2, base: found '{'9' * 59}…'; expected a number"),
    (LOCAL, "gwent,lines,2021-11,4%,,,S,", "row 2, value: found '4%'; expected a number without its unit"),
    (LOCAL, "gwent,lines,2021-11,4,0,,S,", "row 2, base: found '0'; expected a number above nought, or nothing where"),
    (LOCAL, "gwent,lines,2021-11,4,,,,", "row 2, source: found nothing; expected where the figure comes from"),
    (LOCAL, "gwent,lines,2021-11,,,,S,", "row 2, stated: found neither a value nor words; expected a value, what the"),
    (LOCAL, TWICE, "row 3: found gwent, County lines, 2021-11 again; expected one row for each"),
    (RESPONDENTS, "gwent,happy,2021-11,maybe,1,S", "row 2, answer: found 'maybe'; expected yes or no (1 or 0), or"),
    (RESPONDENTS, "gwent,happy,2021-11,yes,-1,S", "row 2, weight: found '-1'; expected a weight from nought"),
    (RESPONDENTS, "gwent,happy,2021-11,yes,,S", "row 2, weight: found ''; expected a weight from nought"),
    (RESPONDENTS, "gwent,happy,2021-11,,1,S", "found nobody who answered; expected some"),
    (STREET, ",2023-07,Gwennt Police,Burglary", "Falls within: found 'Gwennt Police'; expected the name or the code"),
    (STREET, ",July,Gwent Police,Burglary", "Month: found 'July'; expected a month such as '2021-11'"),
    (STREET, "one,two", "found no street-level file that can be read (CSV parse error: "),
]


@pytest.mark.parametrize(("name", "rows", "message"), FAULTS)
def test_a_fault_is_told_with_its_place(tmp_path, name, rows, message):
    told = str(refusal(tmp_path, name, rows))
    assert told.startswith(f"{name}: {message}")
    assert "\n" not in told


NAMED = "found the columns 'force', 'measure', 'period', 'amount', 'source'; expected also 'value'"


@pytest.mark.parametrize(
    ("name", "header", "message"),
    [
        (RECORDED, "Force,Count", "found no table with the columns Financial Year, Financial Quarter, Force Name, "),
        (MONTHS, "Force,Month,Offence Code,Crimes", "found the columns 'Force', 'Month', 'Offence Code', 'Crimes'; "),
        (POPULATION, "code,year,residents", "found the columns 'code', 'year', 'residents'; expected also 'pop"),
        (LOCAL, "force,measure,period,amount,source", NAMED),
        (STREET, "Month,Falls within,Kind", "found no street-level file that can be read ("),
        (LOCAL, "force,measure,period,value,source,value", "found 2 columns 'value' that differ; expected one"),
    ],
)
def test_wrong_columns(tmp_path, name, header, message):
    assert str(refusal(tmp_path, name, "1,2,3,4,5,6", header=header)).startswith(f"{name}: {message}")


@pytest.mark.parametrize("name", READERS)
def test_an_absent_file(tmp_path, name):
    with pytest.raises(DataError, match=rf"{name}: found no such file; expected"):
        READERS[name][0](tmp_path / name, FORCES)


def test_all_faults_are_told_at_once_ten_in_words_and_every_one_as_a_table(tmp_path):
    rows = [ROW.format("Gwennt", 45, "-x"), *[ROW.format("Gwent", 45, "-x")] * 11]
    refused = refusal(tmp_path, RECORDED, *rows)
    assert isinstance(refused, RefusedError)
    lines = str(refused).splitlines()
    assert lines[0].startswith("prc.csv: row 2, Force Name: found 'Gwennt'")
    assert lines[1] == "prc.csv: row 2, Number of Offences: found '-x'; expected a whole number"
    assert lines[9:] == ["prc.csv: row 10, Number of Offences: found '-x'; expected a whole number", "and 3 more"]
    table = problems_csv(refused.problems).splitlines()
    assert table[0] == "file,sheet,row,column,value,rule"
    assert table[13] == "prc.csv,,13,Number of Offences,'-x,found '-x'; expected a whole number"
    assert len(table) == 14


def test_a_column_of_thirty_thousand_wrong_names_is_refused_soon(tmp_path):
    started = time.monotonic()
    refused = refusal(tmp_path, LOCAL, *(f"Gwennt {n},lines,2021-11,4,,,S," for n in range(30_000)))
    assert len(refused.problems) == 30_000
    assert "expected a table" in refused.problems[-1].rule
    assert time.monotonic() - started < 10


def test_a_cell_as_long_as_a_book_is_not_read(tmp_path):
    refused = str(refusal(tmp_path, LOCAL, f"gwent,lines,2021-11,{'x' * 100_000},,,S,"))
    assert "row 2, value: found a cell of more than 5,000 characters" in refused
    assert len(refused) < 400


def test_a_header_below_a_title_a_column_twice_and_a_short_row(tmp_path):
    header = "Police figures\n\nFORCE [note 1],Measure,Period,value,source,other,value"
    (tmp_path / LOCAL).write_text(f"{header}\ngwent,lines,2021-11,4,S\n", encoding="utf-8")
    assert read_local_figures(tmp_path / LOCAL, FORCES)["row"].tolist() == [4]
    refused = str(refusal(tmp_path, LOCAL, "gwent,lines,2021-11,4,S,,4", "", "kent", header=header))
    assert "row 6, measure: found nothing" in refused
