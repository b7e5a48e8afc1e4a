"""What the words of a command mean; what is refused before runs, shown and logged of them, and said after; the gate."""

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from crimekit.errors import RunError
from crimekit.parameters import read_parameters
from crimekit.runs.command import LOG, Shown, bar, planned, runs_of
from crimekit.runs.execute import Outcome
from crimekit.runs.run import Result

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


def test_two_reports_for_one_folder_are_told_before_anything_runs(tmp_path, sealed):
    (gwent,) = chosen("gwent")
    other = replace(gwent, key="with-peers", peer_group="welsh-forces")
    plans, (refused,) = planned([gwent, other, gwent], PARAMETERS, tmp_path, texts_required=False)
    assert [plan.run.key for plan in plans] == ["gwent-2025-26-q3"]
    said = "with-peers: 'gwent-2025-26-q3' makes the report at 'gwent/2025-26-q3' too; give one of the two"
    assert (refused.key, refused.error) == ("with-peers", said)
    sealed(tmp_path, quarter="2025-26 Q3", report="national-measures-benchmarked")
    with pytest.raises(RunError, match="holds the report 'national-measures-benchmarked'; this run makes"):
        planned([gwent], PARAMETERS, tmp_path, texts_required=False)


def test_what_every_report_came_to_is_told_and_a_missing_one_is_a_failure(published, command):
    """One of three reports fails, one is refused: texts for a figure that there is not."""
    published.texts("essex", sections={"one": {"comments": "{{ homicide.cuont }}"}})
    published.write("two", "assert force != 'gwent', 'not here'")
    code, out, err = command(forces="kent,gwent,essex")
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
    assert command(forces="gwent")[2].splitlines()[-1] == f"crimekit: {said}"
    assert command()[1] == "The report is at outputs/kent/2025-26-q3/report.html (nothing had changed)\n"


GOOD = {
    "overview": {"summary": "Burglary is answered for here.", "priorities": "All six apply."},
    "one": {"force_action": "Patrols go where it happens.", "comments": "This office asked why."},
    "two": {"force_action": "Victims are called back.", "comments": "Progress is slow."},
}
PUBLICATION = {"contact": "pcc@example.org", "date": "2026-03-05", "next": "<June>", "status": "revised"}


@pytest.fixture
def publish(published, command):
    """Publish the project's report with a text in place of a good one; the exit code and what is said."""

    def attempt(text, *, own_figures=(), **head):
        sections = {**GOOD, "two": {**GOOD["two"], "comments": text, "own_figures": list(own_figures)}}
        published.texts(sections=sections, **{"state": "approved", "publication": PUBLICATION, **head})
        code, _, err = command("--publish")
        return code, err

    return attempt


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ("It rose to 9,999 offences.", "two, comments: found '9,999' in “It rose to 9,999 offences.”"),
        ("![map](map.png)", "two, comments: found the picture 'map.png'"),
        ("\u200b", r"two: comments: found '\u200b'; expected a text"),
        ("TBC", "two: comments: found 'TBC'; expected a text"),
        ("To follow.", "two: comments: found 'To follow.'; expected a text"),
        ({"author": "To be named"}, "author: found 'To be named'"),
        ({"publication": None}, "publication: missing"),
        ({"publication": {**PUBLICATION, "date": "2025-12-31"}}, "publication.date: found 2025-12-31; expected a day"),
    ],
)
def test_a_text_that_may_not_be_published_or_what_stands_around_the_texts_stops_it(published, publish, changed, said):
    text, head = (changed, {}) if isinstance(changed, str) else ("Progress is slow.", changed)
    with published.untouched():
        code, err = publish(text, **head)
    assert code
    assert said in err


