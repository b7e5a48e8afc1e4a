"""A folder of a force's own figures: compared with the published table, and never added up with a part missing."""

import json
import os
import shutil
import sys

import pytest
import yaml
from xlsxwriter import Workbook

import crimekit as ck
from crimekit.loaders.store import SHIPPED, read_observations
from crimekit.parameters import read_parameters
from crimekit.periods import Quarter, quarters_between
from crimekit.reports.cases.case import open_case

NOVEMBER = "quarter ending November 2021"
AVON = "avon-and-somerset"
CASE = {"force": AVON, "report": "national-measures-benchmarked", "peer_group": f"{AVON}-2021"}
MONTHS = "recorded-crime-months-2021-12-09.csv"
VEHICLE = {"45": 400, "48": 200, "37.2": 10, "126": 60}


def months(folder, counts, forces=(AVON,)):
    """The same counts in every month of four years, in a file of the force's own."""
    quarters = quarters_between(Quarter.parse("quarter ending November 2017"), Quarter.parse(NOVEMBER))
    rows = [f"{month},{code},{n}" for at in quarters for month in at.months for code, n in counts.items()]
    every = (f"{force},{row}" for force in forces for row in rows)
    (folder / MONTHS).write_text("\n".join(["Force,Month,Code,n", *every]) + "\n", encoding="utf-8")
    return str(folder)


@pytest.fixture(scope="module")
def section(tmp_path_factory):
    own = months(tmp_path_factory.mktemp("own"), VEHICLE | {"34B": 120})
    return ck.measure_section("neighbourhood-crime", quarter=NOVEMBER, inputs=own, **CASE)


def test_own_months_are_ranked_among_the_published_quarters_nearest_to_them(section):
    found, members = section["vehicle-crime"], read_parameters().peer_groups["avon-and-somerset-2021"].members
    assert (found.count, found.twelve_months.now) == (3 * 670, 12 * 670)
    published = read_observations(SHIPPED, series=list(VEHICLE), forces=list(members))
    year = ["2020-21 Q4", *(f"2021-22 Q{n}" for n in (1, 2, 3))]  # to December 2021, a month after November
    totals = published[published["period"].isin(year)].groupby("force")["value"].sum()
    people = ck.read_population().query("year == 2020").set_index("force")["population"]  # of a year that ends in 2021
    rates = {force: total / people[force] for force, total in totals.items()}
    rates["avon-and-somerset"] = 12 * 670 / people["avon-and-somerset"]
    place = sorted(rates, key=rates.get).index("avon-and-somerset") + 1
    assert (found.benchmark.rank.position, found.benchmark.rank.of) == (place, 8)
    notes = section.measures_tables[0].caveats
    assert any("in its quarters nearest to the force's own: the newest is 2021-22 Q3" in note for note in notes)


def test_the_published_table_behind_the_other_forces_is_a_source_and_a_single_one_of_them_is_named(tmp_path):
    own = months(tmp_path, VEHICLE, [force for force in read_parameters().forces if force != "kent"])
    case = open_case(quarter=NOVEMBER, inputs=own, **CASE)
    released = {source.name: str(source.released) for source in case.inputs.sources if source.released}
    assert released == {MONTHS: "2021-12-09", "prc-pfa-2026-04.parquet": "2026-04-23"}
    notes = ck.measure_section("neighbourhood-crime", quarter=NOVEMBER, inputs=own, **CASE).measures_tables[0].caveats
    said = "The figures of Kent are those of the published table (release of 23 April 2026)"
    assert [note.startswith(said) for note in notes if "published table" in note] == [True]


