"""The page in real Chromium: accessible, silent, harmless, and whole on a phone and on paper."""

import re
from collections import Counter
from dataclasses import replace

import pytest

from crimekit.blocks import Cell, Column, Definitions, Heading, KeyFigure, KeyFigures, Page, Prose, Sentences, Table
from crimekit.charts.data import Bar, Caption, Comparison, Line, Mark, Trend
from crimekit.charts.figures import comparison_figure, survey_figure, trend_figure
from crimekit.page.document import render
from crimekit.periods import Quarter, quarters_between

pytestmark = pytest.mark.browser

SETTINGS = {"desktop": (1280, "light"), "phone": (320, "light"), "dark": (1280, "dark"), "dark phone": (320, "dark")}
PLANTED = "<script>planted=1</script><img src=x onerror=planted=1><a href='javascript:planted=1'>x</a>"
QUARTERS = quarters_between(Quarter.parse("2018-19 Q1"), Quarter.parse("2023-24 Q1"))
VALUES = tuple(2 + (place % 5) / 10 for place in range(21))
OUTLOOKS = [("better", "down"), ("worse", "up"), ("neutral", "level"), ("unknown", "")]


def figures(force):
    one, two, four, alone, five, survey = (
        Caption(
            key,
            headline="Vehicle crime is level",
            subtitle=f"Offences per 1,000 population, {force}",
            alt=f"A chart of vehicle crime in {force}; the latest value is 2.00 offences per 1,000 population.",
            source="Home Office",
        )
        for key in ("one", "two", "four", "peers", "five", "survey")
    )
    number = "{:.2f}".format
    lines = tuple(Line(f"Part {part} {force}", VALUES) for part in range(4))
    trend = Trend(QUARTERS, lines, "Offences per 1,000 population", number)
    marks = (Mark(8, 11, "COVID-19"),)
    peers = Comparison("Robbery", (Bar(force, 2.0), Bar("Humberside", 2.4), Bar("Cleveland", None)), 2.2, number)
    options = {"own": force, "average_name": "Average", "unit": "Rate"}
    return [
        trend_figure(replace(trend, lines=lines[:1], marks=marks, expected=(1.9, 2.3)), one),
        trend_figure(replace(trend, lines=lines[:2]), two),
        trend_figure(trend, four),
        comparison_figure([peers], alone, **options),
        comparison_figure([peers] * 5, five, **options),
        survey_figure([Bar("All victims", 68.3, 64.9, 71.5)], survey, number=number),
    ]


def report(force="Gwent", words="Patrols in **Newport**."):
    titles = ("Measure", "Rate", "Change on the same quarter a year earlier", "Trend/Outlook", "Last four years")
    rows = tuple(
        (
            Cell("Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch", link="cyber", note=force),
            Cell("2.00", 2.0),
            Cell("not available"),
            Cell("Numbers too small to assess", note="no clear change", tone=tone, arrow=arrow),
            Cell("", sparkline=VALUES),
        )
        for tone, arrow in OUTLOOKS
    )
    blocks = [
        Heading("glance", "At a glance", force),
        Sentences("said", "", ("There was 1 homicide.",)),
        Table("all", "Measures", force, tuple(Column(title) for title in titles), rows, (force,), force),
        Heading("cyber", "Tackle cyber crime"),
        KeyFigures("keys", "", tuple(KeyFigure(f"Latest {n}", "2.00", force) for n in range(3))),
        Prose("action", "Force action", words),
        *figures(force),
        Prose("comments", "Comments", words, quotation=True, note=force),
        Heading("glossary", "Glossary"),
        Definitions("terms", "", (("Rate", force),)),
    ]
    return render(
        Page(
            "National Police and Crime Measures",
            force,
            f"Police and Crime Commissioner for {force}",
            "Q1 2023-24 (April to June 2023)",
            draft="Comments are not approved.",
            provenance=(("Recorded crime", "SHA-256 " + "9f86d081884c7d65" * 4),),
            trail=(("All reports", "../index.html"),),
            csv_folder="tables",
        ),
        blocks,
    )


@pytest.fixture
def show_report(show, tmp_path):
    """Open the report, or another page, and look at it."""

    def opened(html="", **options):
        (tmp_path / "page.html").write_text(html or report(), encoding="utf-8")
        show(tmp_path / "page.html", **options)

    return opened


@pytest.mark.parametrize("setting", SETTINGS)
def test_axe_finds_nothing(show_report, axe, setting):
    width, scheme = SETTINGS[setting]
    show_report(width=width, scheme=scheme)
    assert axe() == []


@pytest.mark.parametrize("width", [320, 640, 1280])
def test_there_is_no_sideways_scroll(browser, show_report, width):
    show_report(report(force="Dyfed-Powys a Gogledd Cymru gyda'i gilydd"), width=width)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width