def test_a_number_is_the_authors_own_where_the_file_says_so_and_one_that_was_let_through_as_a_draft_is_not(
    published, publish, command
):
    assert publish("We met 35 times.")[0] == 1
    assert command()[0] == 0  # not to be published: made, and told
    assert publish("We met 35 times.")[0] == 1  # though the same page stands
    assert publish("We met 35 times.", own_figures=["35 times"]) == (0, "")
    assert "kent/2025-26-q3/report.html" in (published.outputs / "index.html").read_text(encoding="utf-8")
    page = (published.report / "report.html").read_text(encoding="utf-8")
    told = {"Published": "5 March 2026", "Next report": "&lt;June&gt;", "Contact": "pcc@example.org"}
    told |= {"Figures": "Revised: corrected since they were first published", "Another format": "Ask pcc@example.org"}
    assert all(f"<dt>{term}</dt><dd>{text}</dd>" in page for term, text in told.items())
    assert "Specified Information) Order 2011" in page
    assert "Open Government Licence v3.0" in page


def test_on_a_terminal_each_section_under_way_has_a_line_and_each_that_ended_is_named(project):
    plan, console = project.plan(), Console(file=io.StringIO(), force_terminal=True, width=100)
    with bar(console) as progress:
        watch = Shown([plan], progress)
        watch.begins(plan, plan.tasks[2])
        watch.section(plan, Outcome("two", "Two", 1.04))
        under_way = console.file.getvalue()
        watch.report(Result("kent", "done", plan))
    assert re.search(r"Two .*0/1", under_way)
    assert "done   Two (1.0 s)" in console.file.getvalue()
    assert re.search(r"Sections .*1/3", console.file.getvalue())


@pytest.mark.parametrize("width", [40, 100])
def test_on_a_narrow_terminal_titles_are_cut_and_no_numbers(project, width):
    console = Console(file=io.StringIO(), force_terminal=True, width=width)
    plan = project.plan()
    plans = [replace(plan, run=replace(plan.run, key="k" * 90))] * 100
    with bar(console) as progress:
        Shown(plans, progress).begins(plans[0], plans[0].tasks[0])
    rows = [line for line in re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", console.file.getvalue()).splitlines() if "/" in line]
    assert any("0/300" in row for row in rows)
    assert any("…" in row and "0/1" in row for row in rows)
    assert all(len(row) <= width for row in rows)


STAMP = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC  ", re.MULTILINE)


def logged(published):
    """The lines of the log without their times."""
    text = (published.outputs / LOG).read_text(encoding="utf-8")
    assert len(STAMP.findall(text)) == len(text.splitlines())
    return STAMP.sub("", text).splitlines()


def test_sections_and_reports_have_a_line_each_in_the_log_and_no_folder_of_this_machine_is_in_it(published, command):
    places = published.folder / "x.csv", published.outputs / "kent", Path.home() / "y"
    published.write("two", f"raise OSError('{', '.join(map(str, places))}')")
    command("--workers", "1", "--force-rerun")
    warnings = [f"kent-2025-26-q3: warning: {warning}" for warning in published.plan().inputs.release.warnings]
    assert [re.sub(r"\d+\.\d s", "… s", line) for line in logged(published)] == [
        "started: 1 report, 1 at once",
        "kent-2025-26-q3: overview: done, … s",
        "kent-2025-26-q3: one: done, … s",
        "kent-2025-26-q3: two: FAILED, … s, cell 3: OSError: <crimekit>/x.csv, outputs/kent, <home>/y",
        *warnings,
        "kent-2025-26-q3: failed, … s",
        "ended: 0 done, 0 unchanged, 1 failed, … s",
    ]


def test_a_run_that_is_stopped_says_so_the_next_is_added_to_a_long_log_begun_anew_and_no_cluster_is_named(
    published, command
):
    (published.outputs / LOG).write_text("x" * 1_000_001, encoding="utf-8")
    assert command("--scheduler", "10.0.0.1:8786")[2].startswith("crimekit: --scheduler: found")
    assert command()[0] == 0
    found = [line.split(",")[0] for line in logged(published) if not line.startswith("kent")]
    assert found == ["started: 1 report", "stopped", "started: 1 report", "ended: 0 done"]
    assert logged(published)[0] == "started: 1 report, on a cluster"
    assert (published.outputs / "run.log.1").stat().st_size == 1_000_001


def test_a_log_that_cannot_be_written_stops_nothing(published, command):
    (published.outputs / LOG).mkdir()
    same = "The report is at outputs/kent/2025-26-q3/report.html (nothing had changed)\n"
    assert command() == (0, same, "")
