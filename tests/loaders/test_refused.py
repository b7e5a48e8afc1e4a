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

FORCES = read_parameters().forces
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
    text = "\n".join([known if header is None else header, *rows, ""])
    (folder / name).write_text(text, encoding="utf-16" if "\t" in text else "utf-8")
    with pytest.raises(DataError) as refused:
        reader(folder / name, FORCES)
    return refused.value


ROW, GWENT = "2023/24,1,{},Theft,T,S,{},{}", "2023/24,1,Gwent,Theft,T,S,45,5"
HEADER = READERS[RECORDED][1]
OUTCOME = "2024/25,1,{},Rape of a female,Sexual offences,19D,1,Charged/Summonsed,{}"
COUNT = "row 2, Number of Offences: found "
ERROR = COUNT + "a formula that ends in an error (%s); expected"
AGAIN = "row 3, Number of Offences: found %s after another count for gwent, 2023-24 Q1, 45; expected one (see row 2)"
INVISIBLE, UNSEEN = "row 2, Offence Group: found the invisible character U+%04X in %r; ", "\x00\x1f\x7f\ufffd"
EITHER = (
    "row 2, Offence Code: found '4.0999999999999996' as a number, described as 'Homicide'; it may be '4.1' "
    "(manslaughter) or '4.10' (corporate manslaughter); expected the code as text"
)
NO_TABLE = (
    "found no table with the columns Financial Year, Financial Quarter, Force Name, Offence Description, Offence "
    "Group, Offence Subgroup, Offence Code, Number of Offences: found "
)
PARTED = NO_TABLE + "cells separated by %s; expected commas"
BELOW = NO_TABLE + "them in row 51; expected them in the first 40 rows, so delete those above"
OTHERS = NO_TABLE + "the columns 'Area', 'Crimes'; expected also 'Financial Year'"
NEAR = (
    f"{OTHERS}, 'Financial Quarter', 'Force Name' (is it 'Force Nam'?), 'Offence Description', 'Offence Group', "
    "'Offence Subgroup', 'Offence Code' (is it 'Offence Cod'?), 'Number of Offences'"
)
FINER = "found the column '%s' (such as '%s'), by which the rows are parts of a figure; expected whole ones: add"
CODE = "row 2, code: found 'W15000009'; expected the name or the code of a police force; did you mean 'W1500000"
CODES, ACROSS = "found the columns 'PFA23CD', ", "code,2022,2023"
FAR = "row 2, population: found %s; expected all residents, as the "
RESIDENTS = "591,504 that are shipped for 2022, and not households, thousands or one sex"
NAMED = "found the columns 'force', 'measure', 'period', 'amount', 'source'; expected also 'value'"
TWICE = "gwent,county-lines,2021-11,4,,,S,\nGwent,County lines,2021-11,4,,,S,"
FAULTS = {  # rows, what is told of them, and the header where it is not that of the kind
    RECORDED: [
        (ROW.format("Gwennt", 45, 1), "row 2, Force Name: found 'Gwennt'; expected the name or the code of a"),
        (GWENT.replace("24,1", "24,5"), "row 2, Financial Quarter: found '5'; expected the financial quarter 1, 2"),
        (GWENT.replace("/24", "/25"), "row 2, Financial Year: found '2023/25'; expected a financial year such as '20"),
        *((f"2023/24,1,Gwent,T,T{c}t,S,45,5", INVISIBLE % (ord(c), f"T{c}t")) for c in UNSEEN),
        ("2023/24,1,Gwent,Homicide,T,S,4.0999999999999996,5", EITHER),
        (ROW.format("Gwent", "AF", 1), "row 2, Offence Code: found 'AF'; expected an offence code such as '28A'"),
        (ROW.format("Gwent", 45, "N/a"), "found no counts of any police force; expected some"),
        (ROW.format("Action Fraud", "AF", 20), "found no counts of any police force; expected some"),
        (f"{GWENT}\n{ROW.format('Gwent', 45, 6000)}", AGAIN % "6,000"),
        ("2023/24,1,Gwent,Theft – all,T,S,45,50\n2023/24,1,Gwent,THEFT -  All,t,S,45,50", AGAIN % 50),
        (ROW.format("Gwent", 45, "1,234"), "row 2: found 9 cells below 8 columns; expected one for each"),
        (f"Newport,{GWENT}\nTorfaen,{GWENT}", FINER % ("CSP Name", "Newport"), f"CSP Name,{HEADER}"),
        (f"Newport,{GWENT}\nTorfaen,{GWENT}", FINER % ("Local authority", "Newport"), f"Local authority,{HEADER}"),
        (f"Female,{GWENT}", FINER % ("Victim sex", "Female"), f"Victim sex,{HEADER}"),
        (f"NP1,{GWENT}\nNP2,{GWENT}", f"{AGAIN % 5}; they differ in 'Beat', which is not read", f"Beat,{HEADER}"),
        (GWENT.replace(",", ";"), PARTED % "semicolons", HEADER.replace(",", ";")),
        (f"{HEADER}\n{GWENT}".replace(",", ";"), PARTED % "semicolons", "sep=;"),
        (GWENT.replace(",", "|"), PARTED % "bars", HEADER.replace(",", "|")),
        (GWENT.replace(",", "\t"), PARTED % "tabs", HEADER.replace(",", "\t")),  # in UTF-16, as Excel writes it
        (HEADER, BELOW, "A title\n" * 49 + "A title"),
        ("Area,Crimes\nGwent,5", OTHERS, "A title"),
        ("Force Nam,Offence Cod\nGwent,5", NEAR.replace("Area', 'Crimes", "Force Nam', 'Offence Cod"), "A title,"),
        ("1,2,3", NO_TABLE, "Force,Count"),
    ],
    MONTHS: [
        ("Gwent,July 2021,45,1", "row 2, Month: found 'July 2021'; expected a month such as '2021-11'"),
        ("Gwent,2021-08,45,many", f"{COUNT}'many'; expected a whole number"),
        *((f"Gwent,2021-08,45,{error}", ERROR % error) for error in ("#DIV/0!", "#N/A", "#VALUE!")),
        ("Gwent,2021-08,45,=31+31", f"{COUNT}a formula without its value (=31+31); expected the value: open it in"),
        ("Gwent,2021-08,45,1\nGwent,2021-08,45,1", "row 3: found gwent, 2021-08, 45 again; expected one row for"),
        ("Gwent,2021-07,45,1\nGwent,2021-09,45,1", "found no three months in a row of any offence; expected a"),
        ("1,2", "found the columns 'Force', 'Month', 'Offence Code', 'Crimes'; ", "Force,Month,Offence Code,Crimes"),
    ],
    OUTCOMES: [
        (OUTCOME.format("Gwent", "one"), "row 2, Number of Outcomes: found 'one'; expected a whole number"),
        (OUTCOME.format("CIFAS", 1), "found no outcomes of any police force; expected some"),
    ],
    POPULATION: [
        ("W15000009,2022,590000", CODE),
        ("W15000009,590000", CODE, "code,2022"),
        ("W15000002,22,5000", "row 2, year: found '22'; expected the year of a mid-year estimate such as 2023"),
        ("W15000002,2022,590", "row 2, population: found '590'; expected a number of residents from 1,000"),
        ("W15000002,2022,5000\nW15000002,2022,5000", "row 3: found gwent, 2022 again; expected one row for"),
        ("", "found no estimates; expected some"),
        ("W15000002,252000", FAR % "252,000 for gwent in 2022", "code,2022"),
        ("W15000002,5921504", f"{FAR % '5,921,504 for gwent in 2022'}{RESIDENTS}", "code,2022"),
        ("E23000001,8866", FAR % "8,866 for metropolitan-police in 2029", "code,2029"),
        ("W15000002,2022,Female,301000", FINER % ("sex", "Female"), "code,year,sex,population"),
        ("1,2,3", "found the columns 'code', 'year', 'residents'; expected also 'population'", "code,year,residents"),
        ("W15000002,592000", f"{CODES}'Population'; expected also 'year'", "PFA23CD,Population"),
        ("W15000002,G,592000", f"{CODES}'Name', 'Population'; expected also 'year'", "PFA23CD,Name,Population"),
        ("W15000002,590,051,594,164", "row 2: found 5 cells below 3 columns; expected one for each", ACROSS),
        ("W15000002,590051,", "row 2, population: found ''; expected a number of residents", ACROSS),
    ],
    LOCAL: [
        ("gwennt,lines,2021-11,4,,,S,", "row 2, force: found 'gwennt'; expected the name or the code of a police"),
        ("gwent,,2021-11,4,,,S,", "row 2, measure: found nothing; expected the key of a measure"),
        ("gwent,lines,2021-13,4,,,S,", "row 2, period: found '2021-13'; expected a quarter ('2023-24 Q1', 'quarter"),
        ("gwent,lines,2021-11,1,234,,S,,", "row 2: found 9 cells below 8 columns; expected one for each, and a"),
        ("gwent,happy,2021-22 Q1,843,200,,S,", "row 2, value: found '843'; expected a percentage from 0 to 100, as"),
        (f"gwent,happy,2021-22 Q1,84,{'9' * 300},,S,", f"row 2, base: found '{'9' * 59}…'; expected a number"),
        ("gwent,lines,2021-11,4%,,,S,", "row 2, value: found '4%'; expected a number without its unit"),
        ("gwent,lines,2021-11,4,0,,S,", "row 2, base: found '0'; expected a number above nought, or nothing where"),
        ("gwent,lines,2021-11,4,,,,", "row 2, source: found nothing; expected where the figure comes from"),
        ("gwent,lines,2021-11,,,,S,", "row 2, stated: found neither a value nor words; expected a value, what the"),
        (TWICE, "row 3: found gwent, County lines, 2021-11 again; expected one row for each"),
        ("1,2,3", NAMED, "force,measure,period,amount,source"),
        ("1,2,3,4,5,6", "found 2 columns 'value' that differ; expected one", "force,measure,period,value,source,value"),
    ],
    RESPONDENTS: [
        ("gwent,happy,2021-11,maybe,1,S", "row 2, answer: found 'maybe'; expected yes or no (1 or 0), or"),
        ("gwent,happy,2021-11,yes,-1,S", "row 2, weight: found '-1'; expected a weight from nought"),
        ("gwent,happy,2021-11,yes,,S", "row 2, weight: found ''; expected a weight from nought"),
        ("gwent,happy,2021-11,,1,S", "found nobody who answered; expected some"),
    ],
    STREET: [
        (",2023-07,Gwennt Police,Burglary", "Falls within: found 'Gwennt Police'; expected the name or the code"),
        (",2023-07,British Transport Police,Burglary", "found no crimes of any police force; expected some"),
        (",July,Gwent Police,Burglary", "Month: found 'July'; expected a month such as '2021-11'"),
        ("one,two", "found no street-level file that can be read (CSV parse error: "),
        ("1,2,3", "found no street-level file that can be read (", "Month,Falls within,Kind"),
    ],
}


@pytest.mark.parametrize(("name", "case"), [(name, case) for name, cases in FAULTS.items() for case in cases])
def test_a_fault_is_told_with_its_place(tmp_path, name, case):
    rows, message, *header = case
    told = str(refusal(tmp_path, name, rows, header=header[0] if header else None))
    assert told.startswith(f"{name}: {message}")
    assert "\n" not in told


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
