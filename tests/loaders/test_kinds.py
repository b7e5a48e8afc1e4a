"""Months of recorded crime, outcomes, population, street-level crime and local figures, as each is laid out."""

import datetime as dt
import shutil
from pathlib import Path

import pandas as pd
import pytest

from crimekit.errors import DataError
from crimekit.loaders.local import COLUMNS, figures_by_quarter, read_local_figures
from crimekit.loaders.population import read_population
from crimekit.loaders.recorded_crime import read_outcomes, read_recorded_crime
from crimekit.loaders.street import count_street_crime, street_notes
from crimekit.parameters import read_parameters
from crimekit.periods import Quarter
from crimekit.reports.cases.assessing import assess
from crimekit.reports.cases.case import open_case
from crimekit.statistics.rates import count_table

FORCES = read_parameters().forces


def written(folder, name, *rows):
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    return folder / name


def rows(frame):
    return list(frame.itertuples(index=False, name=None))


def months(tmp_path, *lines):
    path = written(tmp_path, "recorded-crime-months.csv", "Force,Month,Offence Code,Offence,Count", *lines)
    return read_recorded_crime(path, FORCES, released=dt.date(2021, 12, 9))


def test_every_quarter_that_has_its_three_months_and_a_national_body_is_left_out_and_counted(tmp_path):
    counts = {"2021-07": 1, "2021-08": 2, "2021-09": 4, "2021-10": 0, "2021-11": " 1,008 "}
    lines = [f'{{}},{month},45,Theft from vehicle,"{n}"' for month, n in counts.items()]
    release = months(tmp_path, *(line.format(body) for line in lines for body in ("Gwent", "British Transport Police")))
    assert (release.info.forces, release.info.excluded) == (("gwent",), {"British Transport Police": 5})
    assert rows(release.observations) == [
        ("gwent", "2021-22 Q2", "45", 7),
        ("gwent", "quarter ending October 2021", "45", 6),
        ("gwent", "quarter ending November 2021", "45", 1012),
    ]
    assert release.info.quarters == tuple(Quarter(2021, month) for month in (9, 10, 11))
    assert release.info.released == dt.date(2021, 12, 9)
    assert release.offences["45"].description == "Theft from vehicle"


@pytest.mark.parametrize("august", [[], ["Gwent,2021-08,48,,N/a"]], ids=["no row", "no count"])
def test_a_code_without_its_month_leaves_the_sum_of_a_quarter_without_a_figure(tmp_path, august):
    lines = [f"Gwent,2021-{month:02d},{code},,1" for month in range(7, 13) for code in (45, 48)]
    release = months(tmp_path, *(line for line in lines if not line.startswith("Gwent,2021-08,48")), *august)
    counts = count_table(release.observations)["gwent"]
    assert counts.dropna().to_dict() == {"quarter ending November 2021": 6, "2021-22 Q3": 6}
    assert counts.index[counts.isna()].tolist() == ["2021-22 Q2", "quarter ending October 2021"]
    assert release.info.warnings == (
        "months are missing, so there is no count for 48 of Gwent in 2021-22 Q2, 48 of Gwent in quarter ending "
        "October 2021",
    )


def test_outcomes_by_code(tmp_path):
    header = "Financial Year,Financial Quarter,Force Name,Offence Description,Offence Group,Offence Code,Outcome Type,"
    header += "Outcome Group,Force outcomes for offences recorded in quarter"
    line, difficult = "2024/25,1,{},Rape,Sexual offences,{},{},{}", "Evidential difficulties"
    lines = [
        line.format("Gwent", "19D", 1, "Charged/Summonsed, 1 "),
        line.format("Gwent", "19D", 16, f'{difficult},"1,002"'),
        line.format("British Transport Police", "19D", 16, f"{difficult},5"),
        line.format("Gwent", "19F", 16, f"{difficult},N/a"),
        line.format("Gwent", "19F", 16, f"{difficult},7"),  # of a sum that is not known
    ]
    found = read_outcomes(written(tmp_path, "outcomes.csv", header, *lines), FORCES)
    assert rows(found.fillna({"value": -1})) == [
        ("gwent", "2024-25 Q1", "19D", "Sexual offences", "Charged/Summonsed", "1", 1),
        ("gwent", "2024-25 Q1", "19D", "Sexual offences", "Evidential difficulties", "16", 1002),
        ("gwent", "2024-25 Q1", "19F", "Sexual offences", "Evidential difficulties", "16", -1),
    ]


