"""What a page takes out of executed notebooks: results, and what an analyst adds, or why not; what nbconvert makes."""

import base64
import io
import re

import matplotlib.figure
import nbformat
import pandas as pd
import pytest
from nbconvert.exporters import get_exporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from traitlets.config import Config

import crimekit as ck
from crimekit.blocks import MIME, Blocks, Figure, Heading, Page, Picture, Prose, Table, data
from crimekit.errors import RunError
from crimekit.page.check import check
from crimekit.page.document import render
from crimekit.page.notebooks import results

ALT = "Incidents rose from 11 in April to 14 in June 2023, the latest month."
BURGLARY = pd.MultiIndex.from_tuples([("Gwent", "Burglary")], names=["Force", "Measure"])
INCIDENTS = pd.DataFrame({"Month": ["April", "May", "June"], "Incidents": [1011, None, 14]})


def png() -> str:
    drawn = io.BytesIO()
    matplotlib.figure.Figure(figsize=(1, 1)).savefig(drawn, format="png")
    return base64.encodebytes(drawn.getvalue()).decode()


def code(source, *shown, tags=()):
    outputs = [{"output_type": "display_data", "data": each, "metadata": {}} for each in shown]
    return {"cell_type": "code", "source": source, "outputs": outputs, "metadata": {"tags": list(tags)}}


def table(frame, source="# caption: Incidents by month"):
    return code(source, {"text/html": frame._repr_html_(), "text/plain": "…"})


def typed(source, **fields):
    return {"cell_type": "markdown", "source": source, "metadata": {}, **fields}


def of(*cells):
    return results({"cells": list(cells)}, name="cyber")


def grid(block):
    assert isinstance(block, Table)
    return [[column.title for column in block.columns], *([cell.text for cell in row] for row in block.rows)]


def test_a_frame_is_a_table_with_its_caption_and_a_missing_value_is_no_nought():
    (block,) = of(table(INCIDENTS))
    assert block.caption == "Incidents by month"
    assert grid(block) == [["Month", "Incidents"], ["April", "1011.0"], ["May", "Not available"], ["June", "14.0"]]
    assert [row[1].value for row in block.rows] == [1011.0, None, 14.0]
    assert [column.kind for column in block.columns] == ["text", "number"]


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        (INCIDENTS.dropna().set_index("Month"), [["Month", "Incidents"], ["April", "1011.0"], ["June", "14.0"]]),
        (
            INCIDENTS.assign(Year=2023).pivot(index="Month", columns="Year", values="Incidents").dropna(),
            [["Month", "2023"], ["April", "1011.0"], ["June", "14.0"]],
        ),
        (
            pd.DataFrame([[1, 2]], BURGLARY, pd.MultiIndex.from_product([["Rate"], ["2022", "2023"]])),
            [["Force", "Measure", "Rate, 2022", "Rate, 2023"], ["Gwent", "Burglary", "1", "2"]],
        ),
        (
            pd.DataFrame({"n": [1, 2]}, BURGLARY.repeat(2)),
            [["Force", "Measure", "n"], ["Gwent", "Burglary", "1"], ["Gwent", "Burglary", "2"]],
        ),
        (
            INCIDENTS.dropna().style.format({"Incidents": "{:,.0f}"}).hide(),
            [["Month", "Incidents"], ["April", "1,011"], ["June", "14"]],
        ),
    ],
)
def test_named_rows_cells_over_two_rows_several_rows_of_headings_and_styled_frames(frame, expected):
    (block,) = of(table(frame))
    assert grid(block) == expected


def test_titles_group_rows_and_notes_of_a_table_of_another_library():
    html = """<div><style>td {}</style><table><thead><tr><td colspan="2">Incidents</td></tr>
      <tr><th>Month</th><th>Count</th></tr></thead><tbody><tr><th colspan="2">2023</th></tr>
      <tr><td>April</td><td>−1,011</td></tr></tbody><tfoot>
      <tr><td colspan="2">Own count</td></tr></tfoot></table></div>"""
    (block,) = of(code("shown", {"text/html": html}))
    assert (block.caption, block.notes) == ("Incidents", ("Own count",))
    assert grid(block)[1:] == [["2023", ""], ["April", "−1,011"]]
    assert block.rows[1][1].value == -1011


