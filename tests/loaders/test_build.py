import os
import subprocess
import sys
from pathlib import Path

import pytest

from crimekit.errors import DataError, ParameterError, RunError
from crimekit.loaders.build import build
from crimekit.loaders.inputs import own_store
from crimekit.loaders.names import Force
from crimekit.loaders.population import read_population
from crimekit.loaders.store import read_observations, releases

DATA = Path(__file__).parents[1] / "data"
FORCES = {
    "devon-and-cornwall": Force("devon-and-cornwall", "Devon and Cornwall", "E23000035", "England", "", ""),
    "gwent": Force("gwent", "Gwent", "W15000002", "Wales", "Gwent Police", ""),
}


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
    assert told.splitlines()[:5] == [
        "official.ods: release of 2014-07-17, 2012-13 Q1 to 2013-14 Q1, 2 forces, 8 counts; left out: "
        "Action Fraud (1 row), British Transport Police (1 row)",
        "  warning: 1 row without a count left out",
        "  warning: no figures for devon-and-cornwall in 2012-13 Q2",
        "Populations of people.csv",
        f"Written to {store}: {sum(p.stat().st_size for p in store.glob('*2014-07-17*')):,} bytes of releases",
    ]


def test_one_date_for_each_source(tmp_path):
    sources = [DATA / "official.xls", DATA / "official.ods"]
    with pytest.raises(ParameterError, match="released: found 1 dates for 2 sources; expected one for each"):
        build(sources, released=["2014-07-17"], to=tmp_path, forces=FORCES)
    with pytest.raises(ParameterError, match="released: found one date for two sources"):
        build(sources, released=["2014-07-17", "2014-07-17"], to=tmp_path, forces=FORCES)


def test_a_date_that_is_none(tmp_path):
    with pytest.raises(ParameterError, match=r"released: .*'17 July 2014'.*; expected a date such as '2026-04-23'"):
        build([DATA / "official.xls"], released=["17 July 2014"], to=tmp_path, forces=FORCES)


def test_nothing_is_written_when_one_source_is_broken(tmp_path):
    with pytest.raises(DataError, match=r"faults.ods: sheet 2013_14"):
        build(
            [DATA / "official.xls", DATA / "faults.ods"],
            released=["2014-01-23", "2014-07-17"],
            to=tmp_path / "store",
            forces=FORCES,
        )
    assert not (tmp_path / "store").exists()


def test_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "store").write_text("a file in the way", encoding="utf-8")
    with pytest.raises(RunError, match=r"store: cannot be written .*; expected a folder that can"):
        build([DATA / "official.xls"], released=["2014-07-17"], to=tmp_path / "store", forces=FORCES)


SOURCE = DATA / "official.ods"


def test_a_file_is_read_once_and_its_store_kept(tmp_path):
    store = own_store(SOURCE, FORCES)
    assert [(info.source, info.released) for info in releases(store)] == [("official.ods", None)]
    written = {path: path.stat().st_mtime_ns for path in store.iterdir()}
    assert own_store(SOURCE, FORCES) == store
    assert {path: path.stat().st_mtime_ns for path in store.iterdir()} == written
    alias = Force("gwent", "Gwent", "W15000002", "Wales", "Gwent Police", "", aliases=("Heddlu Gwent",))
    assert len({store, own_store(DATA / "official.xlsx", FORCES), own_store(SOURCE, {**FORCES, "gwent": alias})}) == 3


@pytest.mark.parametrize("damage", ["cut", "flip", "empty", "gone"])
def test_a_kept_store_that_was_damaged_is_made_again(damage):
    store = own_store(SOURCE, FORCES)
    (path,) = store.glob("*.parquet")
    whole = path.read_bytes()
    flipped = whole[:60] + bytes([whole[60] ^ 0xFF]) + whole[61:]
    if damage == "gone":
        next(store.glob("offences*")).unlink()
    else:
        path.write_bytes({"cut": whole[:-9], "flip": flipped, "empty": b""}[damage])
    assert own_store(SOURCE, FORCES) == store
    assert path.read_bytes() == whole


def test_a_cache_that_cannot_be_written_costs_time_only(tmp_path, monkeypatch):
    (tmp_path / "in-the-way").write_text("a file")
    monkeypatch.setenv("CRIMEKIT_CACHE", str(tmp_path / "in-the-way" / "cache"))
    assert len(read_observations(own_store(SOURCE, FORCES), release="official.ods")) == 8


def test_two_processes_at_once():
    program = (
        "import sys; from pathlib import Path; from crimekit.loaders.inputs import own_store\n"
        "from crimekit.loaders.store import read_observations; from crimekit.parameters import read_parameters\n"
        "print(len(read_observations(own_store(Path(sys.argv[1]), read_parameters().forces), release='official.ods')))"
    )
    command = [sys.executable, "-c", program, str(SOURCE)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [process.communicate(timeout=120)[0] for process in both] == ["8\n", "8\n"]
    assert len(list(Path(os.environ["CRIMEKIT_CACHE"]).iterdir())) == 1