def test_what_the_own_file_lacks_is_named_and_nothing_with_it_is_added_up_and_no_other_file_is_the_source(section):
    # Neighbourhood crime is also theft from the person (39) and residential burglary (28E to 29A), which are not there.
    whole = section["neighbourhood-crime"]
    assert whole.count is None
    assert whole.reason.startswith(f"Not added up for {NOVEMBER}: no figures of the offence codes 28E")
    assert "and 39" in whole.reason
    cells = {row[0].text: row[1].text for row in section.measures_tables[0].rows}
    assert (cells["Neighbourhood crime"], cells["Personal robbery"]) == ("Not available", "360")
    source = section.measures_tables[0].source
    assert source.startswith(f"Avon and Somerset, {MONTHS}; ")
    assert "Home Office" not in source


KEPT = ("drug-supply", "cybercrime")
TEXTS = {"author": "Ann", "date": "2023-11-01", "state": "draft"}


def written(path, **given):
    path.write_text("".join(f"{key}: {value}\n" for key, value in given.items()), encoding="utf-8")
    return str(path)


HEAD = "force,measure,period,value,base,stated,source,note\n"


@pytest.fixture
def handed_in(tmp_path, project):
    """A folder with one file of each kind that is read and of each that is not, and a run of it with two sections."""
    report = project / "parameters" / "reports" / "national-measures.yml"
    content = yaml.safe_load(report.read_text(encoding="utf-8"))
    content["sections"] = [section for section in content["sections"] if section["key"] in KEPT]
    report.write_text(yaml.safe_dump(content), encoding="utf-8")
    none = dict.fromkeys(KEPT, "{force_action: None., comments: None.}")
    sections = str({"overview": "{summary: None.}", **none}).replace("'", "")
    texts = project / "parameters" / "commentary" / "gwent" / "2023-24-q1.yml"
    written(texts, force="gwent", quarter="2023-24 Q1", sections=sections, **TEXTS)
    own = tmp_path / "figures"
    (own / "local").mkdir(parents=True)
    rows = "gwent,drug-disruptions,2023-24 Q1,12,,,Force system,\nkent,cyber-fraud,2023-24 Q1,9,,,Force system,\n"
    (own / "local" / "gwent.csv").write_text(HEAD + rows, encoding="utf-8")
    (own / "local" / "kent.csv").write_text(HEAD + "kent,drug-disruptions,2023-24 Q1,8,,,Force system,\n")
    (own / "popultion.csv").write_text("code,year,population\nW15000002,2022,590000\n", encoding="utf-8")
    (own / "notes.docx").write_bytes(b"x")
    (own / "._gwent.csv").write_bytes(b"x")
    asked = {"report": "national-measures", "force": "gwent", "quarter": "2023-24 Q1", "release": "2023-10-19"}
    return own, written(tmp_path / "own.yml", **asked, inputs=own)


def test_check_accounts_for_every_file_handed_in(handed_in, typed):
    (handed_in[0] / "outturn").mkdir()
    shutil.copy(SHIPPED / "outturn" / "gwent-figures.csv", handed_in[0] / "outturn")
    code, said, _ = typed("check", handed_in[1])
    lines = said.splitlines()
    assert code == 0
    assert "local/gwent.csv: read: 1 row, 2023-24 Q1, drug-disruptions; 1 of other forces are not used" in lines
    assert "local/kent.csv: not read, because its rows are of kent, the report of gwent" in lines
    assert any(line.startswith("notes.docx: not read, because it is none of .csv, ") for line in lines)
    assert any(
        line.startswith("popultion.csv: not read, because no file is called so; did you mean 'population'?")
        for line in lines
    )
    assert not [line for line in lines if "._gwent" in line]  # the operating system's
    annual = "outturn/gwent-figures.csv"
    assert f"{annual}: not read, because only an outturn reads it" in lines
    shutil.copy(SHIPPED / "population.csv", handed_in[0])
    year = read_parameters().folder / "runs" / "gwent-outturn-2019-20.yml"
    outturn = handed_in[0].parent / "outturn.yml"
    outturn.write_text(f"{year.read_text(encoding='utf-8')}inputs: {handed_in[0]}\n", encoding="utf-8")
    assert f"{annual}: read: annual figures" in typed("check", str(outturn))[1].splitlines()


