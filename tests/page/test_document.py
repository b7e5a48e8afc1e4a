"""The whole page, and each section as a page of its own."""

import base64
import hashlib
import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from crimekit.blocks import Cell, Column, Figure, Heading, Page, Prose, Table
from crimekit.page.check import check
from crimekit.page.document import render, section_pages

PAGE = Page("Measures", "Gwent", "Commissioner for Gwent", "Q1 2023-24 (April to June 2023)")
ALT = "A chart of robbery; the latest value is 0.21 offences per 1,000 population."
SVG = '<svg viewBox="0 0 9 9"><script>alert(1)</script><path d="M0 0" onclick="alert(1)"/></svg>'


def table(key="rates"):
    row = (Cell("Robbery", link="robbery"), Cell("0.13"))
    return Table(key, f"Rates of {key}", "", (Column("Measure"), Column("Rate")), (row,))


def figure(key="trend"):
    return Figure(key, "Robbery rose", "Offences", ALT, SVG, SVG, table())


def test_a_section_page_leads_from_its_folder_to_other_reports():
    beside = Table("t", "T", "", (Column("A"),), ((Cell("Grade", link="../register/report.html"),),))
    whole = replace(PAGE, csv_folder="tables", pages=(("a", "sections/a.html"),))
    blocks = [Heading("a", "A"), beside]
    assert 'href="../register/report.html"' in render(whole, blocks)
    (own,) = section_pages(whole, blocks, name="report.html").values()
    assert 'href="../../register/report.html"' in own


