"""What a run will do, checked before any notebook starts, and what its sections rest on: whatever could change one."""

import ast
import datetime as dt
import json
import re
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from crimekit.errors import CrimekitError, RunError
from crimekit.parameters import read_parameters, read_run
from crimekit.parameters.values import Commentary, Words
from crimekit.periods import Quarter
from crimekit.runs.plan import plan
from crimekit.runs.reuse import fingerprints, page_fingerprint, usable

PROJECT = Path(__file__).parents[2]
REPORT = """\
title: Tiny report
first_quarter: 2018-19 Q1
glossary: [most-similar-group]
sections:
  - {key: one, title: One, notebook: measure, headline: homicide, tables: [{title: T, measures: [homicide]}]}
  - {key: two, title: Two, notebook: measure, headline: robbery, tables: [{title: T, measures: [robbery]}]}
"""


def commentary(**sections):
    words = {key: Words(force_action=text) for key, text in sections.items()}
    return Commentary("kent", Quarter.parse("2025-26 Q3"), words, "analyst", dt.date(2026, 1, 5), "draft")


def changed(project, before, plan=None):
    """The sections whose hash is no longer as before."""
    new = fingerprints(plan or project.plan())
    return [key for key in new if before[key] != new[key]]


@pytest.fixture
def real(project):
    """The project, with the notebooks and the glossary that a report of measures is made with."""
    for name in ("measure", "overview"):
        shutil.copy(PROJECT / "notebooks" / f"{name}.ipynb", project.folder / "notebooks")
    (project.folder / "parameters" / "reports" / "tiny.yml").write_text(REPORT, encoding="utf-8")
    return project


def test_a_notebook_changes_its_section_an_input_or_any_parameter_all_of_tiny_notebooks_and_a_run_file_none(project):
    plan = project.plan()
    before, (first, *others) = fingerprints(plan), plan.inputs.sources
    other = replace(plan.inputs, sources=(replace(first, sha256="0" * 64), *others))
    assert changed(project, before, replace(plan, inputs=other)) == ["overview", "one", "two"]
    (project.folder / "parameters" / "runs" / "other.yml").write_text("x", encoding="utf-8")
    assert changed(project, before) == []
    project.write("one", "print()")
    assert changed(project, before) == ["one"]
    project.edit("glossary.yml", "", "# a comment\n")
    assert changed(project, before) == ["overview", "one", "two"]


def test_a_text_changes_its_section_and_the_notebooks_that_may_show_any_text(project):
    before = fingerprints(replace(project.plan(), commentary=commentary(one="a", two="b")))
    other = replace(project.plan(), commentary=commentary(one="a", two="c"))
    assert changed(project, before, other) == ["overview", "two"]


def test_a_measure_that_a_text_names_is_one_that_the_section_can_use(real):
    told = replace(real.plan(), commentary=commentary(one="{{ robbery.change }}"))
    before = fingerprints(told)
    real.edit("measures.yml", "Robbery", "Robberies")
    edited = replace(told, parameters=real.parameters())
    assert changed(real, before, edited) == ["overview", "one", "two"]


def test_an_approval_and_anything_in_the_run_change_the_page_and_no_section(project):
    draft = replace(project.plan(), commentary=commentary(one="a"))
    approved = replace(draft, commentary=replace(commentary(one="a"), state="approved"))
    fields = ("marking", "previous_release", "key")
    others = [approved, *(replace(draft, run=replace(draft.run, **{field: "other"})) for field in fields)]
    sections = fingerprints(draft)
    assert all(fingerprints(plan) == sections for plan in others)
    assert len({page_fingerprint(plan, sections, "") for plan in (draft, *others)}) == 5