def test_pictures_carry_the_alternative_text_of_their_cell():
    svg = {"image/svg+xml": '<svg viewBox="0 0 9 9"><script>alert(1)</script></svg>'}
    said = f"# alt: {ALT}\n# caption: Incidents\n# source: Force control room"
    folded = "# alt: Incidents rose from 11\n#   in April to 14 in June 2023, the latest month.\nx"
    drawn = {"image/png": png(), "text/plain": "<Figure>"}
    blocks = of(code(said, drawn, {"text/plain": "<Axes>"}), code(folded, svg))
    shown = [(type(block), block.headline, block.alt) for block in blocks]
    assert shown == [(Picture, "Incidents", ALT), (Picture, "", ALT)]
    html = render(Page("Measures", "Gwent", "Commissioner", "Q1"), blocks)
    assert check(html) == ()
    assert f'alt="{ALT}"' in html
    assert "Sources: Force control room" in html
    assert "Figure 1.</a> Incidents" in html
    assert "<script" not in html  # the drawing is a picture, in which nothing runs


def test_markdown_and_the_pictures_dragged_into_it():
    source, attached = f"A *map*:\n\n![{ALT}](attachment:map.png)\n\nSee above.", {"image/png": png().replace("\n", "")}
    first, picture, last = of(typed(source, attachments={"map.png": attached}))
    assert (first.markdown, picture.alt, last.markdown) == ("A *map*:", ALT, "See above.")
    assert len({first.key, picture.key, last.key}) == 3
    (shown,) = of(code("x", {"text/markdown": "**Own** words"}))
    assert shown == Prose("cyber-cell-1", "", "**Own** words")


def test_what_is_said_beside_a_table_is_on_the_page_before_it():
    html = (
        "<h3>Incidents &lt;b&gt;</h3><style>td {}</style><small>shape: (3, 2)</small><small>As counted.</small>"
        + INCIDENTS.to_html(index=False)
    )
    said, shown = of(code("# caption: By month", {"text/html": f"{html}<p>Own count.</p>"}))
    assert said.items == ("Incidents <b> As counted. Own count.",)
    assert (shown.caption, shown.key) == ("By month", "cyber-cell-1-2")
    assert check(render(Page("Measures", "Gwent", "Commissioner", "Q1"), [said, shown])) == ()


@pytest.mark.parametrize(
    ("result", "caption", "row"),
    [
        (lambda: ck.trend([100] * 8), "Trend", ["year: label", "Stable"]),
        (lambda: ck.survey(30, 40), "Wave", ["share", "0.75"]),
        (lambda: ck.rate(120, 60_000), "Rate", ["value", "2.0"]),
    ],
)
def test_a_result_of_numbers_is_a_table_of_its_parts(result, caption, row):
    (block,) = of(code("x", result()._repr_mimebundle_()))
    assert block.caption == caption
    assert row in grid(block)


def test_a_measure_is_its_explanation_and_its_newest_figures():
    case = {"force": "gwent", "quarter": "2023-24 Q1", "release": "2023-10-19"}
    measure = ck.measure_section("neighbourhood-crime", **case)["vehicle-crime"]
    told, figures = of(code("x", measure._repr_mimebundle_()))
    assert told.items == (measure.explain(),)
    assert (figures.caption, len(figures.rows)) == ("Vehicle crime, gwent", 8)


@pytest.mark.parametrize("tag", ["guide", "explore", "parameters", "injected-parameters"])
def test_what_is_for_the_analyst_stays_behind(tag):
    assert of(code("x", {"text/plain": "5"}, tags=[tag])) == ()
    assert of(typed("Try this", metadata={"tags": [tag]})) == ()


def test_an_author_may_replace_the_alternative_text_of_a_chart():
    empty = Table("d", "Data", "", (), ())
    figure = Figure("f", "Up", "Rate", "x" * 40, "<svg/>", "<svg/>", empty)
    (block,) = of(code(f"# alt: {ALT}\nsection.trend_charts", {MIME: data(figure), "text/plain": "…"}))
    assert block.alt == ALT


