"""A report on a quarter that ends in November, from months in a folder of inputs: as Avon and Somerset publishes it."""

import json
import shutil
from pathlib import Path

import pytest

from crimekit import cli
from crimekit.parameters import read_parameters
from crimekit.periods import Quarter, quarters_between
from crimekit.reports.measures import measure_section

PROJECT = Path(__file__).parents[2]
NOVEMBER = "quarter ending November 2021"
GROUP = read_parameters().peer_groups["avon-and-somerset-2021"].members
RUN = """report: national-measures-benchmarked
force: avon-and-somerset
quarter: quarter ending November 2021
peer_group: avon-and-somerset-2021
inputs: {inputs}
"""


def months():
    """40 robberies of a person in each month for each force but the first, which has 50; from December 2017."""
    rows = ["Force,Month,Code,n"]
    codes = {code for measure in read_parameters().measures.values() for code in measure.series}
    for quarter in quarters_between(Quarter(2018, 2), Quarter.parse(NOVEMBER)):
        for month in quarter.months:
            for force in GROUP:
                rows += [f"{force},{month},{code},{50 if force == 'avon-and-somerset' else 40}" for code in ["34B"]]
                rows += [
                    f"{force},{month},{code},1"
                    for code in sorted(codes - {"34B"})
                    if code[0].isdigit() and "/" not in code
                ]
    return "\n".join(rows) + "\n"


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    home = tmp_path_factory.mktemp("project")
    for folder in ("parameters", "notebooks"):
        shutil.copytree(PROJECT / folder, home / folder)
    (home / "figures").mkdir()
    (home / "figures" / "recorded-crime-months-2021-12-09.csv").write_text(months(), encoding="utf-8")
    texts = home / "parameters" / "commentary" / "avon-and-somerset"
    written = (texts / "2021-22-q2.yml").read_text(encoding="utf-8")
    (texts / "quarter-ending-2021-11.yml").write_text(
        written.replace("quarter: 2021-22 Q2", f"quarter: {NOVEMBER}"), encoding="utf-8"
    )
    (home / "parameters" / "runs" / "november.yml").write_text(RUN.format(inputs="figures"), encoding="utf-8")
    (home / "parameters" / "runs" / "shipped.yml").write_text(RUN.format(inputs="bundled"), encoding="utf-8")
    return home


def command(project, monkeypatch, *arguments):
    monkeypatch.setenv("CRIMEKIT_HOME", str(project))
    monkeypatch.chdir(project)
    monkeypatch.setattr("sys.argv", ["crimekit", *arguments])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    return stopped.value.code or 0


def test_a_section_from_months(project, monkeypatch):
    monkeypatch.setenv("CRIMEKIT_HOME", str(project))
    section = measure_section(
        "neighbourhood-crime",
        force="avon-and-somerset",
        quarter=NOVEMBER,
        report="national-measures-benchmarked",
        peer_group="avon-and-somerset-2021",
        inputs="figures",
    )
    robbery = section["personal-robbery"]
    assert (robbery.count, robbery.same_quarter.difference) == (150, 0)
    assert robbery.twelve_months.now == 600
    assert [str(quarter) for quarter in robbery.quarters[-2:]] == ["quarter ending August 2021", NOVEMBER]
    assert robbery.rate.denominator == section.case.residents("avon-and-somerset", Quarter(2021, 11))
    assert len(robbery.benchmark.rates) == 8


def test_the_run_is_checked_whole(project, monkeypatch, capsys):
    assert command(project, monkeypatch, "check", "parameters/runs/november.yml") == 0
    assert "november: all is there for" in capsys.readouterr().out


def test_a_financial_quarter_source_is_refused_with_the_reason(project, monkeypatch, capsys):
    assert command(project, monkeypatch, "run", "parameters/runs/shipped.yml") == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "the shipped figures hold recorded crime by financial quarter, and none ends in that month" in line
    assert "expected a quarter such as '2025-26 Q3', or the months 2021-09, 2021-10, 2021-11 in inputs" in line


@pytest.mark.slow
def test_the_report_is_published(project, monkeypatch, capsys):
    assert command(project, monkeypatch, "run", "parameters/runs/november.yml") == 0
    report = project / "outputs" / "avon-and-somerset" / "quarter-ending-2021-11"
    assert "Quarter ending November 2021" in (report / "report.html").read_text(encoding="utf-8")
    record = json.loads((report / "run.json").read_text(encoding="utf-8"))
    assert record["inputs"][0]["name"] == "recorded-crime-months-2021-12-09.csv"