def test_what_is_hidden_or_not_read_is_told_by_check_on_the_console_in_the_record_and_in_the_draft(
    handed_in, typed, tmp_path
):
    with Workbook(handed_in[0] / "local" / "hidden.xlsx") as book:
        sheet = book.add_worksheet("Own")
        for at, row in enumerate([HEAD.strip().split(","), ["gwent", "cyber-fraud", "2023-24 Q1", 9, "", "", "S", ""]]):
            sheet.write_row(at, 0, row)
        sheet.set_row(1, None, None, {"hidden": True})
    hidden = "hidden.xlsx: sheet Own: read as any other though hidden: row 2; show it, or delete it"
    assert f"note: {hidden}" in typed("check", handed_in[1])[1].splitlines()
    code, _, said = typed("run", handed_in[1], "--outputs", str(tmp_path / "out"))
    assert code == 0
    folder = tmp_path / "out" / "gwent" / "2023-24-q1"
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    for told in (hidden, "popultion.csv: not read, because no file is called so"):
        assert told in said
        assert any(warning.startswith(told) for warning in record["warnings"])
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "Not read: local/kent.csv, notes.docx and popultion.csv." in page


def test_an_unknown_measure_is_refused_with_its_row_and_the_nearest(handed_in, typed):
    path = handed_in[0] / "local" / "gwent.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("drug-disruptions", "drug-disruption"), encoding="utf-8")
    code, _, said = typed("check", handed_in[1])
    assert code == 2
    assert "gwent.csv: row 2, measure: no measure 'drug-disruption'; did you mean 'drug-disruptions'?" in said


@pytest.mark.skipif(sys.platform != "linux", reason="a name of any bytes")
@pytest.mark.parametrize(("name", "said"), [(b"\xff.csv", "\\udcff.csv"), (b"a\x1b[31m.txt", "a\\x1b[31m.txt")])
def test_a_file_whose_name_cannot_be_printed_is_refused(handed_in, typed, name, said):
    (handed_in[0] / "local" / os.fsdecode(name)).write_text(f"{HEAD}gwent,cyber-fraud,2023-24 Q1,9,,,S,\n")
    code, _, err = typed("check", handed_in[1])
    expected = f"found a file called 'local/{said}'; expected a name that can be printed"
    assert (code, err) == (2, f"crimekit: figures: {expected}\n")


def test_a_quarter_that_the_shipped_figures_cannot_have_is_refused_with_the_reason(tmp_path, typed):
    code, _, said = typed("run", written(tmp_path / "november.yml", quarter=NOVEMBER, **CASE))
    (line,) = said.splitlines()
    assert code == 2
    assert "the shipped figures hold recorded crime by financial quarter, and none ends in that month" in line
    assert "expected a quarter such as '2025-26 Q3', or the months 2021-09, 2021-10, 2021-11 in inputs" in line


@pytest.mark.slow
def test_a_report_of_such_a_quarter_is_published_from_months(tmp_path, typed, project):
    path = project / "parameters/commentary/avon-and-somerset/quarter-ending-2021-11.yml"
    written(path, force=CASE["force"], quarter=NOVEMBER, sections="{homicide: {comments: None.}}", **TEXTS)
    (tmp_path / "own").mkdir()
    own = months(tmp_path / "own", VEHICLE)
    run = written(tmp_path / "november.yml", quarter=NOVEMBER, inputs=own, **CASE)
    assert typed("run", run, "--outputs", str(tmp_path / "out"))[0] == 0
    report = tmp_path / "out" / "avon-and-somerset" / "quarter-ending-2021-11"
    assert "Quarter ending November 2021" in (report / "report.html").read_text(encoding="utf-8")
    record = json.loads((report / "run.json").read_text(encoding="utf-8"))
    assert record["inputs"][0]["name"] == MONTHS