RAGGED = "<table><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>"
BARE = "<table><tbody><tr><th>A</th><td>1</td></tr></tbody></table>"
FAILED = {"output_type": "error", "ename": "DataError", "evalue": "no figures", "traceback": []}
REFUSED = {
    "failed with DataError: no figures; a page is made of a notebook that ran": {**code("x"), "outputs": [FAILED]},
    "has '# caption: Twice', which nothing that it shows takes": table(INCIDENTS, "# caption: Once\n# caption: Twice"),
    "shows '5'; expected a result of crimekit, a table, a picture or Markdown": code("x", {"text/plain": "5"}),
    "shows 'printed'": {**code("x"), "outputs": [{"output_type": "stream", "name": "stdout", "text": ["printed\n"]}]},
    "shows 'application/vnd.plotly.v1+json'": code("x", {"application/vnd.plotly.v1+json": {}}),
    "shows a table without a caption; expected a line '# caption: …'": table(INCIDENTS, "x"),
    "shows a part of a table of 70 rows": table(pd.DataFrame({"a": range(70)})),
    "shows a table of 201 rows; expected 200": table(pd.DataFrame({"a": range(201), "b": 1}).style),
    "whose column 1 has no heading; expected a name: rename_axis": table(pd.DataFrame({"n": [1]}, index=["Gwent"])),
    "shows HTML that needs a script": code("# caption: X", {"text/html": "<table></table><script>x</script>"}),
    "shows a table, 'X', with 2 headings over 1 columns; expected one": code("# caption: X", {"text/html": RAGGED}),
    "shows a table, 'X', without a row of headings; expected one (<thead>)": code("# caption: X", {"text/html": BARE}),
    "shows a whole part of the report; expected its blocks": code("x", ck.methods()._repr_mimebundle_()),
    "shows 'Measure(key=’rape’)'; expected a result of crimekit": code("x", {"text/plain": "Measure(key='rape')"}),
    "shows a broken picture (image/svg+xml)": code(f"# alt: {ALT}", {"image/svg+xml": ""}),
    "shows a broken picture (image/png)": code(f"# alt: {ALT}", {"image/png": "?"}),
    "found none; expected a line '# alt: …'": code("x", {"image/png": png()}),
    "found the alternative text 'Chart'": code("# alt: Chart", {"image/png": png()}),
    "shows 'a.png', which is not attached": typed("![x](attachment:a.png)"),
    "found the picture 'a.png'": typed("![x](a.png)"),
}


@pytest.mark.parametrize("message", REFUSED)
def test_what_cannot_stand_on_a_page_is_refused_with_its_cell(message):
    with pytest.raises(RunError, match=rf"^cyber: cell 1 .*{re.escape(message)}"):
        of(REFUSED[message])


HEADING = Heading("cyber", "Tackle cyber crime")


def shows(block):
    return {MIME: data(block), "text/plain": "…"}


def test_results_come_in_order_also_several_of_one_cell_and_warnings_stay_behind():
    several, warned = Blocks((HEADING, Heading("b", "B"))), code("x", shows(HEADING))
    warned["outputs"].append({"output_type": "stream", "name": "stderr", "text": "/home/analyst/x.py:1: UserWarning"})
    assert of(code("x", shows(several)), warned) == (*several, HEADING)


def test_nbconvert_makes_a_draft_page_without_code_of_a_notebook_that_ran_or_that_it_is_told_to_run(tmp_path):
    shown = "import crimekit as ck\nck.recommendations(force=secret, quarter='2021-22 Q1').heading"
    cells = [new_code_cell("secret = 'gwent'", metadata={"tags": ["parameters"]}), new_markdown_cell("Typed.")]
    nbformat.write(new_notebook(cells=[*cells, new_code_cell(shown)]), tmp_path / "own.ipynb")
    with pytest.raises(RunError, match="own: found no results; expected a notebook that has been run"):
        get_exporter("crimekit")().from_filename(str(tmp_path / "own.ipynb"))
    told = Config({"ExecutePreprocessor": {"enabled": True}})  # what --execute does
    html, resources = get_exporter("crimekit")(config=told).from_filename(str(tmp_path / "own.ipynb"))
    for text in ("<h1>Recommendations", "Typed.", "Made from a single notebook."):
        assert text in html
    assert "secret" not in html
    assert resources["output_extension"] == ".html"
    assert check(html) == ()
