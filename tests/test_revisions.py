"""What a newer release changes: the totals that the two shipped releases give, and what a report says of them."""

import dataclasses
import json

import pandas as pd
import pytest

from crimekit.errors import ParameterError
from crimekit.loaders.inputs import open_inputs
from crimekit.parameters import read_parameters, read_run
from crimekit.periods import Quarter
from crimekit.reports.revisions import compare_references, comparison_blocks, revision_section, revisions, revisions_of
from crimekit.runs.plan import check_previous

PARAMETERS = read_parameters()
HEADER = "FY,Quarter,Force Name,Offence Description,Offence Group,Offence Subgroup,Offence Code,Number\n"


def comparison(old, new, *, force="gwent", peer_group=""):
    return compare_references(old, new, PARAMETERS, force=force, report="national-measures", peer_group=peer_group)


@pytest.fixture(scope="module")
def gwent_compared():
    return comparison("2023-10-19", "2026-04-23", peer_group="welsh-forces")


def of(compared, force, quarter):
    return next(one.change for one in compared.totals if (one.of, one.quarter.label) == (force, quarter))


def the_run(**changes):
    run = read_run(PARAMETERS.folder / "runs" / "gwent-2023-24-q1.yml", PARAMETERS)
    return dataclasses.replace(run, **changes)


def test_gwent_moved_by_464_and_avon_and_somerset_by_244_and_so_do_measures_labels_and_ranks(gwent_compared):
    change = of(gwent_compared, "gwent", "2023-24 Q1")
    assert (change.then, change.now, change.difference, round(change.percent, 1)) == (15_636, 15_172, -464, -3.0)
    sizes = [abs(one.change.difference) for one in gwent_compared.totals]
    assert sizes == sorted(sizes, reverse=True)
    assert {one.of for one in gwent_compared.totals} <= set(PARAMETERS.peer_groups["welsh-forces"].members)
    change = of(comparison("2023-10-19", "latest", force="avon-and-somerset"), "avon-and-somerset", "2023-24 Q1")
    assert (change.difference, round(change.percent, 1)) == (244, 0.7)
    largest = gwent_compared.measures[0]
    assert (largest.of, largest.quarter.label) == ("neighbourhood-crime", "2023-24 Q1")
    assert largest.change.then == 1258  # as the force's statement for that quarter prints
    theft, crime = (
        next(both for both in gwent_compared.reassessed if both[1].measure.key == key)
        for key in ("theft-from-the-person", "neighbourhood-crime")
    )
    assert len({one.trend.year.label for one in theft}) == 2
    assert len({(one.benchmark.label, one.benchmark.rank.position) for one in crime}) == 2


def test_two_equal_releases():
    compared = comparison("latest", "2026-04-23")
    assert (compared.totals, compared.measures, compared.withdrawn) == ((), (), ())
    section = revision_section(compared)
    assert [block.kind for block in section] == ["heading", "sentences"]
    assert section[1].items[0] == "Of the 55 quarters of Gwent that both releases hold, 0 were revised."


def test_what_only_one_release_holds_is_no_revision_and_nor_is_a_nought_that_became_missing():
    old = pd.DataFrame({"gwent": [5.0], "kent": [9.0], "essex": [0.0]}, index=["2020-21 Q1"])
    new = pd.DataFrame({"gwent": [5.0, 7.0], "essex": [None, 7.0]}, index=["2020-21 Q1", "2020-21 Q2"])
    assert revisions(old, new) == ()


def test_the_section_of_a_report(gwent_compared):
    run = the_run(release="2026-04-23", previous_release="2023-10-19")
    inputs = open_inputs("bundled", release=run.release, forces=PARAMETERS.forces)
    heading, told, totals, measures = revisions_of(run, inputs, PARAMETERS)
    assert heading.title == "Revisions since the last report"
    assert any("15,636" in line and "15,172" in line and "−464 (−3.0%)" in line for line in told.items)
    assert len(totals.rows) <= 8
    assert {row[1].text for row in totals.rows} == {"Gwent"}
    assert "North Wales" in {row[1].text for row in comparison_blocks(gwent_compared)[2].rows}  # not in the section
    theft = next(row for row in measures.rows if row[0].text == "Theft from the person")
    assert (theft[4].text, theft[4].note) == ("No clear change", "before: Increasing")
    assert revisions_of(the_run(), inputs, PARAMETERS) == ()


def test_a_previous_release_must_be_an_older_one(tmp_path):
    inputs = open_inputs("bundled", release="2023-10-19", forces=PARAMETERS.forces)
    with pytest.raises(ParameterError, match="previous_release: found '2026-04-23'; expected a release before the one"):
        check_previous(the_run(previous_release="2026-04-23"), inputs)
    with pytest.raises(ParameterError, match=r"release: no '2023-10-18'; .*did you mean '2023-10-19'"):
        check_previous(the_run(previous_release="2023-10-18"), inputs)
    text = (PARAMETERS.folder / "runs" / "gwent-2023-24-q1.yml").read_text(encoding="utf-8")
    path = tmp_path / "made.yml"
    path.write_text(f"{text}previous_release: last one\n", encoding="utf-8")
    with pytest.raises(ParameterError, match="previous_release: found 'last one'; expected the date of a release"):
        read_run(path, PARAMETERS)


