"""The compact store of releases: what it keeps, what fills it; and a folder of an analyst's own, with its store."""

import dataclasses
import datetime as dt
import hashlib
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from crimekit.errors import DataError, ParameterError, RunError
from crimekit.loaders.build import build
from crimekit.loaders.inputs import open_inputs, own_store
from crimekit.loaders.population import read_population
from crimekit.loaders.recorded_crime import read_recorded_crime
from crimekit.loaders.store import read_observations, read_offences, releases, write_store
from crimekit.parameters import read_parameters
from crimekit.periods import Quarter

DATA = Path(__file__).parents[1] / "data"
SOURCE = DATA / "official.ods"
FORCES = read_parameters().forces


@pytest.fixture(scope="module")
def release():
    return read_recorded_crime(SOURCE, FORCES, released=dt.date(2024, 1, 25))


def test_a_release_comes_back_as_it_went_in_and_the_same_figures_give_the_same_bytes(tmp_path, release):
    written = write_store([release], tmp_path)
    stored = read_observations(tmp_path).sort_values(["force", "period", "series"], ignore_index=True)
    assert_frame_equal(stored, release.observations.astype(stored.dtypes.to_dict()))
    assert releases(tmp_path) == (release.info,)
    assert read_offences(tmp_path) == release.offences
    shuffled = write_store([dataclasses.replace(release, observations=release.observations.iloc[::-1])], tmp_path / "b")
    assert [path.read_bytes() for path in written] == [path.read_bytes() for path in shuffled]
    undated = read_recorded_crime(DATA / "recorded-crime-2017-18-gwent.csv", FORCES)
    write_store([undated], tmp_path / "undated")
    whole = read_observations(tmp_path / "undated", release="recorded-crime-2017-18-gwent.csv")
    assert (len(whole), str(whole["value"].dtype)) == (len(undated.observations), "int64")
    assert read_offences(tmp_path / "undated", release=undated.info.key) == undated.offences


def test_no_such_release(tmp_path):
    with pytest.raises(DataError, match="found no release of recorded crime; write one with 'crimekit data build'"):
        read_observations(tmp_path)


def flip(path):
    whole = path.read_bytes()
    path.write_bytes(whole[:160] + bytes([whole[160] ^ 0xFF]) + whole[161:])


DAMAGES = {
    "cut": lambda path: path.write_bytes(path.read_bytes()[:-20]),
    "a bit flipped": flip,
    "another table": lambda path: pd.DataFrame({"force": ["gwent"]}).to_parquet(path),
    "no offences": lambda path: next(path.parent.glob("offences*")).unlink(),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_store_is_refused_and_a_kept_one_made_again(tmp_path, release, damage):
    path, _ = write_store([release], tmp_path)
    damage(path)
    with pytest.raises(DataError, match=r"found no (release that can be read|such file)"):
        read_observations(tmp_path), read_offences(tmp_path)
    store = own_store(SOURCE, FORCES)
    (kept,) = store.glob("*.parquet")
    whole = kept.read_bytes()
    damage(kept)
    assert own_store(SOURCE, FORCES) == store
    assert kept.read_bytes() == whole


def test_sources_become_releases_and_the_rest_of_the_store_stays(tmp_path):
    people = tmp_path / "people.csv"
    people.write_text("pfa_code,mid_year,population,source\nW15000002,2013,577672,ONS\n", encoding="utf-8")
    store = tmp_path / "store"
    build([DATA / "official.xls"], released=["2014-01-23"], to=store, forces=FORCES)
    told = build([DATA / "official.ods"], released=["2014-07-17"], population=people, to=store, forces=FORCES)
    assert [(info.key, info.source) for info in releases(store)] == [
        ("2014-01-23", "official.xls"),
        ("2014-07-17", "official.ods"),
    ]
    assert read_population(store / "population.csv", FORCES).to_numpy().tolist() == [["gwent", 2013, 577_672, "ONS"]]
    assert told.splitlines()[0] == (
        "official.ods: release of 2014-07-17, 2012-13 Q1 to 2013-14 Q1, 2 forces, 8 counts; left out: "
        "Action Fraud (1 row), British Transport Police (1 row)"
    )
    written = sum(path.stat().st_size for path in store.glob("*2014-07-17*"))
    assert {"Populations of people.csv", f"Written to {store}: {written:,} bytes of releases"} <= {*told.splitlines()}


BOTH = ["official.xls", "official.ods"]


@pytest.mark.parametrize(
    ("error", "sources", "dates", "to", "message"),
    [
        (ParameterError, BOTH, ["2014-07-17"], "store", "released: found 1 dates for 2 sources; expected one for each"),
        (ParameterError, BOTH, ["2014-07-17"] * 2, "store", "released: found one date for two sources"),
        (ParameterError, BOTH, ["2014-07-17", "17 July"], "store", "'17 July'.*; expected a date such as '2026-04-23'"),
        (DataError, ["official.xls", "golden.json"], ["2014-01-23", "2014-07-17"], "store", "golden.json: found a"),
        (RunError, ["official.xls"], ["2014-07-17"], "file", "file: cannot be written .*; expected a folder that can"),
    ],
)
def test_nothing_is_written_where_a_date_a_source_or_the_folder_is_wrong(tmp_path, error, sources, dates, to, message):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(error, match=message):
        build([DATA / name for name in sources], released=dates, to=tmp_path / to, forces=FORCES)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_file_is_read_once_and_its_store_kept(tmp_path):
    store = own_store(SOURCE, FORCES)
    assert [(info.source, info.released) for info in releases(store)] == [("official.ods", None)]
    written = {path: path.stat().st_mtime_ns for path in store.iterdir()}
    assert own_store(SOURCE, FORCES) == store
    assert {path: path.stat().st_mtime_ns for path in store.iterdir()} == written
    alias = dataclasses.replace(FORCES["gwent"], aliases=("Heddlu Went",))
    assert len({store, own_store(DATA / "official.xlsx", FORCES), own_store(SOURCE, {**FORCES, "gwent": alias})}) == 3


def test_a_cache_that_cannot_be_written_costs_time_only(tmp_path, monkeypatch):
    (tmp_path / "in-the-way").write_text("a file")
    monkeypatch.setenv("CRIMEKIT_CACHE", str(tmp_path / "in-the-way" / "cache"))
    assert len(read_observations(own_store(SOURCE, FORCES), release="official.ods").dropna()) == 8


def test_two_processes_at_once():
    program = (
        "import sys; from pathlib import Path; from crimekit.loaders.inputs import open_inputs, own_store\n"
        "from crimekit.loaders.store import read_observations; from crimekit.parameters import read_parameters\n"
        "store = own_store(Path(sys.argv[1]), read_parameters().forces)\n"
        "print(len(read_observations(store, release='official.ods').dropna()))"
    )
    command = [sys.executable, "-c", program, str(SOURCE)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [process.communicate(timeout=120)[0] for process in both] == ["8\n", "8\n"]
    assert len(list(Path(os.environ["CRIMEKIT_CACHE"]).iterdir())) == 1


RECORDED = (
    "FY,Quarter,Force,Offence,Offence Group,Offence Subgroup,Offence Code,n\n"
    "2030/31,1,Gwent,Theft from vehicle,T,T,45,7\n2030/31,1,Kent,Theft from vehicle,T,T,45,9\n"
    "2030/31,1,Kent,Theft of motor vehicle,T,T,48,1\n"
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
