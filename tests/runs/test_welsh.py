"""The page in Welsh: nothing of it left in English, the numbers of the English page, no half of it published."""

import datetime as dt
import json
import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup

from crimekit.blocks import Cell, Column, Heading, Page, Prose, Sentences, Table
from crimekit.errors import ParameterError, RunError
from crimekit.page.check import check
from crimekit.page.document import render
from crimekit.page.welsh import Catalogue, finished, welsh_page
from crimekit.parameters import read_commentary, read_parameters, read_run
from crimekit.parameters.yaml import read_yaml
from crimekit.periods import Quarter
from crimekit.reports.commentary.approval import refuse_unready

ROOT = Path(__file__).parents[2]
PARAMETERS = ROOT / "parameters"
WORDS = {kind: words for kind, words in read_yaml(PARAMETERS / "cy.yml").items() if kind != "uncertain"}


@pytest.mark.parametrize(
    ("english", "welsh"),
    [
        ("Burglary and robbery", "Byrgleriaeth a lladrad"),
        ("Burglary rose", None),
        ("Sussex and Essex", "Sussex ac Essex"),
        ("Sussex, Kent and Cumbria", "Sussex, Kent a Cumbria"),
    ],
)
def test_a_list_ends_as_the_next_letter_wants_it(english, welsh):
    lists = {"text": {"{measures}": "{measures}", "{forces}": "{forces}"}}
    kinds = {kind: WORDS[kind] for kind in ("measure", "measures", "force", "forces", "ask")}
    said = Catalogue(kinds | lists).say(english)
    assert (said and finished(said)) == welsh


def test_every_word_of_the_shipped_parameters_has_its_welsh():
    parameters, catalogue = read_parameters(PARAMETERS), Catalogue(WORDS)
    reports = [report for report in parameters.reports.values() if report.kind == "measures"]
    measures = {key: parameters.measures[key] for each in reports for spec in each.sections for key in spec.measures}
    said = {
        "measure": [each.title for each in measures.values()],
        "one": [each.noun for each in measures.values()],
        "many": [each.nouns for each in measures.values()],
        "plural": [each.nouns for each in measures.values()],
        "text": [
            *(text for each in measures.values() for text in (*each.caveats, each.unavailable) if text),
            *(each.reason for report in reports for each in report.definitions.values()),
            *(text for term in parameters.glossary.values() for text in (term.term, term.meaning)),
            *(table.title for each in reports for spec in each.sections for table in spec.tables),
        ],
        "topic": [chart.title for each in reports for spec in each.sections for chart in spec.charts],
        "section": [spec.title for each in reports for spec in each.sections],
        "label": list(parameters.labels),
        "break": [each.name for each in parameters.breaks.values()],
        "force": [each.name for each in parameters.forces.values()],
        "police": [each.police for each in parameters.forces.values() if each.country == "Wales"],
        "publisher": [each.publisher for each in parameters.forces.values() if each.country == "Wales"],
    }
    assert [(kind, text) for kind, texts in said.items() for text in texts if catalogue.say(text, kind) is None] == []


def test_a_pattern_that_would_lose_a_figure_is_refused():
    with pytest.raises(ParameterError, match=r"text: '{number} more': found 'yn fwy'; expected the same slots"):
        Catalogue({"text": {"{number} more": "yn fwy"}})
    with pytest.raises(ParameterError, match="expected the same slots, of known kinds"):
        Catalogue({"text": {"{mesure} rose": "{mesure}: cynnydd"}})


def test_what_no_pattern_fits_is_named_with_its_place_and_stays_in_english_and_hostile_text_stays_text():
    hostile = "<img src=x onerror=alert(1)> & \ue000lifespan"
    table = Table("rates", hostile, "", (Column("Measure"), Column("Rate")), ((Cell("Vehicle crime"), Cell(hostile)),))
    typed = [Prose(key, "Context", "Testun **cryf**.") for key in ("typed", "other")]
    blocks = [Heading("one", "Glossary"), Sentences("s", "", ("A pony rose. Vehicle crime rose.",)), table, *typed]
    html = render(Page("National Police and Crime Measures", "Gwent Police", "", "Q1 2023-24", language="cy"), blocks)
    made, lacking = welsh_page(html, Catalogue(WORDS), ["typed"])
    assert check(made) == ()
    shown = hostile.replace("\ue000", "")
    assert set(lacking) == {"other: no text in Welsh", "s: A pony rose. Vehicle crime rose.", f"rates: {shown}"}
    page = BeautifulSoup(made, "html.parser")
    assert not page("img")
    left = [element.get_text() for element in page.select("[lang=en]")]
    assert left == ["A pony rose. Vehicle crime rose.", shown, shown, "Testun cryf."]
    assert page.select_one("#typed p")["lang"] == "cy"


def test_an_unknown_sentence_is_refused_by_publish_and_the_draft_says_so(project):
    shutil.copy(PARAMETERS / "cy.yml", project.folder / "parameters")
    project.texts("gwent", ".cy", sections={"one": {"comments": "Bu 9.", "force_action": "Dim."}})
    project.write("one", 'from crimekit.blocks import Prose\nProse("one-comments", "Context", "There were 8.")')
    project.write("two", 'from crimekit.blocks import Prose\nProse("two-comments", "Context", "A word.")')
    planned = project.plan("gwent", language="cy")
    refused = project.run(planned, publish=True)
    assert refused.error.startswith("gwent-2025-26-q3: not ready to publish: ")
    for said in (
        "head: Tiny report – Gwent Police – Q3 2025-26 (October to December 2025)",
        "contents: Section one",
        "two-comments: no text in Welsh",
        "one-comments: found the numbers 9; in English 8",
        "one-force-action: a text in Welsh, and none in English",
    ):
        assert said in refused.error
    made = project.run(planned)
    assert (made.state, len([each for each in made.outcomes if each.reused])) == ("done", 3)
    draft = (planned.folder / "adroddiad.html").read_text(encoding="utf-8")
    assert '<span lang="en">Section one</span>' in draft
    lacking = json.loads((planned.folder / "run.json").read_text(encoding="utf-8"))["not in Welsh"]
    assert f"Nid yw {len(lacking)} o destunau'r adroddiad hwn yn Gymraeg fel yn Saesneg." in draft
    assert project.run(planned, publish=True).error == refused.error  # though nothing changed


def test_publish_asks_for_the_texts_in_welsh_and_for_who_has_reviewed_them():
    parameters = read_parameters(PARAMETERS)
    run = read_run(Path("gwent-2023-24-q1"), parameters)
    english, welsh = (read_commentary(parameters, "gwent", Quarter.parse("2023-24 Q1"), each) for each in ("en", "cy"))
    ready = {"state": "approved", "note": ""}
    published = SimpleNamespace(date=dt.date(2023, 12, 5))
    english = replace(english, publication=published, **ready)
    report = parameters.reports[run.report]
    with pytest.raises(RunError, match=r"in Welsh: publication: missing.*in Welsh: reviewed_by: missing"):
        refuse_unready(run, report, english, parameters, replace(welsh, **ready))
    with pytest.raises(RunError, match="in Welsh: overview: summary: no text"):
        refuse_unready(run, report, english, parameters)
    reviewed = replace(welsh, publication=published, reviewed_by="Cyfieithydd", **ready)
    refuse_unready(run, report, english, parameters, reviewed)