KNOWN = "source: A test."
NEW = {  # entries that nothing shows
    "measures.yml": "drones: {title: D, source: recorded-crime, statistic: rate, better: lower, offences: [robbery], "
    "noun: n, nouns: n}\n",
    "offences.yml": f'drones: {{title: D, codes: ["1"], {KNOWN}}}\n',
    "peer_groups.yml": f"north: {{name: n, short: N, members: [kent, essex], {KNOWN}, valid_from: 2021-04-01}}\n",
    "breaks.yml": f"x: {{first: 2019-20 Q1, last: 2019-20 Q1, name: X, kind: step, {KNOWN}, measures: [rape]}}\n",
    "glossary.yml": "zebra: {term: Zebra, meaning: An animal.}\n",
}


@pytest.mark.parametrize(
    ("file", "old", "new", "sections"),
    [
        *((file, "", entry, []) for file, entry in NEW.items()),
        ("labels.yml", "rules:", "rules:\n  percent_base: 60", ["overview", "one", "two"]),
        ("measures.yml", "title: Theft", "title: Thefts", []),
        ("measures.yml", "title: Theft", "hide_below: 5\n  title: Theft", []),
        ("measures.yml", "title: Robbery", "hide_below: 5\n  title: Robbery", ["overview", "one", "two"]),
        ("measures.yml", "title: Robbery\n", "title: Robberies\n", ["overview", "two"]),
        ("offences.yml", '"34A"', '"34A", "34Z"', ["overview", "two"]),
        ("breaks.yml", "name: Recording in Staffordshire", "name: Staffordshire", ["overview", "one", "two"]),
        ("breaks.yml", "name: Residential burglary redefined", "name: Burglary redefined", []),
        ("breaks.yml", "name: COVID-19 restrictions", "name: COVID-19", ["overview", "one", "two"]),
        ("breaks.yml", "last: 2020-21 Q4", "last: 2020-21 Q4\n  measures: [robbery]", ["overview", "one", "two"]),
        ("breaks.yml", "last: 2020-21 Q4", "last: 2020-21 Q4\n  forces: [essex]", ["overview", "one", "two"]),
        ("peer_groups.yml", "short: MSG", "short: Group", []),
        ("glossary.yml", "Most similar group (MSG)", "Most alike", []),
        ("forces.yml", "Kent", "Kents", ["overview", "one", "two"]),
        ("reports/tiny.yml", "title: Two", "title: Second", ["overview", "two"]),
        ("reports/tiny.yml", "glossary: [most-similar-group]", "glossary: []", []),
        ("reports/tiny.yml", "first_quarter: 2018-19 Q1", "first_quarter: 2019-20 Q1", ["overview", "one", "two"]),
        ("reports/national-measures.yml", "title: ", "title: The ", []),
    ],
)
def test_a_changed_parameter_changes_the_sections_that_can_use_it(real, file, old, new, sections):
    shutil.copy(PROJECT / "parameters" / "reports" / "national-measures.yml", real.folder / "parameters" / "reports")
    before = fingerprints(real.plan())
    real.edit(file, old, new)
    assert changed(real, before) == sections


MEASURED = ("avon-and-somerset-2021-22-q2", "west-yorkshire-2025-26-q3")  # with a group and without


def shown(notebook, given):
    """What each cell of a notebook shows, run here."""
    names = dict(given)
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code" and {"parameters", "skip-execution"}.isdisjoint(
            cell["metadata"].get("tags", ())
        ):
            *before, last = ast.parse("".join(cell["source"])).body
            exec(compile(ast.Module(before, []), "cell", "exec"), names)  # noqa: S102 - our own notebooks
            yield eval(compile(ast.Expression(last.value), "cell", "eval"), names)  # noqa: S307


