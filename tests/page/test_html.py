import re

import pytest

from crimekit.blocks import Cell, Column, Definitions, Figure, KeyFigure, KeyFigures, Prose, Sentences, Table
from crimekit.page.html import Place, address, anchor, fragment, stylesheet

SVG = '<svg viewBox="0 0 9 9"><defs><path id="m0" d="M0 0"/></defs><use href="#m0" x="1"/></svg>'


def table(*cells, columns=2):
    titles = tuple(Column(f"Column {number}") for number in range(columns))
    return Table("rates", "Rates", "Gwent", titles, ((Cell("Robbery"), *cells),), ("A note.",), "Home Office")


def test_a_table_has_a_caption_scoped_headers_notes_and_source():
    html = fragment(table(Cell("0.13")), Place("rates", label="Table 3"))
    assert '<caption>Table 3. Rates <span class="ck-sub">Gwent</span></caption>' in html
    assert '<th scope="col">Column 0</th><th scope="col" class="ck-t">Column 1</th>' in html
    assert '<th scope="row">Robbery</th><td class="ck-t">0.13</td>' in html
    assert "A note." in html
    assert "Source: Home Office" in html


def test_a_wide_table_says_each_label_beside_its_value_for_a_phone():
    html = fragment(table(Cell("0.13"), Cell("2nd"), columns=3), Place("rates"))
    assert '<td data-c="Column 2" class="ck-t">2nd</td>' in html
    assert '<table class="ck-cards">' in html


def test_a_label_is_a_pill_with_an_arrow_and_words():
    html = fragment(table(Cell("Increasing", note="worsening", tone="worse", arrow="up")), Place("rates"))
    assert '<span class="ck-pill ck-worse"><svg class="ck-arrow" viewBox="0 0 12 12" aria-hidden="true">' in html
    assert 'Increasing</span><span class="ck-note">worsening</span>' in html


def test_each_term_of_a_label_has_a_line_of_its_own():
    html = fragment(table(Cell("Medium term stable / Short term increasing", tone="neutral")), Place("rates"))
    assert ">Medium term stable\u00a0/\nShort term increasing</span>" in html
    assert re.search(r"\.ck-pill\{[^}]*white-space:pre-line", stylesheet())


def test_a_cell_links_to_a_block_of_the_page_or_to_a_page_beside_it():
    place = Place("rates", links={"cyber": "cyber-2"})
    assert '<a href="#cyber-2">Cyber</a>' in fragment(table(Cell("Cyber", link="cyber")), place)
    assert '<a href="gwent/index.html">Gwent</a>' in fragment(table(Cell("Gwent", link="gwent/index.html")), place)
    assert "<a" not in fragment(table(Cell("Elsewhere", link="elsewhere")), place)
    assert "<a" not in fragment(table(Cell("Elsewhere", link="https://example.org/a.html")), place)


def test_a_sparkline_alone_is_described_and_beside_a_figure_it_is_not():
    alone = fragment(table(Cell("", sparkline=(1.0, 2.0))), Place("rates"))
    assert 'role="img" aria-label="A line of 2 values"' in alone
    named = fragment(table(Cell("", note="Falling since 2021", sparkline=(1.0, 2.0))), Place("rates"))
    assert 'aria-label="Falling since 2021"' in named
    assert named.count("Falling since 2021") == 1
    assert 'aria-hidden="true"' in fragment(table(Cell("2.0", sparkline=(1.0, 2.0))), Place("rates"))


def test_a_figure_has_its_headline_both_drawings_and_the_data_behind():
    figure = Figure("trend", "Down 3%", "Rate", "A line chart.", SVG, SVG, table(Cell("0.13")))
    html = fragment(figure, Place("trend", label="Figure 7", csv="tables/trend.csv"))
    assert "Figure 7. Down 3%" in html
    assert html.count('aria-label="A line chart."') == 2
    assert "<summary>Data behind Figure 7</summary>" in html
    assert '<a href="tables/trend.csv">Figure 7 as CSV</a>' in html
    assert 'id="trend-w-m0"' in html
    assert 'href="#trend-n-m0"' in html


def test_the_other_blocks_are_written_with_their_headings():
    place = Place("here", level=3)
    keys = fragment(KeyFigures("k", "At a glance", (KeyFigure("Latest", "3.09", "per 1,000"),)), place)
    assert "<h3>At a glance</h3>" in keys
    assert '<dt>Latest</dt><dd class="ck-big">3.09</dd><dd class="ck-note">per 1,000</dd>' in keys
    quote = fragment(Prose("p", "Comments", "# My *view*", quotation=True, note="Example"), place)
    assert '<blockquote class="ck-quote">\n<h4>My <em>view</em></h4>' in quote
    assert "<h3>My view</h3>" in fragment(Prose("p", "", "# My view"), place)
    assert "<p>One.</p>" in fragment(Sentences("s", "", ("One.",)), place)
    assert "<li>Two.</li>" in fragment(Sentences("s", "", ("One.", "Two.")), place)
    assert "<ul>" not in fragment(Sentences("s", "", ()), place)
    assert "<dt>Rate</dt><dd>A count.</dd>" in fragment(Definitions("d", "Glossary", (("Rate", "A count."),)), place)


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "//example.org",
        "https://example.org",
        "a b.html",
        "data:text/html,x",
        "/etc/passwd",
        "a?b",
    ],
)
def test_an_address_leads_nowhere_but_to_a_file_beside(text):
    assert address(text) == ""


def test_any_key_becomes_an_id():
    assert anchor("") == "b-"
    assert anchor('"><script>') == "script"
    assert anchor("2023 Q1") == "b-2023-Q1"


def test_the_stylesheet_keeps_the_space_before_a_pseudo_class():
    assert ".ck :focus-visible" in stylesheet()  # without the space every focus ring is lost
    assert "/*" not in stylesheet()
    assert "<" not in stylesheet()


@pytest.mark.parametrize(
    ("wide", "narrow", "classes"),
    [
        ("0 0 720 320", "0 0 340 300", "ck-figure ck-beside"),
        ("0 0 720 900", "0 0 340 900", "ck-figure"),
        ("0 0 864 400", "0 0 340 2000", "ck-figure ck-broad"),
    ],
)
def test_a_figure_says_how_much_room_it_takes(wide, narrow, classes):
    drawings = [SVG.replace("0 0 9 9", size) for size in (wide, narrow)]
    figure = Figure("f", "Robbery rose", "Rates", "A chart of robbery", *drawings, table(Cell("0.13")))
    assert f'<figure class="{classes}" id="f">' in fragment(figure, Place("f"))