def test_the_policy_allows_the_one_stylesheet_and_nothing_else():
    html = render(PAGE, [table(), figure()])
    (style,) = re.findall(r"<style>(.*?)</style>", html, flags=re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', html)
    assert policy.replace("&#39;", "'") == f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:"
    assert "<script" not in html
    assert " style=" not in html
    assert "alert" not in html  # the drawing was cleaned on its way
    assert check(html) == ()


@pytest.mark.parametrize(
    ("marking", "draft", "shown"),
    [
        ("", "", ""),
        ("OFFICIAL", "", "OFFICIAL"),
        ("OFFICIAL-SENSITIVE", "Texts are draft.", r"OFFICIAL\00002dSENSITIVE\000020\00002d\000020DRAFT"),
        ('"}</style><script>x', "", r"\000022\00007d\00003c\00002fstyle\00003e\00003cscript\00003ex"),
        ("SWYDDOGOL Ŵ", "", r"SWYDDOGOL\000020\000174"),
    ],
)
def test_any_marking_stands_on_every_printed_page_and_the_policy_lets_it_in(marking, draft, shown):
    html = render(Page("Measures", "Gwent", "C", "Q1", marking=marking, draft=draft), [])
    assert (f'@page{{@top-right{{content:"{shown}";' in html) == bool(marking)
    assert ("@top-right" in html) == bool(marking)
    assert check(html) == ()


WHOLE = replace(
    PAGE,
    draft="Texts are draft.",
    trail=(("All reports", "../../index.html"),),
    csv_folder="tables",
    downloads=(("All tables as a spreadsheet", "tables.xlsx"),),
    pages=(("homicide", "sections/homicide.html"), ("cyber", "sections/cyber.html"), ("gone", "sections/gone.html")),
)
SECTIONS = [
    Heading("glance", "At a glance"),
    table("glance-1"),
    Heading("homicide", "Reduce homicide"),
    table("homicide-1"),
    Prose("words", "Comments", "# Plan\n\nFewer."),
    Heading("cyber", "Tackle cyber crime"),
    table("cyber-1"),
    Heading("glossary", "Glossary"),
]


def test_the_sections_promised_have_a_page_each_that_leads_to_the_whole_and_back():
    found, whole = section_pages(WHOLE, SECTIONS, name="report.html"), render(WHOLE, SECTIONS)
    assert list(found) == ["sections/homicide.html", "sections/cyber.html"]
    for html in found.values():
        assert check(html) == ()
        assert "OFFICIAL" in html
        assert "Texts are draft." in html
    cyber = found["sections/cyber.html"]
    for title, page in {
        "Table 2.</a> Rates of homicide": found["sections/homicide.html"],
        "Table 3.</a> Rates of cyber": cyber,
    }.items():
        assert title in page
        assert title in whole
    assert "Rates of homicide" not in cyber
    trail = re.search(r'<nav class="ck-in ck-trail".*?</nav>', cyber, re.DOTALL)[0]
    assert re.findall(r'href="([^"]*)"', trail) == ["../../../index.html", "../report.html"]
    assert {"../tables/cyber-1.csv", "../tables.xlsx"} <= set(re.findall(r'href="([^"]*)"', cyber))
    assert whole.count('<a href="sections/homicide.html">“Reduce homicide” on a page of its own</a>') == 1
    assert {"sections/cyber.html", "tables.xlsx"} <= set(re.findall(r'href="([^"]*)"', whole))
    assert "sections/gone.html" not in whole


TEXTUAL = Column("Measure"), Column("Rate", "number"), Column("Survey", "number"), Column("Label")
GONE = "Not available"


def measured(*rows, key="measured", **more):
    return Table(key, "Measured", "Gwent, Q1", TEXTUAL, tuple(tuple(map(Cell, row)) for row in rows), **more)


def visible(html):
    return " ".join(re.sub("<[^>]*>", " ", html).split())


def test_rows_and_columns_without_a_figure_are_named_and_not_shown():
    rows = (
        ("Robbery", "0.13", GONE, "Stable"),
        ("Fraud", GONE, "Not stated", "Not applicable"),
        ("Arson", GONE, GONE, "As stated: up"),
    )
    html = render(PAGE, [Heading("a", "A"), measured(*rows)])
    assert re.findall(r'<th scope="row">([^<]*)', html) == ["Robbery", "Arson"]
    assert re.findall(r'<th scope="col"[^>]*>([^<]*)', html) == ["Measure", "Rate", "Label"]
    assert "No figures of: Fraud." in html
    assert not check(html)


def test_what_is_misread_without_it_stands_below_its_table_and_caveats_and_sources_are_folded_once_at_the_end():
    tables = [measured(("Robbery", "0.13", "1", "2"), notes=("Shaded.",)) for _ in range(2)]
    said = [replace(table, caveats=("Counted since 2017.",), source="Home Office") for table in tables]
    page = BeautifulSoup(render(PAGE, [Heading("a", "A"), *said]), "html.parser")
    (folded,) = page("details")
    assert folded.extract().get_text(" ", strip=True) == "Notes and sources Counted since 2017. Sources: Home Office"
    assert page.get_text().count("Shaded.") == 1
    assert "Counted" not in page.get_text()


def test_a_row_of_figures_that_holds_a_word_alone_is_told_in_a_note():
    rows = ("Robbery", "0.13", "1", "2"), ("Arson", GONE, GONE, "As stated: Stable")
    table = measured(*rows)
    word = replace(table.rows[1][3], value="Stable")
    html = render(PAGE, [Heading("a", "A"), replace(table, rows=(table.rows[0], (*table.rows[1][:3], word)))])
    assert "Without figures: Arson (As stated: Stable)." in visible(html)
    assert html.count('<th scope="row">') == 1


def test_a_reason_keeps_its_column_and_a_table_without_any_figure_is_a_sentence():
    reason = Cell("Not known", note="fewer than 10 offences a year")
    kept = replace(measured(("Robbery", "0.13", GONE, "")), rows=((Cell("Robbery"), Cell("0.13"), Cell(GONE), reason),))
    assert "fewer than 10 offences a year" in render(PAGE, [Heading("a", "A"), kept])
    html = render(PAGE, [Heading("a", "A"), measured(("Fraud", *[GONE] * 3), ("Arson", *[GONE] * 3), notes=("Why.",))])
    assert "<table" not in html
    assert "Table 1. Measured Gwent, Q1 No figures of: Fraud; Arson. Why." in visible(html)
    assert not check(html)


def test_keys_that_repeat_get_their_own_anchors_and_nothing_repeats():
    html = render(PAGE, [Heading("a", "A"), table("a"), figure("a"), figure("a"), table("main"), table("a-2")])
    assert {"a", "a-2", "a-3", "a-4", "main-2", "a-2-2"} <= set(re.findall(r'id="([^"]+)"', html))
    assert check(html) == ()