@pytest.mark.parametrize(
    "name",
    [
        *("gwent-recommendations-2021-22-q1", "gwent-outturn-2019-20"),
        *(pytest.param(name, marks=pytest.mark.slow) for name in MEASURED),
    ],
)
def test_a_section_is_the_same_with_nothing_but_the_parameters_in_its_hash(name, tmp_path, monkeypatch):
    parameters = read_parameters()
    planned = plan(read_run(parameters.folder / "runs" / f"{name}.yml", parameters), parameters, tmp_path)
    expected = {task.key: list(shown(task.notebook, task.parameters)) for task in planned.tasks}
    modules = [module for key, module in sys.modules.items() if key.startswith("crimekit")]
    for task in planned.tasks:
        own = [section for section in planned.report.sections if section.key == task.key]
        only = usable(planned, own or planned.report.sections)
        assert len(only.measures) < len(parameters.measures)
        if planned.report.kind == "outturn":  # its specification, hashed whole, names all sections
            only = replace(only, reports={planned.report.key: planned.report})
        for module in modules:
            for reader, found in (("read_parameters", only), ("read_commentary", planned.commentary)):
                if hasattr(module, reader):
                    monkeypatch.setattr(module, reader, lambda *_, found=found: found)
        assert list(shown(task.notebook, task.parameters)) == expected[task.key]


def planned(project, name):
    parameters = project.parameters()
    return plan(read_run(parameters.folder / "runs" / f"{name}.yml", parameters), parameters, project.outputs)


def test_a_missing_file_of_texts_and_outputs_that_are_no_folder_stop_the_run(copied):
    (copied.folder / "parameters/commentary/gwent/2023-24-q1.yml").unlink()
    with pytest.raises(RunError, match=r"no commentary: expected parameters/commentary/gwent/2023-24-q1\.yml"):
        planned(copied, "gwent-2023-24-q1")
    copied.outputs.write_text("a file")
    with pytest.raises(RunError, match="outputs: cannot write to 'outputs'; expected a folder that can be written"):
        planned(copied, YEAR)


YEAR, REGISTER = "gwent-outturn-2019-20", "gwent-recommendations-2021-22-q1"
ENGLISH = "west-yorkshire-2025-26-q3"


def test_a_register_answers_for_its_words(copied):
    texts = planned(copied, REGISTER).commentary
    assert (texts.state, texts.author) == ("draft", "Example author (performance analyst)")


@pytest.mark.parametrize(
    ("name", "file", "old", "new", "message"),
    [
        (YEAR, f"runs/{YEAR}.yml", "year: 2019-20", "year: 2019-21", "year: found '2019-21'; expected"),
        (YEAR, f"runs/{YEAR}.yml", "year: 2019-20", "year: 2025-26", "quarter: no figures for '2025-26 Q4'"),
        (YEAR, f"runs/{YEAR}.yml", "year: 2019-20", "year: 2019-20\nlanguage: cy",
         "language: found 'cy' for 'outturn'; only a report of measures has its words in Welsh"),
        (ENGLISH, f"runs/{ENGLISH}.yml", "force:", "language: cy\nforce:",
         f"{ENGLISH}.yml: language: found 'cy' for West Yorkshire Police; expected a force of Wales"),
        (YEAR, "outturn/outturn.yml", "lead: public-order", "lead: disorder", "no offence group 'disorder'"),
        (YEAR, "outturn/targets/gwent.yml", "kind: reduce-by", "kind: reduced-by", "kind: found 'reduced-by'"),
        (YEAR, "commentary/gwent/2019-20-q4.yml", "effective-service:", "effectiv-service:", "'effective-service'?"),
        (YEAR, "reports/outturn.yml", "notebook: outturn, texts: []", "notebook: outturns, texts: []", "no notebook"),
        (REGISTER, "reports/recommendations.yml", "key: recommendations", "key: recomendations",
         "recommendations: sections: no register 'recomendations'; did you mean 'recommendations'?"),
    ],
)  # fmt: skip
def test_everything_is_checked_before_a_notebook_starts(copied, name, file, old, new, message):
    copied.edit(file, old, new)
    with pytest.raises(CrimekitError, match=re.escape(message)):
        planned(copied, name)
