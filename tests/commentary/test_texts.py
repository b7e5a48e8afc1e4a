"""Texts from the file to the page: figures filled in, unknown ones refused, numbers that are not printed listed."""

import json
import re
from dataclasses import replace
from html import escape

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import crimekit as ck
from crimekit.errors import ParameterError
from crimekit.page.html import from_markdown
from crimekit.reports.cases.assessment import Assessment, LocalFigure
from crimekit.reports.commentary.texts import filled, measure_figures
from crimekit.statistics.rates import survey_result

GWENT = "commentary/gwent/2023-24-q1.yml"
YEAR = "commentary/gwent/2019-20-q4.yml"


class Home:
    """A copy of the project whose texts a test changes."""

    def __init__(self, folder, typed):
        self.folder, self.command = folder, typed

    def edit(self, name, change):
        path = self.folder / "parameters" / name
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        change(content)
        path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")

    def type(self, name, section, **texts):
        self.edit(name, lambda content: content["sections"][section].update(texts))


@pytest.fixture
def home(project, typed):
    return Home(project, typed)


def crime_section():
    return ck.measure_section("neighbourhood-crime", force="gwent", quarter="2023-24 Q1", release="2023-10-19")


def test_a_text_can_ask_for_the_labels(home):
    asked = ("vehicle-crime.label-year", "vehicle-crime.label-quarter", "neighbourhood-crime.label-three-years")
    home.type(GWENT, "neighbourhood-crime", comments="; ".join(f"{{{{ {name} }}}}" for name in asked))
    section = crime_section()
    assert section.comments[0].markdown == "Stable; Higher than expected; Lower"
    cells = {row[0].text: row for table in section.measures_tables for row in table.rows}
    assert (cells["Vehicle crime"][-2].text, cells["Neighbourhood crime"][-1].text) == ("Stable", "Lower")


def test_a_name_that_is_not_known_is_refused_before_a_run_and_in_a_notebook(home):
    home.type(
        GWENT,
        "neighbourhood-crime",
        comments="Vehicle crime: {{ vehicle-crime.chnge-year }}, {{homicide.count}}.",
        force_action="A car {{ park",
    )
    home.edit(GWENT, lambda content: content.update(note="{{ an example }}"))
    file = "parameters/commentary/gwent/2023-24-q1.yml"
    unknown = "no figure 'vehicle-crime.chnge-year' in this section; did you mean 'vehicle-crime.change-year'?"
    for command in ("check", "run"):
        code, _, said = home.command(command, "gwent-2023-24-q1", "--outputs", str(home.folder / "outputs"))
        assert code == 2
        assert said.startswith(f"crimekit: {file}: 4 problems:\n")
        assert f"\n  neighbourhood-crime, comments: {unknown}\n" in said
        assert "\n  neighbourhood-crime, comments: no figure 'homicide.count' in this section" in said
        assert FORCE + "'{{' or '}}' by itself; expected a figure" in said
        assert "\n  note: found '{{'; expected a note without figures" in said
    assert not (home.folder / "outputs").exists()
    with pytest.raises(ParameterError) as refused:
        crime_section().comments  # noqa: B018
    assert str(refused.value).startswith(f"{file}: neighbourhood-crime, comments: {unknown}; no figure")


HOSTILE = "<script>alert(1)</script> [a](https://evil.example) **b** {{ x }} `c`"


def test_what_a_source_says_in_words_stays_text(home):
    home.type(GWENT, "serious-violence", comments="{{ firearm-offences.stated }} [a]{{firearm-offences.stated}}")
    section = ck.measure_section("serious-violence", force="gwent", quarter="2023-24 Q1", release="2023-10-19")
    stated = replace(section["firearm-offences"].local, stated=HOSTILE)
    others = [found for found in section.assessments if found.measure.key != "firearm-offences"]
    (comments,) = replace(section, assessments=(*others, replace(section["firearm-offences"], local=stated))).comments
    html, text = comments._repr_mimebundle_()["text/html"], escape(HOSTILE, quote=False)
    assert f"<p>{text} [a]{text}</p>" in html


@settings(max_examples=200, deadline=None, derandomize=True)
@given(text=st.text(st.sampled_from([*map(chr, range(33, 127)), " ", "\n", "−", "£"]), min_size=1))
def test_a_figure_is_printed_as_it_is_whatever_markdown_would_make_of_it(text):
    figure = " ".join(text.split())
    for before in ("", "A text with "):
        markdown, problems = filled(f"{before}{{{{ a.b }}}} in it", lambda: {"a.b": text})
        assert problems == []
        said = escape(f"{before}{figure} in it".strip(), quote=False)
        assert from_markdown(markdown).replace("&quot;", '"') == f"<p>{said}</p>"


def test_a_percentage_of_too_few_people_is_no_figure(gwent):
    measure = gwent.parameters.measures["satisfaction-general-officer"]
    local = LocalFigure("2023-24 Q1", 80.0, 5.0, "", "", "")
    asked = [survey_result(4, 5, settings=gwent.settings), survey_result(80, 100, settings=gwent.settings)]
    few, many = (measure_figures([Assessment(measure, local=local, survey=found)]) for found in asked)
    assert "satisfaction-general-officer.percentage" not in few
    assert many["satisfaction-general-officer.percentage"] == "80%"