def parts_of_tables(browser):
    """The names of the tables in the accessibility tree, and how many parts of each role they have."""
    nodes = browser.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    heard = [(node["role"]["value"], node.get("name", {}).get("value", "")) for node in nodes if not node["ignored"]]
    counted = Counter(role for role, _ in heard)
    names = sorted(name for role, name in heard if role == "table")
    return names, {role: counted[role] for role in ("row", "columnheader", "rowheader", "cell")}


def test_the_cards_of_a_phone_are_still_a_table_with_rows_headers_and_cells(browser, show_report):
    show_report(folded=True)
    desk = parts_of_tables(browser)
    show_report(width=320, folded=True)
    display = "return getComputedStyle(document.querySelector('.ck-cards td')).display"
    assert browser.execute_script(display) == "grid"
    # the measures: a heading and four rows of five; where the figures come from: a heading and a row of two
    assert parts_of_tables(browser) == desk
    assert desk[0] == ["Table 1. Measures", "Where the figures come from"]
    assert desk[1] == {"row": 7, "columnheader": 7, "rowheader": 5, "cell": 17}


def test_on_a_phone_every_cell_is_as_wide_as_its_card(browser, show_report):
    show_report(width=320)
    widths = "return [...document.querySelectorAll('.ck-cards td, .ck-cards tbody tr')].map(one => one.offsetWidth)"
    assert set(browser.execute_script(widths)) == {288}


def test_a_phone_gets_the_narrow_drawing_with_text_of_11_pixels_and_a_desk_the_wide_one(browser, show_report):
    smallest = (
        "return Math.min(...[...document.querySelectorAll('figure svg text')].filter(t => t.getClientRects().length)"
        ".map(t => parseFloat(getComputedStyle(t).fontSize) * t.ownerSVGElement.getScreenCTM().a))"
    )
    drawings = "[...document.querySelectorAll('.ck-wide, .ck-narrow')]"
    shown = f"return {drawings}.filter(drawing => drawing.offsetParent).map(drawing => drawing.className)"
    for width, name in ((320, "ck-narrow"), (1280, "ck-wide")):
        show_report(width=width)
        assert set(browser.execute_script(shown)) == {name}
        assert browser.execute_script(smallest) >= 11


def test_labels_stay_within_their_drawing_and_do_not_overlap(browser, show_report):
    boxes = (
        "return [...document.querySelectorAll('figure svg')].filter(s => s.getClientRects().length).map(s => ({"
        "box: (({left, right, top, bottom}) => [left, right, top, bottom])(s.getBoundingClientRect()),"
        "texts: [...s.querySelectorAll('text')].map(t => { const r = t.getBoundingClientRect();"
        "return [t.textContent, r.left, r.right, r.top + 3, r.bottom - 3] })}))"
    )
    for width in (320, 1280):
        show_report(width=width)
        for drawing in browser.execute_script(boxes):
            left, right, top, bottom = drawing["box"]
            texts = drawing["texts"]
            for text, x0, x1, y0, y1 in texts:
                assert left - 1 <= x0 <= x1 <= right + 1, (width, text)
                assert top - 1 <= y0 <= y1 <= bottom + 1, (width, text)
            for place, (one, a0, a1, b0, b1) in enumerate(texts):
                for other, c0, c1, d0, d1 in texts[place + 1 :]:
                    assert a1 <= c0 or c1 <= a0 or b1 <= d0 or d1 <= b0, (width, one, other)


def test_the_page_asks_for_nothing_and_its_policy_lets_its_style_in(browser, show_report, asked):
    show_report()
    assert asked() == []
    assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []
    colour = browser.execute_script("return getComputedStyle(document.querySelector('.ck-banner')).backgroundColor")
    assert colour == "rgb(18, 67, 109)"


@pytest.mark.parametrize("policy", ["with", "without"])
def test_nothing_planted_runs_with_or_without_the_policy(browser, show_report, asked, policy):
    html = report(force=PLANTED, words=PLANTED)
    if policy == "without":
        html, times = re.subn(r"<meta http-equiv[^>]*>", "", html)
        assert times == 1
    show_report(html)
    assert browser.execute_script("return typeof planted") == "undefined"
    assert asked() == []


def test_a_planted_script_would_have_been_seen(browser, show_report, asked):
    show_report(f"<!doctype html><title>x</title>{PLANTED}")
    assert browser.execute_script("return typeof planted") == "number"
    assert asked() != []


def test_on_paper_it_is_a_tagged_document_with_its_descriptions(show_report, printed):
    show_report(folded=True)
    paper = printed()
    assert b"/StructTreeRoot" in paper
    assert b"/Lang (en-GB)" in paper
    assert len(re.findall(rb"/Alt ?[(<]", paper)) >= 5
    assert 3 <= len(re.findall(rb"/Type ?/Page\b", paper)) <= 6
