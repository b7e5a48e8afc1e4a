"""What the words of a command mean; what is refused before runs, and what is said after them."""

import re
from dataclasses import replace

import pytest

from crimekit.errors import DataError, RunError
from crimekit.parameters import read_parameters
from crimekit.runs.command import planned, runs_of
from crimekit.runs.seal import seal

PARAMETERS = read_parameters()
GWENT = "gwent-2023-24-q1"


def chosen(forces="all", quarter="2025-26 Q3"):
    return runs_of(forces, PARAMETERS, quarter=quarter, report="national-measures", release="latest")


def test_all_forces_are_forty_three_and_named_ones_are_made_once_each():
    runs = chosen()
    assert len({run.force for run in runs}) == 43
    expected = {("2025-26 Q3", "latest", "national-measures")}
    assert {(run.quarter.label, run.release, run.report) for run in runs} == expected
    assert [run.key for run in chosen("kent, gwent,kent")] == ["kent-2025-26-q3", "gwent-2025-26-q3"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("--forces kent,gwnt --quarter 2025-26_Q3", "--forces: no 'gwnt'; did you mean 'gwent'?"),
        ("--forces , --quarter 2025-26_Q3", "--forces: found ','; expected 'all', or forces with commas between"),
        (
            "--forces kent --quarter 2025-26_Q3 --report national-measure",
            "--report: no 'national-measure'; did you mean 'national-measures'?",
        ),
        ("--forces kent --quarter 2025_Q5", "found '2025 Q5'"),
        ("--forces kent --quarter 1999-00 q3", "kent-1999-00-q3: quarter: no figures for '1999-00 Q3'"),  # no quotes
        (f"{GWENT} --quarter Q3", "run: expected runs (crimekit list runs names them), or --forces with --quarter"),
        (f"{GWENT} --outputs memori://reports", "outputs: no kind of place 'memori'; did you mean 'memory'?"),
        (f"{GWENT} --publish", f"{GWENT}: not ready to publish: overview: summary: draft, not approved"),
        (f"{GWENT} --timeout nan", "Invalid value for '--timeout': Input should be"),
        (f"{GWENT} --timeout inf", "Invalid value for '--timeout': Input should be"),
        (f"{GWENT} --memory 1e300", "Invalid value for '--memory': Input should be"),
        (f"{GWENT} --memory -1", "Invalid value for '--memory': Input should be"),
    ],
)
def test_what_cannot_be_meant_or_would_be_refused_at_the_end_is_refused_before_anything_runs(typed, words, message):
    code, out, err = typed("run", *(word.replace("_", " ") for word in words.split()))
    assert (code, out) == (2, "")
    assert message in err


def test_two_reports_for_one_folder_are_told_before_anything_runs(tmp_path):
    (gwent,) = chosen("gwent")
    other = replace(gwent, key="with-peers", peer_group="welsh-forces")
    plans, (refused,) = planned([gwent, other, gwent], PARAMETERS, tmp_path, texts_required=False)
    assert [plan.run.key for plan in plans] == ["gwent-2025-26-q3"]
    said = "with-peers: 'gwent-2025-26-q3' makes the report at 'gwent/2025-26-q3' too; give one of the two"
    assert (refused.key, refused.error) == ("with-peers", said)
    place = tmp_path / "gwent" / "2025-26-q3"
    place.mkdir(parents=True)
    seal(place, {"run": {"report": "national-measures-benchmarked"}})
    with pytest.raises(RunError, match="holds the report 'national-measures-benchmarked'; this run makes"):
        planned([gwent], PARAMETERS, tmp_path, texts_required=False)


def test_of_several_runs_the_refused_are_told_and_the_others_planned_without_texts(tmp_path):
    runs = [*chosen("kent", "1999-00 Q1"), *chosen("gwent")]
    plans, (refused,) = planned(runs, PARAMETERS, tmp_path, texts_required=False)
    assert [(plan.run.force, plan.commentary) for plan in plans] == [("gwent", None)]
    assert refused.error.startswith("kent-1999-00-q1: quarter: no figures for '1999-00 Q1'")
    with pytest.raises(DataError, match="no figures for '1999-00 Q1'"):  # a single one, with its own error
        planned(runs[:1], PARAMETERS, tmp_path, texts_required=False)


