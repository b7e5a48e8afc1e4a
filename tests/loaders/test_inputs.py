import datetime as dt
import hashlib
import zipfile

import pytest

from crimekit.errors import DataError, ParameterError
from crimekit.loaders.inputs import open_inputs
from crimekit.parameters import read_parameters
from crimekit.periods import Quarter

FORCES = read_parameters().forces
RECORDED = (
    "Financial Year,Financial Quarter,Force Name,Offence Description,Offence Group,Offence Subgroup,"
    "Offence Code,Number of Offences\n"
    "2030/31,1,Gwent,Theft from vehicle,Theft offences,Theft from a vehicle,45,7\n"
    "2030/31,1,Kent,Theft from vehicle,Theft offences,Theft from a vehicle,45,9\n"
    "2030/31,1,Kent,Theft of motor vehicle,Theft offences,Theft of a motor vehicle,48,1\n"
)
LOCAL = "force,measure,period,value,base,stated,source,note\ngwent,lines,2030-04,4,,,Own system,\n"
POPULATION = "code,year,population\nW15000002,2029,610000\n"


def handed_in(folder, **files):
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")


def test_a_folder_of_an_analyst(tmp_path):
    handed_in(tmp_path, **{"population.csv": POPULATION, "local/own.csv": LOCAL})
    with zipfile.ZipFile(tmp_path / "recorded-crime-2030-07-25.zip", "w") as archive:
        archive.writestr("a.csv", RECORDED)
    inputs = open_inputs(str(tmp_path), release="latest", forces=FORCES)
    assert inputs.name == f"the figures in {tmp_path.name}"
    assert inputs.release.key == "2030-07-25"
    assert inputs.release.quarters == (Quarter.parse("2030-31 Q1"),)
    assert inputs.observations(["45"], ["gwent"]).to_numpy().tolist() == [["gwent", "2030-31 Q1", "45", 7]]
    assert len(inputs.observations(["45", "48"]).dropna()) == 3  # and Gwent lacks a count of 48
    assert inputs.offences()["45"].description == "Theft from vehicle"
    assert inputs.population[["force", "year", "population"]].to_numpy().tolist() == [["gwent", 2029, 610_000]]
    assert list(inputs.local_figures["measure"]) == ["lines"]
    told = [(source.name, source.released, source.shipped) for source in inputs.sources]
    assert told == [
        ("recorded-crime-2030-07-25.zip", dt.date(2030, 7, 25), False),
        ("population.csv", None, False),
        ("own.csv", None, False),
        ("prc-pfa-2026-04.parquet", dt.date(2026, 4, 23), True),  # of the forces that the file does not hold
    ]
    assert inputs.sources[2].sha256 == hashlib.sha256(LOCAL.encode()).hexdigest()


def test_what_a_folder_lacks_comes_from_the_shipped_figures(tmp_path):
    handed_in(tmp_path, **{"population.csv": POPULATION, "local/read me.txt": "None yet."})
    inputs = open_inputs(str(tmp_path), release="2023-10-19", forces=FORCES)
    assert inputs.release.key == "2023-10-19"
    assert len(inputs.population) == 1
    assert len(inputs.local("gwent")) > 0
    assert [source.shipped for source in inputs.sources[:3]] == [True, False, True]


TWO, OWN = r"found 2 of %s \(.*\); expected one", "recorded-crime.csv"
NO_DATE = "found no date in 'recorded-crime-2030-13-45'; expected one such"


@pytest.mark.parametrize(
    ("error", "files", "release", "message"),
    [
        (DataError, [], "latest", r"found none of the input files; expected recorded-crime\*"),
        (DataError, [OWN, "recorded-crime-old.csv"], "latest", TWO % r"recorded-crime\*"),
        (DataError, ["population.csv", "population.xlsx"], "latest", TWO % r"population\.\*"),
        (DataError, ["recorded-crime-2030-13-45.csv"], "latest", NO_DATE),
        (ParameterError, [OWN], "2023-10-19", f"release: no '2023-10-19'; expected 'latest' .* known: {OWN}"),
        (ParameterError, "bundled", "2026-04-24", "release: no '2026-04-24'; expected .*did you mean '2026-04-23'"),
        (ParameterError, "bundeld", "latest", "inputs: found no folder '.*bundeld'; expected 'bundled' or a folder"),
    ],
)
def test_inputs_that_are_refused(tmp_path, error, files, release, message):
    folder = files if isinstance(files, str) else str(tmp_path)
    handed_in(tmp_path, **{name: POPULATION if "population" in name else RECORDED for name in files if "." in name})
    with pytest.raises(error, match=message):
        open_inputs(folder, release=release, forces=FORCES)


@pytest.mark.parametrize(
    "name",
    ["._own.csv", "~$own.xlsx", ".DS_Store", "Thumbs.db", "desktop.ini", ".~lock.own.csv#", "own.csv:Zone.Identifier"],
)
def test_files_of_the_operating_system_are_passed_over(tmp_path, name):
    handed_in(tmp_path, **{"recorded-crime/own.csv": RECORDED, "local/own.csv": LOCAL})
    for folder in (tmp_path, tmp_path / "recorded-crime", tmp_path / "local"):
        (folder / name).write_bytes(b"\x00\x05\x16\x07Mac OS X")
    inputs = open_inputs(str(tmp_path), forces=FORCES)
    assert len(inputs.observations(["45"])) == 2
    assert list(inputs.local_figures["measure"]) == ["lines"]
