"""Hostile text in every place where text can stand: it is shown as text and never becomes markup."""

import re
from dataclasses import fields, is_dataclass, replace
from functools import cache

import pytest
from bs4 import BeautifulSoup

from crimekit import blocks as b
from crimekit.blocks import Cell, Column, Heading
from crimekit.charts.data import Bar, Caption, Comparison, Line, Trend
from crimekit.charts.figures import comparison_figure, survey_figure, trend_figure
from crimekit.page.check import check
from crimekit.page.document import render
from crimekit.page.html import mime_bundle
from crimekit.periods import Quarter, quarters_between

PLANTED = [
    "<script>planted()</script>",
    '"><img src=x onerror=planted()>',
    "'><svg onload=planted()>",
    "[go](javascript:planted())",
    "javascript:planted()",
    "</style><script>planted()</script>",
    "</title><script>planted()</script>",
    "--><script>planted()</script>",
    "{{ planted() }}{% raw %}",
]
NAMES = re.compile(
    "html|head|meta|title|style|body|header|footer|main|nav|section|div|span|a|p|ul|ol|li|dl|dt|dd|h[1-4]|strong|em|"
    "blockquote|code|table|caption|thead|tbody|tr|th|td|figure|figcaption|details|summary|svg|g|path|text|circle|defs|use|img"
)
PNG = "data:image/png;base64,iVBORw0KGgo="
FIXED = {"kind", "tone", "arrow", "wide", "narrow", "image", "language"}  # not free text: checked on their own


@cache
def blocks(text):
    """Every kind of block, the text in every place."""
    full, line = Cell(text, text, text, "worse", "up", text), Cell("", note=text, sparkline=(1.0, 2.0))
    columns = (Column(text), Column(text, "number"), Column(text))
    table = b.Table("t", text, text, columns, ((Cell(text, link="h"), full, line),), (text,), text, (text,))
    quarters = quarters_between(Quarter.parse("2022-23 Q1"), Quarter.parse("2022-23 Q4"))
    alt = f"A chart, the latest value is 4, {text}"
    captions = [Caption(key, text, text, alt, notes=(text,), source=text, caveats=(text,)) for key in "fgi"]
    lines = (Line(text, (1.0, None, 3.0, 4.0)), Line(text + "2", (1.0, 2.0, 3.0, 4.0)), Line("c", (1.0, 2.0, 3.0, 4.0)))
    peers = Comparison(text, (Bar(text, 1.0), Bar("b", None)), 1.0, lambda value: f"{value:.0f} {text}")
    return [
        Heading("h", text, text),
        table,
        trend_figure(Trend(quarters, lines, text, peers.number), captions[0]),
        comparison_figure([peers] * 2, captions[1], own=text, average_name=text, unit=text),
        survey_figure([Bar(text, 50.0, 40.0, 60.0)], captions[2], number=peers.number),
        b.Picture("a", text, alt, PNG, text),
        b.Picture("b", "", alt, PNG),
        b.KeyFigures("k", text, (b.KeyFigure(text, text, text),)),
        b.Prose("p", text, text, note=text),
        b.Prose("q", text, text, quotation=True),
        b.Sentences("s", text, (text, text)),
        b.Definitions("d", text, ((text, text),)),
        *(replace(one, key=text) for one in (Heading("x", "X"), table)),
    ]


def page(text):
    pairs = ((text, text),)
    named = (("h", text), (text, text))
    return b.Page(text, text, text, text, text, text, pairs, pairs, pairs, text, pairs, named)


def test_the_case_holds_every_field_of_text_there_is():
    def texts(value):
        for one in fields(value):
            content = getattr(value, one.name)
            for item in content if isinstance(content, tuple) else (content,):
                if is_dataclass(item):
                    yield from texts(item)
                elif isinstance(item, str) and one.name not in FIXED | {"key", "link"}:
                    yield type(value).__name__, one.name, "planted" in item

    found = [text for block in [*blocks("planted"), page("planted")] for text in texts(block)]
    planted = {(kind, name) for kind, name, is_planted in found if is_planted}
    assert {(kind, name) for kind, name, _ in found} - planted == set()


def assert_harmless(html):
    for element in BeautifulSoup(html, "html.parser")(True):
        assert NAMES.fullmatch(element.name)
        assert not [name for name in element.attrs if name.startswith("on") or name == "style"]
        assert not element.get("href", "").startswith("javascript")


@pytest.mark.parametrize("text", PLANTED)
def test_nothing_planted_becomes_markup_on_the_page_or_in_jupyterlab_and_the_text_is_still_there(text):
    html = render(page(text), blocks(text))
    for shown in (html, *(mime_bundle(block)["text/html"] for block in blocks(text))):
        assert_harmless(shown)
    assert check(html) == ()
    assert text != PLANTED[0] or html.count("&lt;script&gt;planted()&lt;/script&gt;") > 60