def test_a_report_may_be_published_when_its_texts_are_approved(published, command, typed):
    code, _, err = command("--publish")
    assert (code, err.partition(";")[0]) == (
        2,
        "crimekit: kent-2025-26-q3: not ready to publish: overview: summary: no text",
    )
    texts = "{force_action: Some text, comments: Another text}"
    file = published.folder / "parameters" / "commentary" / "kent" / "2025-26-q3.yml"
    file.parent.mkdir(parents=True)
    head = "force: kent\nquarter: 2025-26 Q3\nauthor: Analyst\ndate: 2026-01-05\nstate: approved\n"
    head += "publication: {contact: pcc@example.org, date: 2026-05-01, next: <July>, status: revised}\n"
    first = "overview: {summary: Fewer., priorities: All apply.}"
    file.write_text(f"{head}sections: {{{first}, one: {texts}, two: {texts}}}\n", encoding="utf-8")
    code, out, err = command("--publish")
    assert (code, out) == (0, "The report is at outputs/kent/2025-26-q3/report.html\n")
    assert err == ""
    assert "kent/2025-26-q3/report.html" in (published.outputs / "index.html").read_text(encoding="utf-8")
    page = (published.outputs / "kent" / "2025-26-q3" / "report.html").read_text(encoding="utf-8")
    told = {"Published": "1 May 2026", "Next report": "&lt;July&gt;", "Contact": "pcc@example.org"}
    told |= {"Figures": "Revised: corrected since they were first published", "Another format": "Ask pcc@example.org"}
    assert all(f"<dt>{term}</dt><dd>{text}</dd>" in page for term, text in told.items())
    assert "Specified Information) Order 2011" in page
    assert "Open Government Licence v3.0" in page


def test_what_every_report_came_to_is_told_and_a_missing_one_is_a_failure(published, typed, monkeypatch):
    """One of three reports fails, one is refused: texts for a figure that there is not."""
    monkeypatch.setenv("CRIMEKIT_HOME", str(published.folder))
    monkeypatch.chdir(published.folder)
    file = published.folder / "parameters" / "commentary" / "essex" / "2025-26-q3.yml"
    file.parent.mkdir(parents=True)
    head = "force: essex\nquarter: 2025-26 Q3\nauthor: Analyst\ndate: 2026-01-05\nstate: draft\n"
    file.write_text(f"{head}sections: {{one: {{comments: '{{{{ homicide.cuont }}}}'}}}}\n", encoding="utf-8")
    published.write("two", "assert force != 'gwent', 'not here'")
    run = ("run", "--report", "tiny", "--quarter", "2025-26 Q3", "--forces")
    code, out, err = typed(*run, "kent,gwent,essex")
    refused, failed, last = err.splitlines()
    assert refused.startswith("crimekit: essex-2025-26-q3: ")
    assert refused.endswith("no figure 'homicide.cuont' in this section; did you mean 'homicide.count'?")
    assert failed == "crimekit: gwent-2025-26-q3: Two: cell 3: AssertionError: not here"
    assert (code, last) == (1, "crimekit: not every report was made; what was published before stands")
    assert out.splitlines()[0].strip() == "1 done, 0 unchanged, 2 failed"
    rows = [[word.strip() for word in line.strip("│ ").split("│")] for line in out.splitlines() if "2025-26" in line]
    assert [row[:3] for row in rows] == [
        ["essex-2025-26-q3", "failed", "none"],
        ["kent-2025-26-q3", "done", "3 of 3"],
        ["gwent-2025-26-q3", "failed", "2 of 3"],
    ]
    assert all(re.fullmatch(r"\d+\.\d", row[3]) for row in rows[1:])
    said = "1 of 3 sections failed; nothing was published. The notebooks are in outputs/gwent/2025-26-q3-failed"
    assert typed(*run, "gwent")[2].splitlines()[-1] == f"crimekit: {said}"
    assert typed(*run, "kent")[1] == "The report is at outputs/kent/2025-26-q3/report.html (nothing had changed)\n"
