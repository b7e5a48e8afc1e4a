"""Each section as a page of its own: whole, numbered as on the whole page, and leading back to it."""

import re

from crimekit.blocks import Cell, Column, Heading, Page, Prose, Table
from crimekit.page.check import check
from crimekit.page.document import render
from crimekit.page.parts import section_pages

PAGE = Page(
    "National Police and Crime Measures",
    "Gwent Police",
    "Police and Crime Commissioner for Gwent",
    "Q1 2023-24 (April to June 2023)",
    draft="Texts are draft.",
    trail=(("All reports", "../../index.html"),),
    csv_folder="tables",
    downloads=(("All tables as a spreadsheet", "tables.xlsx"),),
    pages=(("homicide", "sections/homicide.html"), ("cyber", "sections/cyber.html"), ("gone", "sections/gone.html")),
)


def table(key):
    return Table(key, f"Rates of {key}", "", (Column("Measure"),), ((Cell("Robbery"),),))


BLOCKS = [
    Heading("glance", "At a glance"),
    table("glance-1"),
    Heading("homicide", "Reduce homicide"),
    table("homicide-1"),
    Prose("words", "Comments", "# Plan\n\nFewer."),
    Heading("cyber", "Tackle cyber crime"),
    table("cyber-1"),
    Heading("glossary", "Glossary"),
]


def test_the_sections_promised_have_a_page_each_and_no_other():
    found = section_pages(PAGE, BLOCKS, name="report.html")
    assert list(found) == ["sections/homicide.html", "sections/cyber.html"]
    assert "Rates of homicide" in found["sections/homicide.html"]
    assert "Rates of cyber" not in found["sections/homicide.html"]


def test_a_section_page_may_be_published_and_carries_marking_draft_and_provenance():
    for html in section_pages(PAGE, BLOCKS, name="report.html").values():
        assert check(html) == ()
        assert "OFFICIAL" in html
        assert "Texts are draft." in html


def test_its_tables_are_numbered_as_on_the_whole_page():
    whole, found = render(PAGE, BLOCKS), section_pages(PAGE, BLOCKS, name="report.html")
    for key, html in (("homicide", found["sections/homicide.html"]), ("cyber", found["sections/cyber.html"])):
        (number,) = re.findall(rf"(Table \d)\. Rates of {key}", html)
        assert f"{number}. Rates of {key}" in whole


def test_it_leads_to_the_whole_the_index_and_its_files():
    html = section_pages(PAGE, BLOCKS, name="report.html")["sections/cyber.html"]
    trail = re.search(r'<nav class="ck-in ck-trail".*?</nav>', html, re.DOTALL)[0]
    assert re.findall(r'href="([^"]*)"', trail) == ["../../../index.html", "../report.html"]
    assert 'href="../tables/cyber-1.csv"' in html
    assert 'href="../tables.xlsx"' in html


def test_the_whole_leads_to_each_of_them():
    html = render(PAGE, BLOCKS)
    assert html.count('<a href="sections/homicide.html">“Reduce homicide” on a page of its own</a>') == 1
    assert 'href="sections/cyber.html"' in html
    assert 'href="tables.xlsx"' in html
    assert "sections/gone.html" not in html


def test_one_section_without_a_list_of_contents_leads_to_its_page_all_the_same():
    html = render(PAGE, BLOCKS[5:7])
    assert "Back to contents" not in html
    assert 'href="sections/cyber.html"' in html