def test_outcomes_without_a_code_are_added_up(tmp_path):
    """As the table was converted: the code was dropped and its rows were kept."""
    header = ["Financial Year", "Financial Quarter", "Force", "Offence Group", "Outcome Group", "Outcome Type", "n"]
    charged = ["2024/25", 1.0, "Gwent", "Robbery", "Charged/Summonsed", 1.0, 7.0]
    other = [*charged[:4], "Taken into consideration", 4.0, 0.0]
    pd.DataFrame([charged, charged, other], columns=header).to_parquet(tmp_path / "outcomes.parquet")
    found = read_outcomes(tmp_path / "outcomes.parquet", FORCES)
    assert rows(found[["code", "type", "value"]]) == [("", "1", 14), ("", "4", 0)]


GWENT, NEXT = [("gwent", 2021, 588_292, "population.csv")], ("gwent", 2022, 590_051, "population.csv")
TWO = [("gwent", 2022, 590_000, "S"), ("kent", 2023, 1_900_000, "O")]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["pfa_code,PFA,mid_year,population,source", 'E23000032,,2023,"1,900,000",O', "W15000002,,2022,590000,S"], TWO),
        (["code,2022,2021", "E92000001,56000000,57000000", "W15000002,590051,588292"], [*GWENT, NEXT]),
        (["PFA22CD,PFA22NM,2021", "W15000002,Gwent,588292"], GWENT),
        (["Area Code,Population estimate mid-2021", "W15000002,588292"], GWENT),
        (["Geography code,Population figures for 2021", "W15000002,588292"], GWENT),
        (["PFA 2023 Code,Mid-year 2021 estimate", "W15000002,588292"], GWENT),
        (["PFA23CD,Mid-2021 population,Households 2021", "W15000002,588292,250000"], GWENT),
    ],
)
def test_population(tmp_path, lines, found):
    assert rows(read_population(written(tmp_path, "population.csv", *lines), FORCES)) == found


def test_a_workbook_of_population_with_a_column_for_each_year():
    found = read_population(Path(__file__).parents[1] / "data" / "population-wide.xlsx", FORCES)
    assert rows(found[["force", "year", "population"]]) == [
        ("devon-and-cornwall", 2022, 1_804_298),
        ("devon-and-cornwall", 2023, 1_823_400),
        ("gwent", 2022, 590_051),
        ("gwent", 2023, 594_164),
    ]


def street(month, *kinds, body="Gwent Police"):
    header = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type"
    place = "-3.0,51.5,On or near High Street,W01,Newport 001A"
    return [f"{header},Outcome,Context", *(f",{month},{body},{body},{place},{kind},Unknown," for kind in kinds)]


NAME, COUNTED = "2023-07-gwent-street.csv", ["force", "period", "series", "value"]
BODIES = {"gwent": "Gwent Police", "btp": "British Transport Police", "ni": "Police Service of Northern Ireland"}


def test_a_download_of_street_level_crime_as_a_folder_of_months_and_as_a_zip(tmp_path):
    """Equal rows are not copies; bodies that are no territorial force are left out and told."""
    june = street("2023-06", "Burglary", "Burglary", "Anti-social behaviour")
    written(tmp_path, "all/2023-06/2023-06-gwent-street.csv", *june)
    written(tmp_path, "all/2023-06/2023-06-gwent-outcomes.csv", "another kind")
    for key, body in BODIES.items():
        july = street("2023-07", "Burglary", "Burglary", "Burglary", body=body)
        written(tmp_path, f"all/2023-07/2023-07-{key}-street.csv", *july)
    for path in (tmp_path / "all", Path(shutil.make_archive(str(tmp_path / "all"), "zip", tmp_path / "all"))):
        found = count_street_crime(path, FORCES)
        assert rows(found) == [
            ("gwent", "2023-06", "Anti-social behaviour", 1),
            ("gwent", "2023-06", "Burglary", 2),
            ("gwent", "2023-07", "Burglary", 3),
        ]
        recorded = pd.DataFrame([("gwent", "2023-24 Q1", "45", 1)], columns=COUNTED)
        notes = street_notes(found, recorded)
        assert notes == tuple(f"{BODIES[key]}: 3 street-level crimes left out" for key in ("btp", "ni"))


def test_street_level_crime_in_a_file_of_many_blocks(tmp_path):
    path = written(tmp_path, NAME, *street("2023-07", *["Burglary"] * 60_000))  # 6 MB, blocks of 4
    assert rows(count_street_crime(path, FORCES)) == [("gwent", "2023-07", "Burglary", 60_000)]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "found no street-level file; expected names such as 2023-06-gwent-street.csv"),
        ({f"a/{NAME}": b"", f"b/{NAME}": b""}, f"found {NAME} twice; expected each file once"),
        ({"a.zip": b"PK\x03\x04"}, "a.zip: found no zip that can be read .*; expected a whole one"),
    ],
)
def test_what_is_no_street_level_crime(tmp_path, files, message):
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match=message):
        count_street_crime(tmp_path / "a.zip" if "a.zip" in files else tmp_path, FORCES)