def two_files(folder, *counts):
    """A file of recorded crime each, with a count of the first quarter of each year."""
    for name, years in zip(("old", "new"), counts, strict=True):
        rows = [f"{year},1,Gwent,Theft from vehicle,Theft,Vehicle,45,{count}\n" for year, count in years.items()]
        (folder / f"{name}.csv").write_text(HEADER + "".join(rows), encoding="utf-8")
    return str(folder / "old.csv"), str(folder / "new.csv")


def test_two_files(tmp_path):
    compared = comparison(*two_files(tmp_path, {"2019/20": 9, "2020/21": 40}, {"2020/21": 37}))
    assert [(one.quarter.label, one.change.difference) for one in compared.totals] == [("2020-21 Q1", -3)]
    assert compared.withdrawn == (("gwent", Quarter.parse("2019-20 Q1")),)
    _, told, totals, *_ = comparison_blocks(compared)
    assert told.items[1] == "All recorded crime in 2020-21 Q1 was 40 in old.csv and is 37 in new.csv: −3."
    assert [column.title for column in totals.columns] == ["Quarter", "Force", "old.csv", "new.csv", "Revision"]


def a_report(folder, released, rate):
    (folder / "tables").mkdir(parents=True)
    run = {"run": {"force": "gwent", "quarter": "2023-24 Q1"}, "inputs": [{"name": "prc", "released": released}]}
    (folder / "run.json").write_text(json.dumps(run), encoding="utf-8")
    rows = f"Measure,Rate\nRobbery,{rate}\nRobbery,0.2\nHomicide,0.0034\n"
    (folder / "tables" / "measures.csv").write_text(rows, encoding="utf-8")
    return folder


def test_two_reports(typed, tmp_path):
    old, new = a_report(tmp_path / "old", "2023-10-19", 0.105), a_report(tmp_path / "new", "2026-04-23", 0.103)
    code, out, err = typed("compare", str(old), str(new))
    assert (code, err) == (0, "")
    assert "1 figure differs of 3 that both reports print; 0 are in one of them only." in out
    assert "The older rests on the release of 2023-10-19, the newer on the release of 2026-04-23." in out
    assert out.splitlines()[-1].split() == ["measures", "Robbery", "Rate", "0.105", "0.103"]
    assert "0 figures differ of 3" in typed("compare", str(old), str(old))[1]


def test_two_releases(typed):
    code, out, err = typed("compare", "2023-10-19", "latest", "--rows", "5")
    assert (code, err) == (0, "")
    assert "−464 (−3.0%)" in out
    assert typed("compare", "2026-04-23", "2023-10-19")[2] == (
        "note: 2026-04-23 is newer than 2023-10-19, so this goes backwards; expected the older one first\n"
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("absent.ods", "latest"), "found no release and no file 'absent.ods'; expected 'latest', the date of"),
        (("2023-10-18", "latest"), "no '2023-10-18'"),
        (("latest", "latest", "--force", "gwnet"), "force: no 'gwnet'; did you mean 'gwent'"),
        (("old.csv", "new.csv"), "found no quarter up to '2020-21 Q1' in both; expected one"),
        (("list", "list"), "found no record of a run; expected the folder of a finished report"),
        (("deep", "deep"), "found no record of a run; expected the folder of a finished report"),
        (("binary", "binary"), "measures.csv: found no table of a report"),
    ],
)
def test_what_there_is_not_or_is_no_report_is_refused(typed, tmp_path, monkeypatch, words, message):
    monkeypatch.chdir(tmp_path)
    two_files(tmp_path, {"2019/20": 40}, {"2020/21": 40})
    for name, text in (("list", "[]"), ("deep", "[" * 200_000)):
        (a_report(tmp_path / name, "2023-10-19", 0.1) / "run.json").write_text(text, encoding="utf-8")
    binary = a_report(tmp_path / "binary", "2023-10-19", 0.1) / "tables" / "measures.csv"
    binary.write_bytes(b"Measure,Rate\n\xff,1\n")
    code, _, err = typed("compare", *words)
    assert code == 2
    assert message in err


@pytest.mark.slow
def test_the_published_report(typed, project):
    run = project / "parameters" / "runs" / "gwent-2023-24-q1.yml"
    newer = "release: 2026-04-23\nprevious_release: 2023-10-19"
    run.write_text(run.read_text(encoding="utf-8").replace("release: 2023-10-19", newer), encoding="utf-8")
    assert typed("run", str(run))[0] == 0
    report = project / "outputs" / "gwent" / "2023-24-q1"
    page = (report / "report.html").read_text(encoding="utf-8")
    assert all(text in page for text in ("Revisions since the last report", "−464 (−3.0%)", "Notes on the figures"))
    totals = (report / "tables" / "revisions-totals.csv").read_text(encoding="utf-8")
    assert totals.startswith("Quarter,Force,Release of")
    assert json.loads((report / "run.json").read_text(encoding="utf-8"))["run"]["previous_release"] == "2023-10-19"
