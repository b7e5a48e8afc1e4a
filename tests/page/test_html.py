import re

import pytest

from crimekit.blocks import Cell, Column, Figure, Table
from crimekit.page.html import Place, address, anchor, fragment, stylesheet

SVG = '<svg viewBox="0 0 9 9"><defs><path id="m0" d="M0 0"/></defs><use href="#m0" x="1"/></svg>'


def table(*cells, columns=2):
    titles = tuple(Column(f"Column {number}") for number in range(columns))
    return Table("rates", "Rates", "Gwent", titles, ((Cell("Robbery"), *cells),), ("A note.",), "Home Office")


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        (Cell("0.13"), '<td data-c="Column 1" class="ck-t">0.13</td>'),  # its heading beside it, for a phone
        (
            Cell("Medium term stable / Short term up", tone="neutral"),
            ">Medium term stable\u00a0/\nShort term up</span>",
        ),
        (Cell("Cyber", link="cyber"), '<a href="#cyber-2">Cyber</a>'),
        (Cell("Gwent", link="gwent/index.html"), '<a href="gwent/index.html">Gwent</a>'),
        (Cell("Elsewhere", link="elsewhere"), ">Elsewhere</td>"),
        (Cell("Elsewhere", link="https://example.org/a.html"), ">Elsewhere</td>"),
        (Cell("", sparkline=(1.0, 2.0)), 'role="img" aria-label="A line of 2 values"'),
        (Cell("", note="Falling", sparkline=(1.0, 2.0)), 'role="img" aria-label="Falling"'),
        (Cell("2.0", sparkline=(1.0, 2.0)), 'aria-hidden="true"'),
    ],
)
def test_a_cell_is_written_as_what_it_says(cell, written):
    assert written in fragment(table(cell, Cell(""), columns=3), Place("rates", links={"cyber": "cyber-2"}))


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
    assert [anchor(key) for key in ("", '"><script>', "2023 Q1")] == ["b-", "script", "b-2023-Q1"]


def test_the_stylesheet_keeps_the_space_before_a_pseudo_class():
    assert re.search(r"\.ck-pill\{[^}]*white-space:pre-line", stylesheet())  # each term of a label on its own line
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