def test_the_figures_of_a_run_are_listed_by_section(home):
    _, listed, _ = home.command("figures", "gwent-2023-24-q1")
    sections = [line for line in listed.splitlines() if not line.startswith(" ")]
    assert sections[:3] == ["overview: every figure of the sections below", "homicide", "serious-violence"]
    found = re.findall(r"^(  neighbourhood-crime\.(?:rate|way-year) +)(.*)$", listed, re.MULTILINE)
    assert [text for _, text in found] == ["2.13", "an increase of 0.7%"]
    assert len({len(name) for name, _ in found}) == 1
    _, year, _ = home.command("figures", "gwent-outturn-2019-20")
    named = dict(line.split(maxsplit=1) for line in year.splitlines() if "hate-crime.all-strands" in line)
    assert named["hate-crime.all-strands.2018-19"] == "1,061"
    assert (named["hate-crime.all-strands.change"], named["hate-crime.all-strands.percent"]) == ("70 fewer", "6.6%")
    assert "figures-checked: no figures" in year
    code, said, _ = home.command("figures", "gwent-inspections-2019-20-q4")
    assert (code, "a register has no figures to ask for" in said) == (0, True)
    _, _, said = home.command("figures", "gwent-2023-24-q11")
    assert "there is no such file; did you mean 'gwent-2023-24-q1'?" in said


def test_a_wrong_number_in_the_text_of_a_year_is_listed_unless_the_author_answers_for_it(home):
    """The sections of an outturn but one are left out, to be quick."""
    kept = "community-cohesion"
    home.edit("reports/outturn.yml", lambda report: report.update(sections=[report["sections"][2]]))
    for name in ("outturn/outturn.yml", YEAR):
        home.edit(name, lambda content: content.update(sections={kept: content["sections"][kept]}))
    (home.folder / "parameters" / "outturn" / "targets" / "gwent.yml").unlink()
    text = "992 hate crimes were recorded, 70 fewer than the year before; four of them by 17 people."
    home.type(YEAR, kept, comments=text)
    outputs = home.folder / "outputs"
    _, _, said = home.command("run", "gwent-outturn-2019-20", "--outputs", str(outputs))
    notes = [line for line in said.splitlines() if line.startswith("note: ")]
    assert [note.partition(" in “")[0] for note in notes] == [
        f"note: gwent-outturn-2019-20: {kept}, comments: found '{number}'" for number in ("992", "17")
    ]
    assert notes[0].endswith("in “992 hate crimes were recorded, 70”; the section prints no such number")
    home.type(YEAR, kept, own_figures=["17"])
    home.command("run", "gwent-outturn-2019-20", "--outputs", str(outputs))
    record = json.loads((outputs / "gwent" / "outturn-2019-20" / "run.json").read_text(encoding="utf-8"))
    assert [found["typed"] for found in record["commentary"]["differences"]] == ["992"]
    page = (outputs / "gwent" / "outturn-2019-20" / "report.html").read_text(encoding="utf-8")
    assert text in page


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("3. Third priority\n4. Fourth", '<ol start="3">\n<li>Third priority</li>\n<li>Fourth</li>\n</ol>'),
        ("2023. A hard year", '<ol start="2023">\n<li>A hard year</li>\n</ol>'),
        ("5*3 and 4*2", "<p>5*3 and 4*2</p>"),
        ("2**3 and 3**2, *so* it is", "<p>2**3 and 3**2, <em>so</em> it is</p>"),
        ("[a](https://example.org/2*3)", '<p><a href="https://example.org/2*3" rel="noopener noreferrer">a</a></p>'),
    ],
)
def test_what_is_typed_comes_out_as_written(typed, shown):
    assert str(from_markdown(typed)) == shown


FORCE = "neighbourhood-crime, force_action: found "
NO_NUMBER = "neighbourhood-crime, own_figures: no text has the number "
LINK, IN_QUOTES = "a link to '%s'; expected https:// or mailto:", "text (in quotes, if it looks like a number)"


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({"force_action": "[a](tables/rates.csv)"}, f"{FORCE}{LINK % 'tables/rates.csv'}"),
        ({"force_action": "> " * 120 + "deep"}, f"{FORCE}lists or quotes too deep in one another"),
        ({"own_figures": ["1,259"]}, f"{NO_NUMBER}'1,259'; did you mean '1,258'?"),
        ({"own_figures": ["2023"]}, f"{NO_NUMBER}'2023'; known: 1,258"),
        ({"own_figures": [1258]}, f"sections.neighbourhood-crime.own_figures.#1: found 1258; expected {IN_QUOTES}"),
    ],
)
def test_what_a_page_would_not_show_or_no_text_has_is_refused_where_it_is_typed(home, texts, said):
    home.type(GWENT, "neighbourhood-crime", comments="In 2023 there were 1,258.", **texts)
    code, _, err = home.command("check", "gwent-2023-24-q1")
    assert (code, err) == (2, f"crimekit: parameters/{GWENT}: {said}\n")