def test_more_than_a_tenth_apart_is_told():
    counts = dict(zip(range(4, 13), [30, 30, 29, 30, 30, 30, 36, 36, 37], strict=True))
    mapped = [("gwent", f"2023-{month:02d}", "Burglary", n) for month, n in counts.items()]
    mapped += [("gwent", f"2023-{month:02d}", "Anti-social behaviour", 500) for month in counts]
    recorded = [("gwent", f"2023-24 Q{number}", "45", n) for number, n in ((1, 100), (2, 100), (3, 99))]
    assert street_notes(pd.DataFrame(mapped, columns=COUNTED), pd.DataFrame(recorded, columns=COUNTED)) == (
        "gwent in 2023-24 Q1: 89 street-level crimes against 100 recorded, more than a tenth apart",
        "gwent in 2023-24 Q3: 109 street-level crimes against 99 recorded, more than a tenth apart",
    )


HEADER = "force,measure,period,value,base,stated,source,note"
ANSWERS = "force,measure,period,answer,weight,source"


def local(folder, *rows, header=HEADER, name="local.csv"):
    return read_local_figures(written(folder, name, header, *rows), FORCES)


def test_figures_and_statements_in_words(tmp_path):
    found = local(
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
    other = "force,measure,period,value,source,base,other"
    fewer = local(tmp_path, "gwent,lines,2021-11,79%,S,312,#REF!", header=other)
    assert fewer[["value", "stated", "note"]].to_numpy().tolist() == [[79.0, "", ""]]


def test_a_folder_is_read_as_one_table(tmp_path):
    written(tmp_path, "notes.txt", "not a table")
    with pytest.raises(DataError, match=r"found no table of local figures; expected one of .csv"):
        read_local_figures(tmp_path, FORCES)
    for name, month in (("b.csv", "2021-10"), ("a.csv", "2021-09")):
        local(tmp_path, f"gwent,lines,{month},4,,,S,", name=name)
    answers = [f"gwent,happy,2023-24 Q1,{answer},1,Own survey" for answer in ("yes", "no", "yes", "")]
    local(tmp_path, *answers, header=ANSWERS, name="respondents-2023.csv")
    found = read_local_figures(tmp_path, FORCES)
    assert (found["measure"] + " " + found["period"]).tolist() == ["happy 2023-24 Q1", "lines 2021-09", "lines 2021-10"]
    assert found["effective"].isna().tolist() == [False, True, True]
    local(tmp_path, "gwent,lines,2021-09,4,,,S,", name="c.csv")
    with pytest.raises(DataError, match=r"c.csv: row 2: found gwent, lines, 2021-09 again"):
        read_local_figures(tmp_path, FORCES)


def by_month(*rows):
    return pd.DataFrame([["gwent", *row, None, "", "Own system", ""] for row in rows], columns=list(COLUMNS))


def test_months_are_added_up_and_a_whole_quarter_stands():
    given = by_month(
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
        figures_by_quarter(by_month(row), shares=shares)
    assert figures_by_quarter(by_month(("2021-22 Q2", "happy", 12.5, None)), shares=True)["value"].tolist() == [12.5]


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
    (row,) = local(tmp_path, *lines, header=header, name="respondents.csv").to_dict("records")
    assert (row["value"], row["base"], row["effective"], row["note"]) == found
    assert (row["force"], row["measure"], row["period"], row["source"]) == ("gwent", "happy", "2023-24 Q1", "S")


def test_weights_widen_the_interval_of_a_report(tmp_path):
    """40 people, half of them with three times the weight of the others: worth (20 × 3 + 20)² / (20 × 9 + 20) = 32.

    The limits are those of statsmodels, proportion_confint(28, 32, method="wilson").
    """
    answers = [f"{'yes' if n % 4 else 'no'},{3 if n % 2 else 1},S" for n in range(40)]
    lines = [f"gwent,satisfaction-general-officer,2023-24 Q1,{answer}" for answer in answers]
    written(tmp_path, "local/respondents.csv", ANSWERS, *lines)
    case = open_case(force="gwent", quarter="2023-24 Q1", report="national-measures", inputs=str(tmp_path))
    found = assess(case.parameters.measures["satisfaction-general-officer"], case).survey
    assert (found.respondents, found.effective) == (40, 32)
    assert (found.lower, found.upper) == pytest.approx((0.719317, 0.950299), abs=1e-6)
